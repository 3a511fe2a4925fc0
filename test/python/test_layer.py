# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layer: kinds, shapes, options and their errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from checks import CASES, load

from lookupffn import CodeRangeError, DTypeError, Layer, ShapeError
from lookupffn.checkpoint import bfloat16

F32 = np.float32


def zeros(*shape: int, dtype: Any = F32) -> np.ndarray:
    return np.zeros(shape, dtype)


def dense(**changes: Any) -> Layer:
    """T = 3, L = 4, D = 10, O = 6."""
    fields: dict[str, Any] = {
        "tables": zeros(3, 16, 6),
        "projection_weight": zeros(12, 10),
    }
    return Layer(**(fields | changes))


# -- Kinds and sizes ----------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_sizes_of_vectors(name: str) -> None:
    vector = load(name)
    layer, meta = vector.layer, vector.meta
    assert layer.projection == meta["kind"]
    assert (layer.o, layer.rows) == (int(meta["O"]), int(meta["S"]))
    assert layer.table_type == meta["table_type"]
    if meta["kind"] == "external":
        assert layer.num_tables == int(meta["K"]) and layer.bits == 0
    else:
        assert (layer.d, layer.num_tables) == (int(meta["D"]), int(meta["T"]))
        assert layer.bits == int(meta["L"])


def test_rank_tells_the_kind() -> None:
    assert dense().projection == "dense"
    bh4 = dense(projection_weight=zeros(1, 4, 4, 4, 4))
    assert bh4.projection == "bh4" and bh4.d == 16
    assert dense(projection_weight=zeros(1, 4, 4, 4, 4), d=10).d == 10
    pairs = zeros(12, 2, dtype=np.int64)
    pairwise = dense(projection_weight=None, pairs=pairs, d=7)
    assert pairwise.projection == "pairwise" and pairwise.pairs is not None
    assert pairwise.pairs.dtype == np.int32
    identity = dense(projection_weight=None, projection="identity")
    assert identity.d == 12


def test_shared_tables_of_every_kind() -> None:
    shared = {"tables": zeros(16, 6), "shared": True}
    assert dense(**shared).num_tables == 3
    weight = zeros(1, 4, 4, 4, 4)
    bias = zeros(12)
    assert dense(**shared, projection_weight=weight, projection_bias=bias).d == 16
    assert dense(**shared, projection_weight=weight, num_tables=2).num_tables == 2
    pairs = zeros(8, 2, dtype=np.int32)
    none: dict[str, Any] = {"projection_weight": None}
    assert dense(**shared, **none, pairs=pairs, d=7).num_tables == 2
    assert dense(**shared, **none, projection="identity", d=20).num_tables == 5
    external = dense(**shared, **none, projection="external")
    assert external.num_tables is None and external.bits == 0


def test_narrow_floats_become_f32_except_tables() -> None:
    layer = dense(
        tables=zeros(3, 16, 6, dtype=np.float16),
        projection_weight=zeros(12, 10, dtype=bfloat16()),
        bias=zeros(6, dtype=">f4"),
    )
    assert layer.table_type == "f16"
    assert layer.projection_weight is not None and layer.bias is not None
    assert layer.projection_weight.dtype == F32
    assert layer.bias.dtype == F32 and layer.bias.dtype.isnative


def test_repr() -> None:
    assert repr(dense()) == "Layer(dense D=10 O=6 T=3 L=4, f32 rows)"
    bag = Layer(zeros(9, 6), projection="external", shared=True, num_tables=2)
    assert repr(bag) == "Layer(external O=6 T=2 S=9, f32 shared rows)"


# -- Errors, one test each ----------------------------------------------------

NONE: dict[str, Any] = {"projection_weight": None}
BH4 = zeros(1, 4, 4, 4, 4)
PAIRS = zeros(12, 2, dtype=np.int32)

