# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Arrays at the border to C: checked, and never copied."""

from __future__ import annotations

import ctypes
from ctypes import addressof
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


class _ArrayInterface(ctypes.Structure):
    """PyArrayInterface, which ``__array_struct__`` points to."""

    _fields_ = [
        ("two", ctypes.c_int),
        ("nd", ctypes.c_int),
        ("typekind", ctypes.c_char),
        ("itemsize", ctypes.c_int),
        ("flags", ctypes.c_int),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("data", ctypes.c_void_p),
    ]


_view = ctypes.c_char.from_buffer
_pointer_at = ctypes.c_void_p.from_address
_DATA = _ArrayInterface.data.offset
_capsule_pointer = ctypes.PYFUNCTYPE(
    ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p
)(("PyCapsule_GetPointer", ctypes.pythonapi))

#: Name, first byte and the byte after the last.
Span = tuple[str, int, int]


def address(array: Array, name: str) -> int:
    """Where a row-major array starts; LayoutError when it is not row-major."""
    # A fraction of the time of `address_of_any`, but there are such views only
    # of arrays that are writable, row-major, not empty and not of bf16.
    try:
        start = addressof(_view(array))  # type: ignore[arg-type]
    except (TypeError, ValueError, BufferError):
        return address_of_any(array, name)
    if start % array.itemsize:
        raise _misaligned(array, name)
    return start


def address_of_any(array: Array, name: str) -> int:
    """The same, and sooner for arrays that ``address`` tries in vain."""
    if not array.flags.c_contiguous:
        raise LayoutError(
            f"{name} has strides {array.strides} for shape {array.shape},"
            " expected row-major order; pass np.ascontiguousarray(...)"
        )
    # NumPy's interface for C, since `array.ctypes` builds objects. The capsule
    # owns the struct.
    capsule = array.__array_struct__
    start = _pointer_at(_capsule_pointer(capsule, None) + _DATA).value or 0
    if start % array.itemsize:
        raise _misaligned(array, name)
    return start


def _misaligned(array: Array, name: str) -> LayoutError:
    return LayoutError(
        f"{name} starts at an address that is not a multiple of"
        f" {array.itemsize}, the size of {array.dtype}; pass a copy"
    )


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
    array = value
    if not isinstance(value, np.ndarray):
        try:
            array = np.from_dlpack(value) if hasattr(value, "__dlpack__") else None
            # NumPy before 2.1 makes read-only arrays of DLPack, and the
            # `__array__` of torch 2.13 cannot promise not to copy.
            if array is None or not array.flags.writeable:
                array = np.array(value, copy=False)
        except (BufferError, RuntimeError, ValueError, TypeError) as e:
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
    result: Array = array
    return result


def check_overlap(name: str, start: int, end: int, other: Span) -> None:
    """Raises LayoutError when the output ``name`` shares bytes with another array."""
    if max(start, other[1]) < min(end, other[2]):
        raise LayoutError(
            f"out for {name} overlaps {other[0]}; pass memory of its own"
        )
