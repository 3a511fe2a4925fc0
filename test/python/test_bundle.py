# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Bundles from Python: the bytes of the JIT, and errors that say what to do."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lookupffn
from lookupffn import Layer


@pytest.fixture(scope="module")
def layer() -> Layer:
    return Layer.random(d=64, tables=24, bits=8, projection="bh4", block=16)


@pytest.fixture(scope="module")
def x() -> Any:
    return np.random.default_rng(1).standard_normal((75, 64), dtype=np.float32)


@pytest.mark.parametrize("table_type", ["f32", "f16", "bf16", "i8"])
def test_same_bytes_as_the_jit(
    layer: Layer, x: Any, table_type: str, tmp_path: Path
) -> None:
    outputs = ("y", "code", "score")
    kernel = lookupffn.compile(layer, table_type=table_type, outputs=outputs)
    lookupffn.save(layer, tmp_path / "ffn", table_type=table_type, outputs=outputs)
    bundle = lookupffn.load(tmp_path / "ffn", verify=True)
    for found, expected in zip(bundle(x), kernel(x)):
        assert found.dtype == expected.dtype
        assert found.tobytes() == expected.tobytes()


def test_targets_of_one_file(layer: Layer, x: Any, tmp_path: Path) -> None:
    """Each target's code reads the same packed weights, and agrees."""
    targets = ["x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4", "x86-64-v4+avx512vnni"]
    lookupffn.save(layer, tmp_path / "ffn", targets=targets, table_type="i8")
    expected = layer.with_table_type("i8").reference(x)
    ran = []
    for target in targets:
        try:
            bundle = lookupffn.load(tmp_path / "ffn", target=target)
        except lookupffn.UnsupportedTarget as error:
            assert "needs" in str(error)
            continue
        assert bundle.target == target
        error = np.linalg.norm(bundle(x) - expected) / np.linalg.norm(expected)
        assert error < 1e-2
        ran.append(target)
    # The first and the best of those that ran is what a processor gets.
    assert ran and lookupffn.load(tmp_path / "ffn").target == ran[-1]


@pytest.mark.parametrize("residency", ["mapped", "populated", "huge", "locked"])
def test_residency(layer: Layer, x: Any, residency: str, tmp_path: Path) -> None:
    lookupffn.save(layer, tmp_path / "ffn")
    bundle = lookupffn.load(tmp_path / "ffn", residency=residency)
    assert np.array_equal(bundle(x), lookupffn.compile(layer)(x))


def test_layer_outlives_its_bundle(layer: Layer, x: Any, tmp_path: Path) -> None:
    lookupffn.save(layer, tmp_path / "ffn")
    bundle = lookupffn.load(tmp_path / "ffn", threads=2)
    assert list(bundle) == ["layer"] and "x float32[..., 64]" in repr(bundle)
    assert bundle.version == lookupffn._capi.library().lookupffnVersion().decode()
    one = bundle["layer"]
    expected = bundle(x)
    del bundle
    gc.collect()
    assert np.array_equal(one(x), expected)
    assert np.array_equal(one(x[3]), expected[3])


def test_scratch_of_threads(tmp_path: Path) -> None:
    """Threads that share phases work in the caller's memory, and in no more of it
    than `lookupffnBundleGetScratchBytes` says."""
    layer = Layer.random(d=64, tables=32, projection="bh4", block=16, o=256)
    lookupffn.save(layer, tmp_path / "ffn", targets=["x86-64-v3"])
    bundle = lookupffn.load(tmp_path / "ffn")
    x = np.random.default_rng(0).standard_normal((200, 64)).astype(np.float32)
    expected, y = bundle(x), np.zeros((200, 256), np.float32)
    parts: list[int] = []

    def run_parts(context: int, count: int, body: int, body_context: int) -> None:
        parts.append(count)
        for part in range(count):
            ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(body)(
                body_context, part
            )

    lib, options = lookupffn._capi.library(), lookupffn._capi.LookupFFNRunOptions()
    handle = bundle["layer"]._opened.handle
    scratch = lib.lookupffnBundleGetScratchBytes(handle, 0, 3)
    memory = np.full(scratch + 64, 0x5A, np.uint8)
    function = ctypes.CFUNCTYPE(
        None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p
    )(run_parts)
    lib.lookupffnRunOptionsInit(ctypes.byref(options))
    options.threads = 3
    options.parallel_for = ctypes.cast(function, ctypes.c_void_p)
    options.scratch, options.scratch_bytes = memory.ctypes.data, scratch
    pack = bundle["layer"]._pack_inputs
    error = lib.lookupffnBundleRun(
        handle, 0, pack(x.ctypes.data), pack(y.ctypes.data), 200, ctypes.byref(options)
    )
    assert not error and parts == [3, 3]
    np.testing.assert_array_equal(y, expected)
    assert (memory[scratch:] == 0x5A).all()


