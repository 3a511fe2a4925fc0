# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The calls of a kernel: arrays checked, made where absent, and passed on.

A small layer computes for less time than it takes to get to it, so what a call
needs is computed once, and checks that pass make no more objects than they must.
"""

from __future__ import annotations

from math import prod
from struct import Struct
from typing import Any, Callable, Iterable, Mapping

import numpy as np

from . import _capi
from ._arrays import (
    Argument,
    Array,
    Span,
    address,
    address_of_any,
    as_input,
    as_output,
    check_overlap,
)
from .errors import DTypeError, ShapeError

_ndarray, _empty = np.ndarray, np.empty

#: Name, type, sizes after those of the tokens, and how many these are.
Spec = tuple[str, np.dtype[Any], tuple[int, ...], int]


class Calls:
    """The part of a kernel that is called.

    A base class, since handing each call on to another object would take longer
    than checking an array does.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        handle: int,
        inputs: tuple[Argument, ...],
        outputs: tuple[Argument, ...],
        ones: bool,
    ) -> None:
        """
        function, handle: lookupffnKernelRun and its first argument.
        ones: whether scores that the caller leaves out are ones.
        """
        self.inputs, self.outputs = inputs, outputs
        self._function, self._handle, self._ones = function, handle, ones
        self._packed = False
        # Codes are unsigned, which the C API has no types for.
        unsigned = {np.dtype(np.int8): np.uint8, np.dtype(np.int16): np.uint16}
        self._specs = [_spec(a, a.dtype) for a in inputs]
        self._results = [
            _spec(a, unsigned.get(a.dtype, a.dtype) if a.name == "code" else a.dtype)
            for a in outputs
        ]
        self._static: int | None = None
        if any(-1 not in a.shape for a in inputs):
            first = inputs[0].shape
            self._static = prod(first[: len(first) - self._specs[0][3]])
        # They make bytes, in which C finds its arrays of pointers several times
        # as fast as in arrays of ctypes.
        self._pack_inputs = Struct(f"{len(inputs)}P").pack
        self._pack_outputs = Struct(f"{len(outputs)}P").pack
        self._protect({})

    def _protect(self, weights: Mapping[str, Array]) -> None:
        """Makes calls refuse outputs that overlap one of ``weights``."""
        # Where they are, one by one and all together.
        self._weight_spans: list[Span] = [
            (key, start, start + array.nbytes)
            for key, array in weights.items()
            for start in [address(array, key)]
        ]
        self._low = min((start for _, start, _ in self._weight_spans), default=0)
        self._high = max((end for _, _, end in self._weight_spans), default=0)

    def __call__(self, *inputs: Any, out: Any = None, **named: Any) -> Any:
        """Runs the kernel; see the class."""
        if named or len(inputs) != len(self._specs) or inputs[-1] is None:
            inputs, out = self._complete(inputs, out, named)
        lead, starts, taken, i = None, [], [], 0
        for name, dtype, features, rank in self._specs:
            x = inputs[i]
            if type(x) is not _ndarray:
                x = as_input(x, name)
                # Keeps what was made of it alive during the run.
                inputs = inputs[:i] + (x,) + inputs[i + 1 :]
            if x.dtype != dtype:
                raise DTypeError(f"{name} is {x.dtype}, expected {dtype}")
            shape = x.shape
            split = len(shape) - rank
            if split < 0 or shape[split:] != features:
                raise ShapeError(
                    f"{name} has shape {shape}, expected {_dims(features)}"
                )
            if lead is None:
                lead = shape[:split]
            elif lead != shape[:split]:
                raise ShapeError(
                    f"{name} has leading dimensions {shape[:split]}, expected"
                    f" {lead}, those of {self._specs[0][0]}"
                )
            start = (address if x.flags.writeable else address_of_any)(x, name)
            starts.append(start)
            if out is not None:
                taken.append((name, start, start + x.nbytes))
            i += 1
        assert lead is not None
        tokens = prod(lead)
        if self._static is not None and tokens != self._static:
            raise ShapeError(f"found {tokens} tokens, expected {self._static}")
        if not self._packed:
            raise ValueError(self._unbound())
        ins = self._pack_inputs(*starts)
        if out is None:
            starts, results = [], []
            for name, dtype, features, _ in self._results:
                y = _empty(lead + features, dtype)
                starts.append(address(y, name))
                results.append(y)
        else:
            starts, results = self._given(out, lead, taken)
        outs = self._pack_outputs(*starts)
        error = self._function(self._handle, ins, outs, tokens)
        if error:
            _capi.check(error)
        if out is not None:
            return out
        return results[0] if len(results) == 1 else tuple(results)

    def _complete(
        self, inputs: tuple[Any, ...], out: Any, named: dict[str, Any]
    ) -> tuple[tuple[Any, ...], Any]:
        """All inputs by position, absent scores as ones; and ``out``, which may
        be the last positional argument."""
        names = [spec[0] for spec in self._specs]
        if len(inputs) == len(names) + 1 and out is None:
            *inputs, out = inputs  # type: ignore[assignment]
        if len(inputs) > len(names):
            raise TypeError(
                f"found {len(inputs)} inputs, expected {len(names)}:"
                f" {', '.join(names)}"
            )
        given = dict(zip(names, inputs))
        for name, value in named.items():
            if name not in names or name in given:
                raise TypeError(
                    f"input {name!r} is unknown or given twice, expected"
                    f" {', '.join(names)}"
                )
            given[name] = value
        if self._ones and "score" in names and "code" in given:
            if given.get("score") is None:
                given["score"] = np.ones(np.shape(given["code"]), np.float32)
        missing = [name for name in names if given.get(name) is None]
        if missing:
            raise TypeError(f"missing input {', '.join(missing)}")
        return tuple(given[name] for name in names), out

    def _given(
        self, out: Any, lead: tuple[int, ...], taken: list[Span]
    ) -> tuple[list[int], list[Array]]:
        """Where the caller's arrays for the outputs are, and these, checked.

        taken: where the inputs are.
        """
        count = len(self._results)
        if count == 1:
            out = (out,)
        elif not isinstance(out, (tuple, list)) or len(out) != count:
            raise ShapeError(f"out is not a tuple of {count} arrays")
        starts, results, i = [], [], 0
        for name, dtype, features, _ in self._results:
            y = out[i]
            i += 1
            shape = lead + features
            if (
                type(y) is not _ndarray
                or y.dtype != dtype
                or y.shape != shape
                or not y.flags.writeable
            ):
                y = as_output(y, name, shape, dtype)
            start = address(y, name)
            end = start + y.nbytes
            for other in taken:
                if start < other[2] and other[1] < end:
                    check_overlap(name, start, end, other)
            if start < self._high and self._low < end:
                for other in self._weight_spans:
                    check_overlap(name, start, end, other)
            taken.append((name, start, end))
            starts.append(start)
            results.append(y)
        return starts, results

    def _unbound(self) -> str:
        """Why the weights are not packed."""
        raise NotImplementedError

    def _signature(self) -> str:
        return f"{_described(self._specs)} -> {_described(self._results)}"


def _spec(argument: Argument, dtype: Any) -> Spec:
    features = _features(argument)
    return argument.name, np.dtype(dtype), features, len(features)


def _features(argument: Argument) -> tuple[int, ...]:
    """The sizes after the token dimensions."""
    shape = argument.shape
    if -1 in shape:
        return shape[len(shape) - shape[::-1].index(-1) :]
    # Nothing marks a static batch; z alone has two dimensions of its own.
    return shape[-2:] if argument.name == "z" else shape[-1:]


def _dims(features: tuple[int, ...]) -> str:
    return f"[..., {', '.join(map(str, features))}]"


def _described(specs: Iterable[Spec]) -> str:
    return ", ".join(f"{name} {dtype.name}{_dims(f)}" for name, dtype, f, _ in specs)
