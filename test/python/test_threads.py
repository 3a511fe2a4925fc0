# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls that are cut into parts, one a thread."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checks import OUTPUTS, randomised, scheduled
from small import D, tokens

import lookupffn
from lookupffn import Layer, _capi, errors
from lookupffn.kernel import Kernel

F32 = np.float32
ParallelFor = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p
)
Body = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)


class OwnThreads:
    """A parallel_for that notes how many parts there are, and takes the last first."""

    def __init__(self) -> None:
        self.parts: list[int] = []
        self.function = ParallelFor(self._call)

    def _call(self, context: int, parts: int, body: int, body_context: int) -> None:
        self.parts.append(parts)
        for part in reversed(range(parts)):
            Body(body)(body_context, part)

    def compile(self, layer: Layer, threads: int, **options: Any) -> Kernel:
        return self.compile_text(layer, layer.mlir(**options), threads)

    def compile_text(self, layer: Layer, text: str, threads: int) -> Kernel:
        kernel = Kernel(
            text.encode(),
            {
                "threads": threads,
                "parallel_for": ctypes.cast(self.function, ctypes.c_void_p).value,
            },
        )
        weights = layer.weights()
        kernel.bind({w.name: weights[w.name] for w in kernel.weights})
        return kernel


@pytest.mark.parametrize("path", ["linalg", "auto"])
@pytest.mark.parametrize("projection", ["bh4", "dense", "identity", "pairwise"])
def test_outputs_do_not_depend_on_threads(projection: str, path: str) -> None:
    d = 35 if projection == "identity" else 33
    layer = randomised(Layer.random(d, 5, 7, projection, block=16, o=19))
    one = lookupffn.compile(layer, path=path, outputs=OUTPUTS)
    many = lookupffn.compile(layer, path=path, outputs=OUTPUTS, threads=3)
    for batch in (0, 1, 2, 3, 64, 1001, 5000):
        x = np.random.default_rng(batch).standard_normal((batch, d)).astype(F32)
        for found, wanted in zip(many(x), one(x)):
            np.testing.assert_array_equal(found, wanted)


def test_regimes_do_not_change_outputs() -> None:
    """Parts of a large batch run as small ones do."""
    layer = randomised(Layer.random(64, 8, 8, "bh4", block=64, o=9000))
    one = lookupffn.compile(layer)
    many = lookupffn.compile(layer, threads=7)
    assert "tile_tables = " in one.schedule
    x = np.random.default_rng(0).standard_normal((60, 64)).astype(F32)
    np.testing.assert_array_equal(many(x), one(x))


def test_parts() -> None:
    """No more than the threads, and none too small to be worth one."""
    own = OwnThreads()
    # Each token reads 64 rows of 4000 bytes, about 32 us.
    layer = Layer.random(D, 64, 4, "dense", o=1000)
    kernel = own.compile(layer, 4)
    wanted = lookupffn.compile(layer)
    for batch, parts in ((1, []), (2, [2]), (3, [3]), (4, [4]), (9, [4])):
        own.parts.clear()
        x = tokens(batch)
        np.testing.assert_array_equal(kernel(x), wanted(x))
        assert own.parts == parts


def test_parts_of_slices() -> None:
    """A lookup of sliced tables is cut by slices, block by block, so that a single
    token has several parts."""
    own = OwnThreads()
    # 32 slices; each token reads 64 rows of 4 KiB, about 32 us.
    layer = Layer.random(D, 64, 4, "external", o=1024)
    order = "tile_columns = 64, prefetch_rows = 4, slice_columns = 32"
    text = scheduled(layer.mlir(bounds="assume", code_type="i32"), order)
    kernel = own.compile_text(layer, text, 4)
    one = lookupffn.compile(text)
    weights = layer.weights()
    one.bind({w.name: weights[w.name] for w in one.weights})
    rng = np.random.default_rng(0)
    for batch, parts in ((0, []), (1, [4]), (3, [4]), (128, [4]), (129, [4, 4])):
        own.parts.clear()
        code = rng.integers(0, 16, (batch, 64), dtype=np.int32)
        score = rng.standard_normal(code.shape).astype(F32)
        np.testing.assert_array_equal(kernel(code, score), one(code, score))
        assert own.parts == parts


def test_more_threads_than_slices() -> None:
    """What slices leave over is cut by tokens."""
    # 3 slices; each token reads 1000 rows of 384 bytes, about 48 us.
    layer = Layer.random(D, 1000, 4, "external", o=96)
    order = "tile_columns = 32, prefetch_rows = 4, slice_columns = 32, slab = true"
    text = scheduled(layer.mlir(bounds="assume", code_type="i32"), order)
    one = lookupffn.compile(text)
    weights = layer.weights()
    one.bind({w.name: weights[w.name] for w in one.weights})
    rng = np.random.default_rng(0)
    for threads, batch, parts in ((7, 1, 3), (7, 50, 7), (6, 50, 6), (8, 2, 6)):
        own = OwnThreads()
        kernel = own.compile_text(layer, text, threads)
        code = rng.integers(0, 16, (batch, 1000), dtype=np.int32)
        score = rng.standard_normal(code.shape).astype(F32)
        np.testing.assert_array_equal(kernel(code, score), one(code, score))
        assert own.parts == [parts]