ERRORS: list[tuple[dict[str, Any], type[Exception], str]] = [
    (NONE, ValueError, "no projection weight; pass projection='identity'"),
    ({"projection_weight": zeros(12)}, ShapeError, "has rank 1, expected 5"),
    ({"projection": "fourier"}, ValueError, "projection is 'fourier', expected one of"),
    ({"score": "best"}, ValueError, "score is 'best', expected one of margin"),
    ({"compare": "gt"}, ValueError, "compare is 'gt', expected one of ogt, oge"),
    ({"bit_order": "le"}, ValueError, "bit_order is 'le', expected one of msb, lsb"),
    ({"decay": np.nan}, ValueError, "decay is nan, expected a finite number"),
    ({"eps": -1.0}, ValueError, r"eps is -1.0, expected 0 or more"),
    ({"temperature": 0.0}, ValueError, "temperature is 0.0, expected more than 0"),
    ({"d": 0}, ValueError, "d is 0, expected an integer from 1"),
    ({"d": 9}, ShapeError, "d is 9, but the arrays have width 10"),
    ({"num_tables": 4}, ShapeError, "expected 4 tables"),
    ({"tables": zeros(48, 6)}, ShapeError, r"\[S, O\] with shared=True"),
    ({"tables": zeros(3, 16, 0)}, ShapeError, "no size 0"),
    ({"tables": zeros(3, 16, 6), "shared": True}, ShapeError, r"expected \[S, O\]"),
    ({"tables": zeros(3, 15, 6)}, ShapeError, "15 rows, expected a power of two"),
    ({"tables": zeros(3, 1, 6)}, ShapeError, "1 rows, expected a power of two"),
    ({"tables": zeros(3, 16, 6, dtype=np.int16)}, DTypeError, "tables are int16"),
    ({"tables": [0.0]}, DTypeError, "tables is a list, expected an array"),
    ({"bias": zeros(6, dtype=np.float64)}, DTypeError, "bias is float64, expected fl"),
    ({"bias": zeros(7)}, ShapeError, r"bias has shape \(7,\), expected \(6,\)"),
    ({"projection_bias": zeros(11)}, ShapeError, r"\(11,\), expected \(12,\)"),
    ({"tables_scale": zeros(3, 16)}, ValueError, "tables are f32 and tables_scale is"),
    ({"tables": zeros(3, 16, 6, dtype=np.int8)}, ValueError, "tables_scale is absent"),
    (
        {"tables": zeros(3, 16, 6, dtype=np.int8), "tables_scale": zeros(3, 15)},
        ShapeError,
        r"tables_scale has shape \(3, 15\), expected \(3, 16\)",
    ),
    ({"norm_weight": zeros(10)}, ValueError, "LayerNorm.bias is absent, expected both"),
    (
        {"norm_weight": zeros(10), "norm_bias": zeros(9)},
        ShapeError,
        r"LayerNorm.bias has shape \(9,\), expected \(10,\)",
    ),
    ({"projection_weight": zeros(11, 10)}, ShapeError, r"expected \(12, 10\)"),
    ({"projection": "bh4"}, ShapeError, "expected rank 5 for projection='bh4'"),
    (NONE | {"projection": "dense"}, ShapeError, "is absent, expected rank 2"),
    ({"projection": "identity"}, ValueError, "takes no hash.projection.weight"),
    (NONE | {"projection": "identity", "d": 9}, ShapeError, r"width 12"),
    ({"projection_weight": zeros(1, 3, 4, 4, 4)}, ShapeError, r"\[R, 4, P/b, b, b\]"),
    ({"projection_weight": zeros(1, 4, 3, 4, 4)}, ShapeError, "P a power of two"),
    ({"projection_weight": BH4, "d": 17}, ShapeError, "P = 16 of at least d = 17"),
    ({"projection_weight": zeros(1, 4, 2, 4, 4)}, ShapeError, "at least T.L = 12"),
    ({"pairs": PAIRS}, ValueError, "hash.projection.pairs is present"),
    (NONE | {"projection": "pairwise"}, ValueError, "hash.projection.pairs is absent"),
    (NONE | {"pairs": PAIRS}, ValueError, "width of the input is not known; pass d"),
    (NONE | {"pairs": PAIRS + 7, "d": 7}, CodeRangeError, r"pairs\[0, 0\] is 7"),
    (NONE | {"pairs": PAIRS - 1, "d": 7}, CodeRangeError, r"input in \[0, 7\)"),
    (NONE | {"pairs": zeros(12, 2), "d": 7}, DTypeError, "float32 of rank 2, expected"),
    (NONE | {"pairs": PAIRS[:5], "d": 7}, ShapeError, r"\(5, 2\), expected \(12, 2\)"),
    (
        {"tables": zeros(16, 6), "shared": True, "projection_weight": BH4},
        ShapeError,
        "pass num_tables",
    ),
    ({"projection": "external"}, ValueError, "takes no hash.projection.weight"),
    (
        NONE | {"projection": "external", "score": "softmax"},
        ValueError,
        "score is 'softmax', expected 'margin'",
    ),
]