def test_external_codes(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    layer = Layer(
        tables=rng.standard_normal((4, 16, 8), dtype=np.float32), projection="external"
    )
    lookupffn.save(layer, tmp_path / "bag")
    bag = lookupffn.load(tmp_path / "bag")
    code = rng.integers(0, 16, (5, 4))
    assert np.allclose(bag(code), lookupffn.compile(layer)(code))
    code[3, 2] = 16
    with pytest.raises(lookupffn.CodeRangeError, match="token 3, code 2: code 16"):
        bag(code)


def test_errors(layer: Layer, x: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'a-b' cannot name a bundle"):
        lookupffn.save(layer, tmp_path / "a-b")
    with pytest.raises(ValueError, match="expected a list of targets"):
        lookupffn.save(layer, tmp_path / "ffn", targets="host")
    with pytest.raises(ValueError, match="expected 1 target or more, but got 0"):
        lookupffn.save(layer, tmp_path / "ffn", targets=[])
    with pytest.raises(lookupffn.UnsupportedTarget, match="unknown cpu 'znver99'"):
        lookupffn.save(layer, tmp_path / "ffn", targets=["znver99"])
    with pytest.raises(OSError, match="there is no 'no-cc'; install it"):
        lookupffn.save(layer, tmp_path / "ffn", cc="no-cc")
    with pytest.raises(OSError, match="cannot load '.*libnone.so'"):
        lookupffn.load(tmp_path / "none")
    with pytest.raises(ValueError, match="residency is 'ram', expected one of mapped"):
        lookupffn.load(tmp_path / "ffn", residency="ram")
    lookupffn.save(layer, tmp_path / "ffn")
    bundle = lookupffn.load(tmp_path / "ffn")
    with pytest.raises(lookupffn.ShapeError, match="expected \\[..., 64\\]"):
        bundle(x[:, :5])
    with pytest.raises(KeyError):
        bundle["other"]
    packed = tmp_path / "ffn.safetensors"
    del bundle
    other = Layer.random(d=32, tables=4, bits=4, projection="dense")
    lookupffn.save(other, tmp_path / "other" / "ffn")
    packed.write_bytes((tmp_path / "other" / "ffn.safetensors").read_bytes())
    with pytest.raises(lookupffn.CheckpointError, match="pack it again"):
        lookupffn.load(tmp_path / "ffn")


@pytest.mark.parametrize("baseline", ["x86-64", "x86-64-v3"])
@pytest.mark.parametrize(
    "table_type, tables, precision",
    [("f32", 16, "exact"), ("i8", 64, "exact"), ("i8", 64, "codes")],
)
def test_one_layout_for_all_targets(
    baseline: str, table_type: str, tables: int, precision: str, tmp_path: Path
) -> None:
    """Tables that are packed in slices are in the file once."""
    from lookupffn.checkpoint import SafetensorsFile

    layer = Layer.random(d=64, tables=tables, projection="bh4", block=16, o=256)
    targets = [baseline, "x86-64-v4", "x86-64-v4+avx512vnni"]
    options: Any = {"table_type": table_type, "precision": precision}
    lookupffn.save(layer, tmp_path / "ffn", targets=targets, **options)
    keys = list(SafetensorsFile(tmp_path / "ffn.safetensors"))
    assert sum(key.startswith("FFN.tables") for key in keys) == (
        2 if table_type == "i8" else 1
    )
    x = np.random.default_rng(1).standard_normal((900, 64), dtype=np.float32)
    expected = lookupffn.compile(layer, path="linalg", **options)(x)
    tolerance = 1e-5 if precision == "exact" else 2e-2
    for target in targets:
        try:
            y = lookupffn.load(tmp_path / "ffn", target=target)(x)
        except lookupffn.UnsupportedTarget:
            continue
        assert np.linalg.norm(y - expected) / np.linalg.norm(expected) < tolerance


def test_weights_that_are_not_aligned(x: Any, tools: Path, tmp_path: Path) -> None:
    """Files of others may start a tensor anywhere."""
    import json
    import struct
    import subprocess

    layer = Layer.random(d=64, tables=8, bits=4, projection="dense")
    header: dict[str, Any] = {
        "odd": {"dtype": "I8", "shape": [3], "data_offsets": [0, 3]}
    }
    data = b"abc"
    for key, array in layer.weights("FFN.").items():
        end = len(data) + array.nbytes
        header[key] = {"dtype": "F32", "shape": array.shape}
        header[key]["data_offsets"] = [len(data), end]
        data += array.tobytes()
    text = json.dumps(header).encode()
    weights, source = tmp_path / "odd.safetensors", tmp_path / "layer.mlir"
    weights.write_bytes(struct.pack("<Q", len(text)) + text + data)
    source.write_text(layer.mlir())
    command = [tools / "lookupffn-compile", source, f"--weights={weights}"]
    command += ["--emit=bundle", "-o", tmp_path / "ffn"]
    subprocess.run(command, check=True, timeout=120)
    y = lookupffn.load(tmp_path / "ffn", verify=True)(x)
    assert np.array_equal(y, lookupffn.compile(layer)(x))