@pytest.mark.parametrize("table_type", ["f32", "bf16", "i8"])
def test_phases(table_type: str) -> None:
    """First what comes before the lookup, by tokens, then the lookup, by slices;
    all outputs are those of one thread."""
    own = OwnThreads()
    layer = randomised(Layer.random(128, 64, 8, "bh4", block=32, o=1024))
    layer = layer.with_table_type(table_type)
    order = "tile_columns = 64, prefetch_rows = 4, slice_columns = 64, slab = true"
    text = scheduled(layer.mlir(outputs=OUTPUTS), order)
    kernel = own.compile_text(layer, text, 5)
    one = lookupffn.compile(text)
    weights = layer.weights()
    one.bind({w.name: weights[w.name] for w in one.weights})
    for batch in (1, 2, 41, 128, 300):
        own.parts.clear()
        x = np.random.default_rng(batch).standard_normal((batch, 128)).astype(F32)
        for found, wanted in zip(kernel(x), one(x)):
            np.testing.assert_array_equal(found, wanted)
        if batch >= 41:
            assert len(own.parts) == 2 * -(-batch // 128)


def test_small_calls_stay_on_one_thread(layer: Layer) -> None:
    own = OwnThreads()
    kernel = own.compile(layer, 4)
    kernel(tokens(64))
    assert own.parts == []
    kernel(tokens(100000))
    assert own.parts == [4]


@pytest.mark.parametrize("bounds, parts", [("check", []), ("clamp", [2])])
def test_checked_codes_stay_on_one_thread(bounds: str, parts: list[int]) -> None:
    """Else one part could store before another finds a bad code."""
    own = OwnThreads()
    rng = np.random.default_rng(0)
    layer = Layer(rng.standard_normal((4, 9, 8)).astype(F32), "external")
    kernel = own.compile(layer, 2, bounds=bounds)
    code = rng.integers(0, 9, (20000, 4))
    score = np.ones(code.shape, F32)
    y = kernel(code, score)
    assert own.parts == parts
    wanted = layer.reference(code, score)
    np.testing.assert_allclose(y, wanted, rtol=1e-5, atol=1e-6)
    code[-1, -1] = 9
    if bounds == "check":
        y[:] = 5
        with pytest.raises(errors.CodeRangeError):
            kernel(code, score, out=y)
        assert (y == 5).all()


@pytest.mark.parametrize("threads", [0, -1, 1 << 31])
def test_bad_number(layer: Layer, threads: int) -> None:
    with pytest.raises(ValueError, match=f"threads is {threads}, expected 1 or more"):
        lookupffn.compile(layer, threads=threads)


def test_bad_number_in_c(layer: Layer) -> None:
    with pytest.raises(ValueError, match="expected 1 thread or more, but got 0"):
        Kernel(layer.mlir().encode(), {"threads": 0})


THREADS_IN_A_PROCESS = """
import ctypes, sys, lookupffn
for path in sys.argv[1:]:
    ctypes.CDLL(path)
layer = lookupffn.Layer.random(12, 3, 4, "dense")
try:
    lookupffn.compile(layer, threads=2)
except Exception as error:
    print(type(error).__name__, error)
"""


def compile_elsewhere(folder: Path, *libraries: str) -> str:
    """What compiling for two threads says where ``folder`` has the runtime."""
    run = subprocess.run(
        [sys.executable, "-c", THREADS_IN_A_PROCESS, *libraries],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "LOOKUPFFN_LIBRARY": _capi.library_path(),
            "LD_LIBRARY_PATH": str(folder),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_runtime_that_cannot_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "libgomp.so.1").touch()
    said = compile_elsewhere(tmp_path)
    assert said.startswith("OSError threads need an OpenMP runtime, and libgomp.so.1")
    assert "cannot be loaded; install libgomp1, give a parallel_for, or use" in said


def test_runtime_of_another_kind(tmp_path: Path) -> None:
    """A library that is loaded under the name of a runtime and is none."""
    other = tmp_path / "libgomp-other.so.1"
    shutil.copy(_path_of("libm.so"), other)
    said = compile_elsewhere(tmp_path, str(other))
    assert said.startswith(f"OSError threads need an OpenMP runtime, and {other} has no")


def _path_of(stem: str) -> str:
    """Where a library that this process has loaded is."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = (line.split()[-1] for line in maps if stem in line)
        return next(paths)
