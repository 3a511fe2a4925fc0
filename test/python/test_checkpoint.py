# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checkpoints: keys, prefixes, 2-D tables and malformed files."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checks import INPUTS, PREFIX, load
from safetensors.numpy import save_file

from lookupffn import CheckpointError, Layer, ShapeError
from lookupffn.checkpoint import bfloat16

MODEL = "roberta.encoder.layer.{}.FFN."


def small(seed: int = 0, **options: Any) -> Layer:
    return Layer.random(d=32, tables=4, bits=8, block=16, seed=seed, **options)


def equal(a: Layer, b: Layer) -> None:
    assert a.weights().keys() == b.weights().keys()
    for key, array in a.weights().items():
        assert array.dtype == b.weights()[key].dtype
        np.testing.assert_array_equal(array, b.weights()[key])


# -- Prefixes -----------------------------------------------------------------


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model file of four layers, with other tensors around them."""
    arrays = {"roberta.embeddings.weight": np.zeros((9, 32), np.float32)}
    for i in range(4):
        arrays |= small(i).weights(MODEL.format(i))
        arrays[f"roberta.encoder.layer.{i}.attention.weight"] = np.zeros(3, np.float32)
    path = tmp_path / "model.safetensors"
    save_file(arrays, path)
    return path


def test_model_file_layer_by_layer(model: Path) -> None:
    for i in range(4):
        equal(Layer.from_safetensors(model, MODEL.format(i)), small(i))


@pytest.mark.parametrize("end", ["FFN.", "FFN", "", "."])
def test_lenient_prefix(model: Path, end: str) -> None:
    prefix = "roberta.encoder.layer.2" + ("." if "FFN" in end else "") + end
    equal(Layer.from_safetensors(model, prefix), small(2))


def test_lightning_prefix() -> None:
    state = small().weights("model." + MODEL.format(0))
    equal(Layer.from_state_dict(state, "model." + MODEL.format(0)), small())


def test_no_layer_at_prefix(model: Path) -> None:
    with pytest.raises(CheckpointError, match=r"'x': neither x.tables nor x.FFN.t"):
        Layer.from_safetensors(model, "x")
    with pytest.raises(CheckpointError, match=r"prefix= one of 'roberta.encoder"):
        Layer.from_safetensors(model)


def test_no_layer_at_all() -> None:
    with pytest.raises(CheckpointError, match="has no key that ends in 'tables'"):
        Layer.from_state_dict({"weight": np.zeros(3)})
    with pytest.raises(CheckpointError, match="pass the mapping under 'state_dict'"):
        Layer.from_state_dict({"state_dict": {}})


# -- Keys ---------------------------------------------------------------------


def test_unknown_key() -> None:
    state = small().weights() | {"FFN.scale": np.zeros(3, np.float32)}
    with pytest.raises(CheckpointError, match="unknown keys FFN.scale, expected only"):
        Layer.from_state_dict(state)


@pytest.mark.parametrize("key", ["LayerNorm.weight", "LayerNorm.bias"])
def test_half_a_norm(key: str) -> None:
    state = small().weights()
    del state["FFN." + key]
    with pytest.raises(CheckpointError, match=f"FFN.{key} is missing beside FFN.Layer"):
        Layer.from_state_dict(state)


def test_no_projection() -> None:
    state = small().weights()
    del state["FFN.hash.projection.weight"]
    with pytest.raises(CheckpointError, match="weight is missing; pass projection='i"):
        Layer.from_state_dict(state)
    with pytest.raises(CheckpointError, match="weight is missing; add it or"):
        Layer.from_state_dict(state, projection="dense")
    with pytest.raises(CheckpointError, match="projection.pairs is missing; add"):
        Layer.from_state_dict(state, projection="pairwise")
    assert Layer.from_state_dict(state, projection="identity").projection == "identity"


def test_misshaped() -> None:
    state = small().weights()
    state["FFN.bias"] = np.zeros(3, np.float32)
    with pytest.raises(ShapeError, match=r"bias has shape \(3,\), expected \(32,\)"):
        Layer.from_state_dict(state)


# -- 2-D tables ---------------------------------------------------------------


def flat_state(**options: Any) -> dict[str, np.ndarray]:
    state = small(projection="dense", **options).weights()
    state["FFN.tables"] = state["FFN.tables"].reshape(4 * 256, 32)
    return state


def test_flat_tables() -> None:
    equal(Layer.from_state_dict(flat_state(), tables=4), small(projection="dense"))


def test_flat_i8_tables() -> None:
    layer = small(projection="dense").with_table_type("i8")
    state = layer.weights()
    state["FFN.tables"] = state["FFN.tables"].reshape(-1, 32)
    state["FFN.tables_scale"] = state["FFN.tables_scale"].reshape(-1)
    equal(Layer.from_state_dict(state, tables=4), layer)


def test_ambiguous_tables() -> None:
    with pytest.raises(CheckpointError, match="ambiguous; pass tables=T.*shared=True"):
        Layer.from_state_dict(flat_state())


def test_flat_tables_of_another_size() -> None:
    with pytest.raises(ShapeError, match="1024 rows, expected a multiple of tables=3"):
        Layer.from_state_dict(flat_state(), tables=3)
    with pytest.raises(ShapeError, match="expected 5 tables"):
        Layer.from_state_dict(small().weights(), tables=5)


def test_shared_tables() -> None:
    state = {"tables": np.zeros((99, 6), np.float32)}
    layer = Layer.from_state_dict(state, projection="external", shared=True, tables=3)
    assert (layer.rows, layer.num_tables, layer.shared) == (99, 3, True)


# -- Files --------------------------------------------------------------------


@pytest.mark.parametrize("table_type", ["f32", "f16", "bf16", "i8"])
@pytest.mark.parametrize("prefix", ["", "FFN.", MODEL.format(7)])
def test_round_trip(tmp_path: Path, table_type: str, prefix: str) -> None:
    layer = small().with_table_type(table_type)
    layer.save_safetensors(tmp_path / "a.safetensors", prefix)
    equal(Layer.from_safetensors(tmp_path / "a.safetensors", prefix), layer)


def test_round_trip_of_defaults(tmp_path: Path) -> None:
    small().save_safetensors(tmp_path / "a.safetensors")
    equal(Layer.from_safetensors(tmp_path / "a.safetensors"), small())


def test_vector_is_read_without_its_inputs() -> None:
    layer = Layer.from_safetensors(INPUTS / "rows-bf16.safetensors", PREFIX)
    assert layer.tables.dtype == bfloat16()
    equal(layer, load("rows-bf16").layer)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Layer.from_safetensors(tmp_path / "none.safetensors")
    with pytest.raises(IsADirectoryError):
        Layer.from_safetensors(tmp_path)


def header(fields: Any, data: bytes = b"") -> bytes:
    text = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    return struct.pack("<Q", len(text)) + text + data


def tensor(dtype: str, shape: list[int], begin: int, end: int) -> dict[str, Any]:
    return {"tables": {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}}


MALFORMED = {
    "empty": b"",
    "short": b"\x08\0\0",
    "header too long": struct.pack("<Q", 1 << 60) + b"{}",
    "header longer than the file": struct.pack("<Q", 100) + b"{}",
    "no JSON": header(b"not json"),
    "no UTF-8": header(b"{\xff\xff: 1}"),
    "a list": header([]),
    "unknown type": header(tensor("F99", [1], 0, 4), b"\0" * 4),
    "past the end": header(tensor("F32", [4], 0, 16), b"\0" * 8),
    "wrong size": header(tensor("F32", [4], 0, 8), b"\0" * 8),
    "backwards": header(tensor("F32", [1], 4, 0), b"\0" * 4),
    "negative": header(tensor("F32", [-1], 0, 4), b"\0" * 4),
    "overflow": header(tensor("F32", [1 << 62, 1 << 62], 0, 4), b"\0" * 4),
    "hole": header(tensor("F32", [1], 4, 8), b"\0" * 8),
    "trailing": header(tensor("F32", [1], 0, 4), b"\0" * 8),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(MALFORMED[name])
    with pytest.raises(CheckpointError, match="is not a safetensors file"):
        Layer.from_safetensors(path)


def test_every_truncation(tmp_path: Path) -> None:
    whole = (INPUTS / "dense-one-bit.safetensors").read_bytes()
    path = tmp_path / "a.safetensors"
    for size in range(0, len(whole), 7):
        path.write_bytes(whole[:size])
        with pytest.raises(CheckpointError):
            Layer.from_safetensors(path, PREFIX)


def test_flipped_header_bytes(tmp_path: Path) -> None:
    """Any exception is one of the package's own, and there is no crash."""
    whole = bytearray((INPUTS / "dense-one-bit.safetensors").read_bytes())
    path = tmp_path / "a.safetensors"
    rng = np.random.default_rng(0)
    for _ in range(300):
        broken = bytearray(whole)
        at = int(rng.integers(0, 600))
        broken[at] ^= int(rng.integers(1, 256))
        path.write_bytes(broken)
        try:
            Layer.from_safetensors(path, PREFIX)
        except (ValueError, TypeError):
            pass


def test_unusable_type(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    fields = tensor("F8_E4M3", [4], 0, 4)
    path.write_bytes(header(fields, b"\0" * 4))
    with pytest.raises((CheckpointError, TypeError), match="expected f"):
        Layer.from_safetensors(path, projection="external")


class FakeTensor:
    """What a tensor of another library looks like."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self.array


def test_state_dict_of_tensors() -> None:
    state = {k: FakeTensor(v) for k, v in small().weights().items()}
    equal(Layer.from_state_dict(state), small())


def test_state_dict_of_torch_tensors() -> None:
    torch = pytest.importorskip("torch")
    layer = small().with_table_type("bf16")
    state = {
        key: torch.from_numpy(np.array(array.astype(np.float32)))
        for key, array in layer.weights().items()
    }
    state["FFN.tables"] = state["FFN.tables"].to(torch.bfloat16)
    equal(Layer.from_state_dict(state), layer)
