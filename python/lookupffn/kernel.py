# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``compile`` and ``Kernel``: a layer or an MLIR module as a callable."""

from __future__ import annotations

import ctypes
import os
import re
import weakref
from math import prod
from typing import Any, Iterable, Mapping

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
from ._cost import cost
from .errors import CompileError, DTypeError, ShapeError
from .layer import Layer

_ndarray, _empty = np.ndarray, np.empty


def compile(
    source: Any,
    *,
    target: str = "host",
    table_type: str | None = None,
    path: str = "auto",
    outputs: Iterable[str] = ("y",),
    bounds: str = "check",
    code_type: str = "i64",
    entry: str | None = None,
) -> Kernel:
    """Compiles a layer for this process.

    source: a Layer; the path of a .safetensors file with one layer at its top
        ("FFN.tables" or "tables"; else load a Layer with a prefix); the path of
        an .mlir or .mlirbc file; or MLIR, as text or as bytes. The weights of
        MLIR sources are bound afterwards with ``Kernel.bind``.
    target: "host", a CPU name that LLVM knows, or a level as "x86-64-v3".
    table_type: "f32", "f16", "bf16" or "i8" converts the rows (i8: one scale a
        row); None keeps them.
    path: "auto", "linalg" (the portable path for every step) or "fast".
    outputs: what a call returns, any of "y", "z", "code" and "score".
    bounds: of external codes. "check": a call with a code outside its table
        raises CodeRangeError and writes nothing; "clamp": such a code is moved
        to the nearest row; "assume": the caller promises that there is none.
    code_type: of external codes, "i64" or "i32".
    entry: the function of an MLIR module that has several.

    Raises CompileError, UnsupportedTarget, CheckpointError, OSError, and
    ValueError for an option that is unknown or does not go with the source.
    """
    file: str | None = None
    if _is_path(source):
        file = os.fspath(source)
        suffix = os.path.splitext(file)[1]
        if suffix == ".safetensors":
            source, file = Layer.from_safetensors(file), None
        elif suffix in (".mlir", ".mlirbc"):
            with open(file, "rb") as f:
                source = f.read()
        else:
            raise ValueError(
                f"source is {file!r}, expected MLIR text or a path that ends in"
                " .safetensors, .mlir or .mlirbc"
            )
    options = {"target": target, "path": path, "entry": entry}
    if isinstance(source, Layer):
        if table_type is not None:
            source = source.with_table_type(table_type)
        text = source.mlir(outputs=outputs, bounds=bounds, code_type=code_type)
        kernel = Kernel(text.encode(), options, layer=source)
        weights = source.weights()
        kernel.bind({w.name: weights[w.name] for w in kernel.weights})
        return kernel
    if isinstance(source, str):
        source = source.encode()
    if not isinstance(source, (bytes, bytearray, memoryview)):
        raise DTypeError(
            f"source is a {type(source).__name__}, expected a Layer, a path, or MLIR"
            " as str or bytes"
        )
    if (table_type, tuple(outputs), bounds, code_type) != (
        None,
        ("y",),
        "check",
        "i64",
    ):
        raise ValueError(
            "table_type, outputs, bounds and code_type are for layers; an MLIR source"
            " says them itself"
        )
    return Kernel(bytes(source), options, file=file)


