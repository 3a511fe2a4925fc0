# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The lookup written by hand in AVX-512 intrinsics, with the same loops as ours.

It is part of a checkout only (test/Intrinsics) and built when asked for.
"""

from __future__ import annotations

import ctypes
import time
from pathlib import Path
from typing import Any, Sequence

import numpy as np

from ... import _capi
from .. import data, machine
from ..cases import ROWS
from . import Call, Contender, Turns, Unsupported

_TYPES = ("f32", "f16", "bf16", "i8")
_FEATURES = {"avx512f", "avx512bw", "avx512vl", "avx512_vnni"}


def _load() -> ctypes.CDLL:
    path = Path(_capi.library_path()).parent / "liblookupffn-intrinsics.so"
    if not path.exists():
        raise Unsupported(
            f"{path.name} is not in {path.parent}; build it in a checkout with"
            " 'ninja -C build lookupffn-intrinsics'"
        )
    missing = _FEATURES - set(machine.cpu_features())
    if missing:
        raise Unsupported(f"the CPU has no {', '.join(sorted(missing))}")
    library = ctypes.CDLL(str(path))
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    library.lookupffnIntrinsicsCreate.restype = pointer
    library.lookupffnIntrinsicsCreate.argtypes = [integer] * 4 + [pointer] * 2
    library.lookupffnIntrinsicsRun.restype = integer
    library.lookupffnIntrinsicsRun.argtypes = [pointer] * 4 + [integer]
    return library


class Peer(Contender):
    """Called as our own kernel is: outputs are new arrays, codes are checked."""

    kernels: list[Call] | None = None

    def version(self) -> str:
        if self.case.threads != 1:
            raise Unsupported("they run on one thread")
        self.library = _load()
        return "intrinsics of this checkout"

    def calls(self, batch: int) -> Sequence[Call]:
        if self.kernels is None:
            case = self.case
            rows, scale = data.tables(case.shape, self.element, case.seed)
            self.rows, self.scale = rows, scale
            self.handles = [
                self.library.lookupffnIntrinsicsCreate(
                    _TYPES.index(self.element),
                    case.shape.tables,
                    ROWS,
                    case.shape.d,
                    rows.ctypes.data,
                    scale.ctypes.data if scale is not None else None,
                )
                for _ in range(case.layers)
            ]
            if not all(self.handles):
                raise Unsupported(
                    "they take widths that are multiples of 256, and tables that"
                    " are 32 or more and a multiple of 4"
                )
            self.kernels = [self._call(handle) for handle in self.handles]
        return self.kernels

    def _call(self, handle: int) -> Call:
        run, width = self.library.lookupffnIntrinsicsRun, self.case.shape.d

        def call(code: Any, score: Any) -> Any:
            y = np.empty((len(code), width), np.float32)
            if run(handle, code.ctypes.data, score.ctypes.data, y.ctypes.data, len(y)):
                raise ValueError("a code is outside its table")
            return y

        call.handle = handle  # type: ignore[attr-defined]
        return call

    def loop(self, turns: Turns) -> int:
        run = self.library.lookupffnIntrinsicsRun
        bound: list[tuple[int, ...]] = []
        y = np.empty((0, self.case.shape.d), np.float32)
        for call, (code, score) in turns:
            if len(y) != len(code):
                y = np.empty((len(code), self.case.shape.d), np.float32)
            handle = call.handle  # type: ignore[attr-defined]
            addresses = (code.ctypes.data, score.ctypes.data, y.ctypes.data)
            bound.append((handle, *addresses, len(code)))
        start = time.perf_counter_ns()
        for arguments in bound:
            run(*arguments)
        return time.perf_counter_ns() - start
