# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Arrays at the border to C: checked, and never copied."""

from __future__ import annotations

from ctypes import addressof, c_char
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .errors import DTypeError, LayoutError, ShapeError

Array = NDArray[Any]


class Argument(NamedTuple):
    """An input, weight or output of a kernel.

    shape: sizes, -1 where the number of tokens goes.
    """

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]


_view = c_char.from_buffer

#: Name, first byte and the byte after the last.
Span = tuple[str, int, int]


def address(array: Array, name: str) -> int:
    """Where a row-major array starts; LayoutError when it is not row-major."""
    # Two to three times as fast as `array.ctypes.data`, which builds objects,
    # but only for arrays that are writable, row-major and not empty.
    try:
        start = addressof(_view(array))  # type: ignore[arg-type]
    except (TypeError, ValueError, BufferError):
        if not array.flags.c_contiguous:
            raise LayoutError(
                f"{name} has strides {array.strides} for shape {array.shape},"
                " expected row-major order; pass np.ascontiguousarray(...)"
            ) from None
        start = array.__array_interface__["data"][0]
    if start % array.itemsize:
        raise LayoutError(
            f"{name} starts at an address that is not a multiple of"
            f" {array.itemsize}, the size of {array.dtype}; pass a copy"
        )
    return start


def as_input(value: Any, name: str) -> Array:
    """An array that shares the memory of a tensor of another library."""
    if isinstance(value, np.ndarray):
        return value
    try:
        if hasattr(value, "__dlpack__"):
            return np.from_dlpack(value)
        if hasattr(value, "__array_interface__") or hasattr(value, "__array__"):
            # Raises when it has to copy, which is the caller's to ask for.
            return np.array(value, copy=False)
    except (BufferError, RuntimeError, ValueError, TypeError) as e:
        raise DTypeError(
            f"{name} is a {type(value).__name__} that cannot be read in place:"
            f" {str(e).rstrip('.')}"
        ) from e
    try:
        return np.asarray(memoryview(value))
    except TypeError:
        raise DTypeError(
            f"{name} is a {type(value).__name__}, expected an array or a tensor in"
            " the memory of the CPU; pass np.asarray(...)"
        ) from None


def as_output(
    value: Any, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]
) -> Array:
    """The caller's array for an output, checked except for overlap."""
    array: Array = value
    if not isinstance(value, np.ndarray):
        # `__array__` first: what NumPy makes of DLPack is read-only.
        try:
            array = np.array(value, copy=False)
        except (RuntimeError, ValueError, TypeError) as e:
            raise DTypeError(
                f"out for {name} is a {type(value).__name__} that cannot be written"
                f" in place: {str(e).rstrip('.')}"
            ) from e
    if array.dtype != dtype:
        raise DTypeError(f"out for {name} is {array.dtype}, expected {dtype}")
    if array.shape != shape:
        raise ShapeError(f"out for {name} has shape {array.shape}, expected {shape}")
    if not array.flags.writeable:
        raise LayoutError(f"out for {name} is read-only; pass a writable array")
    return array


def check_overlap(name: str, start: int, end: int, taken: list[Span]) -> None:
    """Raises LayoutError when the output ``name`` shares bytes with another."""
    for other, begin, stop in taken:
        if max(start, begin) < min(end, stop):
            raise LayoutError(f"out for {name} overlaps {other}; pass memory of its own")