class Kernel:
    """A compiled layer: ``kernel(x, out=None)`` or, with external codes,
    ``kernel(code, score=None, out=None)``.

    Inputs are row-major NumPy arrays of exactly the type of the kernel, or CPU
    tensors of other libraries (DLPack, ``__array__``), which are read in place.
    They are [..., D]: any leading dimensions, none for a single token, which the
    outputs keep. Outputs are new arrays, or those of ``out``: one array, or a
    tuple when the kernel has several outputs.

    A kernel may be called from several threads at once, but not while ``bind``
    runs. Raises ShapeError, DTypeError, LayoutError, CodeRangeError.
    Made by ``lookupffn.compile``.
    """

    def __init__(
        self,
        source: bytes,
        options: Mapping[str, str | None],
        *,
        layer: Layer | None = None,
        file: str | None = None,
    ) -> None:
        self._lib = _capi.library()
        self._source, self._layer = source, layer
        self._options = _capi.LookupFFNOptions()
        self._lib.lookupffnOptionsInit(ctypes.byref(self._options))
        for name, value in options.items():
            if value is not None:
                setattr(self._options, name, value.encode())
        self._handle = self._compile(file)
        weakref.finalize(self, self._lib.lookupffnKernelDestroy, self._handle)
        self._bound: dict[str, Array] = {}
        # Where the weights are, one by one and all together.
        self._weight_spans: list[Span] = []
        self._weight_hull = (0, 0)

        self.inputs = self._arguments(_capi.LookupFFNRole.INPUT)
        self.weights = self._arguments(_capi.LookupFFNRole.WEIGHT)
        self.outputs = self._arguments(_capi.LookupFFNRole.OUTPUT)
        self._packed = False
        if not self.weights:
            self._pack()
        self._prepare_calls()

    # -- Calls -----------------------------------------------------------------

    def __call__(self, *inputs: Any, out: Any = None, **named: Any) -> Any:
        """Runs the kernel; see the class."""
        if named or len(inputs) != len(self._specs) or inputs[-1] is None:
            inputs, out = self._complete(inputs, out, named)
        ins = self._input_array()
        lead, i, spans = None, 0, []
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
            ins[i] = start
            if out is not None:
                spans.append((name, start, start + x.nbytes))
            i += 1
        assert lead is not None
        tokens = prod(lead)
        if self._static is not None and tokens != self._static:
            raise ShapeError(f"found {tokens} tokens, expected {self._static}")
        if not self._packed:
            raise ValueError(self._unbound())
        outs = self._output_array()
        if out is None:
            results = []
            i = 0
            for name, dtype, features, _ in self._results:
                y = _empty(lead + features, dtype)
                outs[i] = address(y, name)
                results.append(y)
                i += 1
        else:
            results = self._given(out, lead, spans, outs)
        error = self._run(self._handle, ins, outs, tokens)
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
        layer = self._layer
        if layer is not None and layer.projection == "external" and "code" in given:
            if given.get("score") is None and "score" in names:
                given["score"] = np.ones(np.shape(given["code"]), np.float32)
        missing = [name for name in names if given.get(name) is None]
        if missing:
            raise TypeError(f"missing input {', '.join(missing)}")
        return tuple(given[name] for name in names), out

    def _given(
        self, out: Any, lead: tuple[int, ...], taken: list[Span], outs: Any
    ) -> list[Array]:
        """The caller's arrays for the outputs, checked.

        taken: where the inputs are. outs: gets the addresses.
        """
        results = []
        values = (out,) if len(self._results) == 1 else out
        if not isinstance(values, (tuple, list)) or len(values) != len(self._results):
            raise ShapeError(f"out is not a tuple of {len(self._results)} arrays")
        low, high = self._weight_hull
        for i, (name, dtype, features, _) in enumerate(self._results):
            y, shape = values[i], lead + features
            if (
                type(y) is not _ndarray
                or y.dtype != dtype
                or y.shape != shape
                or not y.flags.writeable
            ):
                y = as_output(y, name, shape, dtype)
            outs[i] = start = address(y, name)
            end = start + y.nbytes
            check_overlap(name, start, end, taken)
            if start < high and low < end:
                check_overlap(name, start, end, self._weight_spans)
            taken.append((name, start, end))
            results.append(y)
        return results

    def _prepare_calls(self) -> None:
        """What every call needs, computed once."""
        static = [a.shape[0] for a in self.inputs if -1 not in a.shape]
        # Codes are unsigned, which the C API has no types for.
        unsigned = {np.dtype(np.int8): np.uint8, np.dtype(np.int16): np.uint16}
        self._specs = [
            (a.name, a.dtype, f, len(f)) for a in self.inputs for f in [_features(a)]
        ]
        self._results = [
            (a.name, np.dtype(dtype), f, len(f))
            for a in self.outputs
            for f in [_features(a)]
            for dtype in [
                unsigned.get(a.dtype, a.dtype) if a.name == "code" else a.dtype
            ]
        ]
        self._static: int | None = None
        if static:
            first = self.inputs[0]
            self._static = prod(first.shape[: len(first.shape) - self._specs[0][3]])
        self._input_array = ctypes.c_void_p * len(self._specs)
        self._output_array = ctypes.c_void_p * len(self._results)
        self._run = self._lib.lookupffnKernelRun

    # -- Weights ---------------------------------------------------------------

    def bind(self, weights: Mapping[str, Any]) -> None:
        """Binds arrays to the keys of the weights, and packs once all are bound.

        The kernel holds on to the arrays and reads them in place; they must not
        change afterwards, except by binding again. Raises ValueError for an
        unknown key, ShapeError, DTypeError, LayoutError, and CodeRangeError for
        pairs outside the input.
        """
        known = {w.name: w for w in self.weights}
        codes = {dtype: code for code, dtype in _capi.dtypes().items()}
        for key, value in weights.items():
            if key not in known:
                raise ValueError(
                    f"unknown weight {key!r}, expected some of"
                    f" {', '.join(known) or 'none'}"
                )
            _, dtype, shape = known[key]
            array = as_input(value, key)
            if array.dtype != dtype:
                raise DTypeError(f"{key} is {array.dtype}, expected {dtype}")
            if array.shape != shape:
                raise ShapeError(f"{key} has shape {array.shape}, expected {shape}")
            _capi.check(
                self._lib.lookupffnKernelBind(
                    self._handle,
                    key.encode(),
                    address(array, key),
                    codes[array.dtype],
                    array.ndim,
                    (ctypes.c_int64 * array.ndim)(*shape),
                )
            )
            self._packed = False
            self._bound[key] = array
        self._weight_spans = [
            (key, start, start + array.nbytes)
            for key, array in self._bound.items()
            for start in [address(array, key)]
        ]
        starts = [start for _, start, _ in self._weight_spans]
        ends = [end for _, _, end in self._weight_spans]
        self._weight_hull = (min(starts, default=0), max(ends, default=0))
        if len(self._bound) == len(self.weights) and not self._packed:
            self._pack()

    def _pack(self) -> None:
        _capi.check(self._lib.lookupffnKernelPack(self._handle))
        self._packed = True

    def _unbound(self) -> str:
        missing = [w.name for w in self.weights if w.name not in self._bound]
        if not missing:
            return "weights not packed; call bind({key: array}) with ones that can be"
        return f"{', '.join(missing)} not bound; call bind({{key: array}})"

    # -- What was made ---------------------------------------------------------

    def ir(self, stage: str) -> str:
        """The module after a stage: "target", "schedule", "prepare", "linalg",
        "buffer", "vector", "llvm" or "asm". ValueError for another one."""
        text = ctypes.c_void_p()
        _capi.check(
            self._lib.lookupffnEmit(
                self._source,
                len(self._source),
                ctypes.byref(self._options),
                stage.encode(),
                ctypes.byref(text),
            )
        )
        try:
            return ctypes.string_at(text.value or 0).decode(errors="replace")
        finally:
            self._lib.lookupffnStringDestroy(text)

    @property
    def schedule(self) -> str:
        """What was chosen: one line a batch regime and op."""
        text: bytes = self._lib.lookupffnKernelGetSchedule(self._handle)
        return text.decode()

    @property
    def target(self) -> str:
        """The resolved target, "cpu, +feature, ..."."""
        text: bytes = self._lib.lookupffnKernelGetTarget(self._handle)
        return text.decode()

    def __repr__(self) -> str:
        ins = ", ".join(_described(*spec[:3]) for spec in self._specs)
        outs = ", ".join(_described(*spec[:3]) for spec in self._results)
        parts = [f"{ins} -> {outs}"]
        if self._layer is not None:
            size, flops = cost(self._layer)
            parts.append(repr(self._layer))
            parts.append(f"{size:,} bytes and {flops:,} FLOPs per token")
        parts.insert(1, f"target {self.target.split(',')[0]}")
        return f"Kernel({'; '.join(parts)})"

    # -- Making it -------------------------------------------------------------

    def _compile(self, file: str | None) -> int:
        handle = ctypes.c_void_p()
        if file is None:
            error = self._lib.lookupffnCompile(
                self._source,
                len(self._source),
                ctypes.byref(self._options),
                ctypes.byref(handle),
            )
        else:
            # The same bytes, with the file's name in the diagnostics.
            error = self._lib.lookupffnCompileFile(
                os.fsencode(file), ctypes.byref(self._options), ctypes.byref(handle)
            )
        try:
            _capi.check(error)
        except CompileError as e:
            raise _with_reproducer(str(e), self._source, file) from None
        assert handle.value is not None
        return handle.value

    def _arguments(self, role: _capi.LookupFFNRole) -> tuple[Argument, ...]:
        dtypes, result = _capi.dtypes(), []
        for i in range(self._lib.lookupffnKernelGetNumArguments(self._handle, role)):
            a = _capi.LookupFFNArgument()
            _capi.check(
                self._lib.lookupffnKernelGetArgument(
                    self._handle, role, i, ctypes.byref(a)
                )
            )
            shape = tuple(a.shape[: a.rank])
            result.append(Argument(a.name.decode(), dtypes[a.dtype], shape))
        return tuple(result)