@pytest.mark.parametrize("changes, kind, message", ERRORS)
def test_error(changes: dict[str, Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        dense(**changes)


# -- Random layers ------------------------------------------------------------


@pytest.mark.parametrize(
    "projection, d",
    [("bh4", 48), ("dense", 48), ("identity", 40), ("pairwise", 9), ("external", 8)],
)
def test_random(projection: str, d: int) -> None:
    layer = Layer.random(d, 5, 8, projection, block=16, seed=3, o=7)
    same = Layer.random(d, 5, 8, projection, block=16, seed=3, o=7)
    other = Layer.random(d, 5, 8, projection, block=16, seed=4, o=7)
    assert (layer.projection, layer.o, layer.num_tables) == (projection, 7, 5)
    for key, array in layer.weights().items():
        np.testing.assert_array_equal(array, same.weights()[key])
    assert not np.array_equal(layer.tables, other.tables)


def test_random_has_all_keys_and_gain_one() -> None:
    layer = Layer.random(d=256, tables=64, bits=8, block=64)
    assert [k.removeprefix("FFN.") for k in layer.weights()] == [
        "LayerNorm.weight",
        "LayerNorm.bias",
        "hash.projection.weight",
        "hash.projection.bias",
        "tables",
        "bias",
    ]
    assert layer.projection_weight is not None
    assert layer.projection_weight.shape == (2, 4, 4, 64, 64)
    assert np.std(layer.projection_weight) == pytest.approx(1 / 128, rel=0.02)
    assert np.std(layer.tables) == pytest.approx(0.02, rel=0.02)
    x = np.random.default_rng(0).standard_normal((50, 256))
    z = layer.reference(x, outputs=("z",))
    # The tap adds 0.3 of the input to 0.7 of the projection.
    assert np.sqrt((z**2).mean()) == pytest.approx(np.hypot(0.7, 0.3), rel=0.1)


def test_random_block_error() -> None:
    with pytest.raises(ValueError, match="block is 24, expected a divisor of 64"):
        Layer.random(d=64, tables=2, bits=4, block=24)


# -- Row types ----------------------------------------------------------------


@pytest.mark.parametrize(
    "table_type, tolerance", [("f32", 0), ("f16", 2e-3), ("bf16", 2e-3), ("i8", 1e-2)]
)
def test_row_types(table_type: str, tolerance: float) -> None:
    layer = Layer.random(d=32, tables=64, bits=6, projection="dense", o=256)
    narrow = layer.with_table_type(table_type)
    assert narrow.table_type == table_type
    x = np.random.default_rng(0).standard_normal((30, 32))
    y, exact = narrow.reference(x), layer.reference(x)
    error = np.linalg.norm(y - exact, axis=1) / np.linalg.norm(exact, axis=1)
    assert error.max() <= tolerance
    # Back is exact in what the rows hold.
    back = narrow.with_table_type("f32").reference(x)
    np.testing.assert_allclose(back, y, rtol=1e-6, atol=1e-7)


def test_i8_rows_use_the_whole_range_and_keep_zeros() -> None:
    tables = np.random.default_rng(0).standard_normal((2, 4, 9)).astype(F32)
    tables[0, 1] = 0
    tables[1, 1] = 1e-45
    layer = Layer(tables, projection="external").with_table_type("i8")
    peak = np.abs(layer.tables.astype(int)).max(axis=-1)
    assert peak[0, 1] == 0 and peak[1, 1] == 0
    assert (np.delete(peak.ravel(), [1, 5]) == 127).all()
    assert layer.tables_scale is not None and (layer.tables_scale > 0).all()


def test_row_type_errors() -> None:
    layer = Layer(np.full((1, 2, 3), 1e5, F32), projection="external")
    with pytest.raises(ValueError, match="too large for f16"):
        layer.with_table_type("f16")
    with pytest.raises(ValueError, match="table_type is 'f64', expected one of f32"):
        layer.with_table_type("f64")
    with pytest.raises(ValueError, match="a NaN or infinity, which i8 cannot hold"):
        layer.replace(tables=layer.tables * np.nan).with_table_type("i8")
