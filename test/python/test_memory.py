# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every array between pages that cannot be touched.

A byte read or written outside an array is a segmentation fault here, before the
first byte as well as behind the last.
"""

from __future__ import annotations

import ctypes
import mmap
from typing import Any

import numpy as np
import pytest
from checks import OUTPUTS, randomised

import lookupffn
from lookupffn import Layer

F32 = np.float32
PAGE = mmap.PAGESIZE

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


class Fenced:
    """Makes arrays that touch a forbidden page on one side."""

    def __init__(self, at_end: bool, offset: int = 0) -> None:
        self.at_end, self.offset = at_end, offset
        self.maps: list[mmap.mmap] = []

    def __call__(self, array: np.ndarray) -> np.ndarray:
        size = array.nbytes + self.offset
        pages = -(-max(size, 1) // PAGE)
        memory = mmap.mmap(-1, (pages + 2) * PAGE)
        self.maps.append(memory)
        start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        for page in (0, pages + 1):
            assert _libc.mprotect(start + page * PAGE, PAGE, 0) == 0
        first = PAGE + (pages * PAGE - size if self.at_end else self.offset)
        raw = np.frombuffer(memory, np.uint8, array.nbytes, first)
        result = raw.view(array.dtype).reshape(array.shape)
        result[...] = array
        return result


KINDS = ["bh4", "dense", "identity", "pairwise"]


@pytest.mark.parametrize("at_end, offset", [(True, 0), (False, 0), (False, 4)])
@pytest.mark.parametrize("path", ["linalg", "auto"])
@pytest.mark.parametrize("projection", KINDS)
def test_fences(projection: str, path: str, at_end: bool, offset: int) -> None:
    d = 35 if projection == "identity" else 33
    layer = randomised(Layer.random(d, 5, 7, projection, block=16, o=19))
    plain = lookupffn.compile(layer, path=path, outputs=OUTPUTS)
    fenced = Fenced(at_end, offset)
    kernel = lookupffn.compile(layer.mlir(outputs=OUTPUTS), path=path)
    kernel.bind({key: fenced(array) for key, array in layer.weights().items()})
    for batch in (1, 2, 17, 64, 65):
        x = np.random.default_rng(batch).standard_normal((batch, d)).astype(F32)
        wanted = plain(x)
        out = tuple(fenced(np.zeros_like(a)) for a in wanted)
        kernel(fenced(x), out=out)
        for found, w in zip(out, wanted):
            np.testing.assert_array_equal(found, w)


@pytest.mark.parametrize("path", ["linalg", "auto"])
@pytest.mark.parametrize("projection", KINDS)
def test_every_offset(projection: str, path: str) -> None:
    """Arrays need no more than the alignment of their elements."""
    d = 35 if projection == "identity" else 33
    layer = randomised(Layer.random(d, 5, 7, projection, block=16, o=19))
    plain = lookupffn.compile(layer, path=path, outputs=OUTPUTS)
    kernel = lookupffn.compile(layer.mlir(outputs=OUTPUTS), path=path)
    x = np.random.default_rng(0).standard_normal((65, d)).astype(F32)
    wanted = plain(x)
    for offset in range(0, 64, 4):
        place = Fenced(at_end=False, offset=offset)
        kernel.bind({key: place(array) for key, array in layer.weights().items()})
        out = tuple(place(np.zeros_like(a)) for a in wanted)
        kernel(place(x), out=out)
        for found, w in zip(out, wanted):
            np.testing.assert_array_equal(found, w)


@pytest.mark.parametrize("at_end", [True, False])
@pytest.mark.parametrize("path", ["linalg", "auto"])
@pytest.mark.parametrize("table_type", ["f32", "f16", "bf16", "i8"])
@pytest.mark.parametrize("shared", [True, False])
def test_fences_of_rows(shared: bool, table_type: str, path: str, at_end: bool) -> None:
    rng = np.random.default_rng(0)
    tables = rng.standard_normal((9, 19) if shared else (3, 9, 19)).astype(F32)
    layer = Layer(tables, "external", shared=shared, num_tables=3)
    layer = layer.with_table_type(table_type)
    fenced = Fenced(at_end)
    kernel = lookupffn.compile(layer.mlir(), path=path)
    kernel.bind({key: fenced(array) for key, array in layer.weights().items()})
    for batch in (1, 2, 17, 65):
        # The first and the last row are the ones beside the fences.
        code = rng.choice([0, 8], (batch, 3))
        score = rng.standard_normal((batch, 3)).astype(F32)
        out = fenced(np.zeros((batch, 19), F32))
        kernel(fenced(code), fenced(score), out=out)
        wanted: Any = layer.reference(code, score)
        np.testing.assert_allclose(out, wanted, rtol=1e-4, atol=1e-5)