def _is_path(source: Any) -> bool:
    """MLIR text has a brace or a line end in it; a path hardly ever does."""
    if isinstance(source, str):
        return not any(mark in source for mark in "{\n")
    return isinstance(source, os.PathLike)


def _features(argument: Argument) -> tuple[int, ...]:
    """The sizes after the token dimensions."""
    shape = argument.shape
    if -1 in shape:
        return shape[len(shape) - shape[::-1].index(-1) :]
    # Nothing marks a static batch; z alone has two dimensions of its own.
    return shape[-2:] if argument.name == "z" else shape[-1:]


def _dims(features: tuple[int, ...]) -> str:
    return f"[..., {', '.join(map(str, features))}]"


def _described(name: str, dtype: np.dtype[Any], features: tuple[int, ...]) -> str:
    return f"{name} {dtype.name}{_dims(features)}"


def _with_reproducer(message: str, source: bytes, file: str | None) -> CompileError:
    """The error with the path of a file that shows it again."""
    # The library writes one itself once a module is parsed.
    written = re.search(r"reproducer written to (.+?\.mlir)", message)
    if written:
        return CompileError(message, written[1])
    if file is None:
        import tempfile

        try:
            suffix = ".mlirbc" if source.startswith(b"ML\xefR") else ".mlir"
            handle, file = tempfile.mkstemp(suffix, "lookupffn-reproducer-")
            with os.fdopen(handle, "wb") as f:
                f.write(source)
        except OSError:
            return CompileError(message)
    return CompileError(f"{message}\nreproducer: {file}", file)
