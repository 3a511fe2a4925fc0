# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The C API of include/lookupffn-c: the only file that knows its ABI.

ctypes rather than an extension module, because it needs no further dependency,
makes one wheel serve every Python, and forces the C API to be complete.
A test compares every signature, enumerator and field here with the headers.
"""

from __future__ import annotations

import ctypes
import functools
import os
from ctypes import (
    POINTER,
    c_char_p,
    c_double,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_void_p,
)
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np

from . import errors
from .checkpoint import bfloat16

LIBRARY = "liblookupffn-c.so"


class LookupFFNErrorCode(IntEnum):
    COMPILE = 1
    TARGET = 2
    SHAPE = 3
    DTYPE = 4
    VALUE = 5
    RANGE = 6
    SYSTEM = 7
    FORMAT = 8


class LookupFFNDType(IntEnum):
    F32 = 0
    F16 = 1
    BF16 = 2
    I8 = 3
    I16 = 4
    I32 = 5
    I64 = 6


class LookupFFNRole(IntEnum):
    INPUT = 0
    WEIGHT = 1
    OUTPUT = 2


MAX_RANK = 8


class LookupFFNOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("target", c_char_p),
        ("features", c_char_p),
        ("path", c_char_p),
        ("entry", c_char_p),
        ("schedule", c_char_p),
        ("cache_dir", c_char_p),
        ("threads", c_int32),
        ("parallel_for", c_void_p),
        ("parallel_for_context", c_void_p),
        ("precision", c_char_p),
        ("symbols", c_char_p),
    ]


class LookupFFNLayerSpec(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("function", c_char_p),
        ("prefix", c_char_p),
        ("projection", c_char_p),
        ("d", c_int64),
        ("o", c_int64),
        ("num_tables", c_int64),
        ("rows", c_int64),
        ("padded", c_int64),
        ("block", c_int64),
        ("repeats", c_int64),
        ("shared", c_int32),
        ("has_norm", c_int32),
        ("has_projection_bias", c_int32),
        ("has_bias", c_int32),
        ("table_type", c_char_p),
        ("score", c_char_p),
        ("compare", c_char_p),
        ("bit_order", c_char_p),
        ("decay", c_double),
        ("eps", c_double),
        ("temperature", c_double),
        ("constant", c_double),
        ("batch", c_int64),
        ("outputs", c_char_p),
        ("bounds", c_char_p),
        ("code_type", c_char_p),
    ]


class LookupFFNArgument(ctypes.Structure):
    _fields_ = [
        ("name", c_char_p),
        ("dtype", c_int),
        ("rank", c_int32),
        ("shape", c_int64 * MAX_RANK),
    ]


class LookupFFNLoadOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("residency", c_int),
        ("verify", c_int32),
        ("target", c_char_p),
    ]


class LookupFFNRunOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("threads", c_int32),
        ("parallel_for", c_void_p),
        ("parallel_for_context", c_void_p),
        ("scratch", c_void_p),
        ("scratch_bytes", c_size_t),
        ("reduce", c_void_p),
        ("reduce_context", c_void_p),
    ]


# Opaque handles. An error is a plain pointer too, since a run that succeeds
# should not make an object.
_Error = c_void_p
_Kernel = c_void_p
_Bundle = c_void_p
_Options = POINTER(LookupFFNOptions)
_LayerSpec = POINTER(LookupFFNLayerSpec)

#: Name: (result, parameters), in the order of the headers.
FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "lookupffnErrorGetCode": (c_int, [_Error]),
    "lookupffnErrorGetMessage": (c_char_p, [_Error]),
    "lookupffnErrorDestroy": (None, [_Error]),
    "lookupffnGetDefaultCacheDir": (c_void_p, []),
    "lookupffnOptionsInit": (None, [_Options]),
    "lookupffnCompile": (
        _Error,
        [c_char_p, c_size_t, _Options, POINTER(_Kernel)],
    ),
    "lookupffnCompileFile": (_Error, [c_char_p, _Options, POINTER(_Kernel)]),
    "lookupffnEmit": (
        _Error,
        [c_char_p, c_size_t, _Options, c_char_p, POINTER(c_void_p)],
    ),
    "lookupffnStringDestroy": (None, [c_void_p]),
    "lookupffnWriteBundle": (
        _Error,
        [
            c_char_p,
            c_size_t,
            _Options,
            POINTER(c_char_p),
            c_int32,
            c_char_p,
            c_char_p,
            c_char_p,
            c_char_p,
            c_char_p,
        ],
    ),
    "lookupffnKernelDestroy": (None, [_Kernel]),
    "lookupffnLayerSpecInit": (None, [_LayerSpec]),
    "lookupffnWriteLayer": (_Error, [_LayerSpec, POINTER(c_void_p)]),
    "lookupffnKernelGetNumArguments": (c_int32, [_Kernel, c_int]),
    "lookupffnKernelGetArgument": (
        _Error,
        [_Kernel, c_int, c_int32, POINTER(LookupFFNArgument)],
    ),
    "lookupffnKernelBind": (
        _Error,
        [_Kernel, c_char_p, c_void_p, c_int, c_int32, POINTER(c_int64)],
    ),
    "lookupffnKernelPack": (_Error, [_Kernel]),
    "lookupffnKernelReadsWeight": (c_int32, [_Kernel, c_int32]),
    "lookupffnKernelRun": (_Error, [_Kernel, c_void_p, c_void_p, c_int64]),
    "lookupffnKernelGetSchedule": (c_char_p, [_Kernel]),
    "lookupffnKernelGetTarget": (c_char_p, [_Kernel]),
    "lookupffnKernelGetCacheNote": (c_char_p, [_Kernel]),
    "lookupffnKernelGetScratchBytes": (c_int64, [_Kernel]),
    "lookupffnKernelGetPackedBytes": (c_int64, [_Kernel]),
    "lookupffnVersion": (c_char_p, []),
    "lookupffnLoadOptionsInit": (None, [POINTER(LookupFFNLoadOptions)]),
    "lookupffnBundleLoad": (
        _Error,
        [c_char_p, c_char_p, POINTER(LookupFFNLoadOptions), POINTER(_Bundle)],
    ),
    "lookupffnBundleDestroy": (None, [_Bundle]),
    "lookupffnBundleGetName": (c_char_p, [_Bundle]),
    "lookupffnBundleGetVersion": (c_char_p, [_Bundle]),
    "lookupffnBundleGetTarget": (c_char_p, [_Bundle]),
    "lookupffnBundleGetNumLayers": (c_int32, [_Bundle]),
    "lookupffnBundleGetLayerName": (c_char_p, [_Bundle, c_int32]),
    "lookupffnBundleGetNumArguments": (c_int32, [_Bundle, c_int32, c_int]),
    "lookupffnBundleGetArgument": (
        _Error,
        [_Bundle, c_int32, c_int, c_int32, POINTER(LookupFFNArgument)],
    ),
    "lookupffnBundleGetScratchBytes": (c_size_t, [_Bundle, c_int32, c_int32]),
    "lookupffnRunOptionsInit": (None, [POINTER(LookupFFNRunOptions)]),
    "lookupffnBundleRun": (
        _Error,
        [
            _Bundle,
            c_int32,
            c_void_p,
            c_void_p,
            c_int64,
            POINTER(LookupFFNRunOptions),
        ],
    ),
}


def library_path() -> str:
    """Where the shared library is.

    Beside this file when installed, else at LOOKUPFFN_LIBRARY, else in the folder
    build/ of the checkout that this file is part of.
    """
    here = Path(__file__).resolve()
    named = os.environ.get("LOOKUPFFN_LIBRARY")
    places = [here.parent / LIBRARY]
    places += [Path(named)] if named else []
    places += [here.parents[2] / "build" / "lib" / LIBRARY]
    for place in places:
        if place.exists():
            return str(place)
    raise OSError(
        f"{LIBRARY} is not at {', '.join(map(str, places))}; install with"
        " 'pip install ./python', build with tools/quickstart, or set"
        " LOOKUPFFN_LIBRARY to the library of a build"
    )


@functools.cache
def library() -> ctypes.CDLL:
    """The library, loaded at the first call; it brings LLVM along."""
    # Never RTLD_GLOBAL: the process may hold another LLVM.
    lib = ctypes.CDLL(library_path(), mode=ctypes.RTLD_LOCAL)
    for name, (result, parameters) in FUNCTIONS.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, parameters
    return lib


def dtypes() -> dict[int, np.dtype[Any]]:
    """NumPy types of the enumerators of LookupFFNDType."""
    return {
        LookupFFNDType.F32: np.dtype(np.float32),
        LookupFFNDType.F16: np.dtype(np.float16),
        LookupFFNDType.BF16: bfloat16(),
        LookupFFNDType.I8: np.dtype(np.int8),
        LookupFFNDType.I16: np.dtype(np.int16),
        LookupFFNDType.I32: np.dtype(np.int32),
        LookupFFNDType.I64: np.dtype(np.int64),
    }


_ERRORS: dict[int, type[Exception]] = {
    LookupFFNErrorCode.COMPILE: errors.CompileError,
    LookupFFNErrorCode.TARGET: errors.UnsupportedTarget,
    LookupFFNErrorCode.SHAPE: errors.ShapeError,
    LookupFFNErrorCode.DTYPE: errors.DTypeError,
    LookupFFNErrorCode.VALUE: ValueError,
    LookupFFNErrorCode.RANGE: errors.CodeRangeError,
    LookupFFNErrorCode.SYSTEM: OSError,
    LookupFFNErrorCode.FORMAT: errors.CheckpointError,
}


def check(error: int | None) -> None:
    """Raises the exception of an error object, and destroys the object."""
    if not error:
        return
    lib = library()
    try:
        code = lib.lookupffnErrorGetCode(error)
        message = lib.lookupffnErrorGetMessage(error).decode(errors="replace")
    finally:
        lib.lookupffnErrorDestroy(error)
    raise _ERRORS.get(code, RuntimeError)(message)
