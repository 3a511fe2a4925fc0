# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lookups under schedules that are given, beside the sum that defines them."""

from __future__ import annotations

import itertools

import lookupffn
import numpy as np
import pytest
from checks import scheduled

TARGETS = ["x86-64-v2", "x86-64-v3", "x86-64-v4", "host"]
ROW_TYPES = ["f32", "f16", "bf16", "i8"]
BATCHES = [0, 1, 7, 130, 600]

# Token by token, group by group and slab by slab; chunks of a part of a slice,
# of one and of several, of which the last may be narrower; one group and many.
ORDERS = {
    "whole": "tile_columns = 32, prefetch_rows = 4",
    "whole-groups": "tile_columns = 48, prefetch_rows = 8, tile_tables = 3",
    "part": "tile_columns = 16, prefetch_rows = 4, slice_columns = 32",
    "slice": "tile_columns = 32, prefetch_rows = 0, slice_columns = 32",
    "slices": "tile_columns = 64, prefetch_rows = 12, slice_columns = 32",
    "groups": "tile_columns = 64, prefetch_rows = 2, tile_tables = 4,"
    " slice_columns = 32",
    "slab": "tile_columns = 32, prefetch_rows = 0, tile_tables = 4,"
    " slice_columns = 32, slab = true",
    "slab-rest": "tile_columns = 16, prefetch_rows = 0, tile_tables = 7,"
    " slice_columns = 16, slab = true",
    "slab-all": "tile_columns = 32, prefetch_rows = 0, tile_tables = 10,"
    " slice_columns = 32, slab = true",
    "slab-alike": "tile_columns = 32, prefetch_rows = 0, tile_tables = 5,"
    " slice_columns = 32, slab = true",
    "slab-prefetch": "tile_columns = 32, prefetch_rows = 6, slice_columns = 32,"
    " slab = true",
    "slab-plain": "tile_columns = 32, prefetch_rows = 0, slice_columns = 32,"
    " slab = true",
    "slab-groups": "tile_columns = 32, prefetch_rows = 2, tile_tables = 4,"
    " slice_columns = 32, slab = true",
    "slab-far": "tile_columns = 16, prefetch_rows = 64, slice_columns = 16,"
    " slab = true",
}


def small() -> lookupffn.Layer:
    return lookupffn.Layer.random(d=8, tables=2, bits=3, block=8)


def check(target: str, row_type: str, order: str) -> None:
    rng = np.random.default_rng(0)
    layer = lookupffn.Layer.random(
        d=40, o=160, tables=10, bits=5, projection="external", seed=1
    ).with_table_type(row_type)
    text = scheduled(layer.mlir(bounds="assume", code_type="i32"), ORDERS[order])
    try:
        kernel = lookupffn.compile(text, target=target)
    except lookupffn.UnsupportedTarget:
        pytest.skip(f"this machine cannot run {target}")
    many = lookupffn.compile(text, target=target, threads=3)
    weights = layer.weights()
    for each in (kernel, many):
        each.bind({w.name: weights[w.name] for w in each.weights})
    for batch in BATCHES:
        code = rng.integers(0, 32, (batch, 10), dtype=np.int32)
        score = rng.standard_normal((batch, 10)).astype(np.float32)
        expected = layer.reference(code, score)
        found = kernel(code, score)
        assert found.shape == expected.shape
        scale = np.linalg.norm(expected, axis=-1) + 1e-30
        error = np.linalg.norm(found - expected, axis=-1) / scale
        assert (error <= 1e-5).all(), error.max()
        np.testing.assert_array_equal(many(code, score), found)


PAIRS = list(itertools.product(ROW_TYPES, ORDERS))


@pytest.mark.parametrize("row_type,order", PAIRS)
def test_order(row_type: str, order: str) -> None:
    check("host", row_type, order)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS[:-1])
@pytest.mark.parametrize("row_type,order", PAIRS)
def test_order_of_target(target: str, row_type: str, order: str) -> None:
    if target == "x86-64-v2" and row_type == "f16":
        pytest.skip("x86-64-v2 does not convert f16")
    check(target, row_type, order)


def vnni(kernel: lookupffn.Kernel) -> bool:
    return "+avx512vnni" in kernel.target


@pytest.mark.parametrize("slab", ["", ", slice_columns = {}, slab = true"])
@pytest.mark.parametrize(
    "o,tables,columns,distance",
    [(512, 128, 256, 32), (192, 10, 64, 3), (576, 37, 192, 64), (64, 3, 64, 0),
     (64, 1, 64, 8)],
)  # fmt: skip
def test_integer_sums(
    o: int, tables: int, columns: int, distance: int, slab: str
) -> None:
    """Weights of 8 bits: y is within what `codes` allows, and what cannot be
    rounded is summed in f32."""
    if not vnni(lookupffn.compile(small())):
        pytest.skip("this machine has no vpdpbusd of 512 bits")
    order = (
        f"tile_columns = {columns}, prefetch_rows = {distance}, arithmetic = \"u8\""
        + slab.format(columns)
    )
    layer = lookupffn.Layer.random(
        d=40, o=o, tables=tables, bits=5, projection="external", seed=1
    ).with_table_type("i8")
    text = scheduled(layer.mlir(bounds="assume", code_type="i32"), order)
    kernel, many = lookupffn.compile(text), lookupffn.compile(text, threads=3)
    weights = layer.weights()
    for each in (kernel, many):
        each.bind({w.name: weights[w.name] for w in each.weights})
    rng = np.random.default_rng(0)
    code = rng.integers(0, 32, (40, tables), dtype=np.int32)
    score = np.abs(rng.standard_normal((40, tables))).astype(np.float32)
    score[20] *= -1
    score[21, 0], score[22, 0] = np.nan, np.inf
    score[23] = 0
    score[24] *= 1e-35
    score[25] *= 1e30
    # Each of many weights is less than half a unit of the largest.
    score[26] = 1 / 600
    score[26, 0] = 1
    with np.errstate(invalid="ignore", over="ignore"):
        expected = layer.reference(code, score)
    found = kernel(code, score)
    special = [21, 22]
    assert np.array_equal(np.isnan(found[special]), np.isnan(expected[special]))
    good = np.setdiff1d(np.arange(40), special)
    error = np.linalg.norm(found[good] - expected[good], axis=-1)
    error /= np.linalg.norm(expected, axis=-1)[good] + 1e-30
    assert (error <= 2e-2).all(), error.max()
    exact = np.isin(good, [20, 24]) | ((good == 26) & (tables > 100))
    assert (error[exact] <= 1e-5).all(), error[exact]
    np.testing.assert_array_equal(many(code, score), found)
    # A token is the same in every batch.
    assert np.array_equal(kernel(code[5:6], score[5:6])[0], found[5])


def test_precision_of_i8_rows() -> None:
    """Weights of 8 bits under `codes`, the default of i8 rows, where the target
    multiplies bytes; sums in f32 under `exact`."""
    layer = lookupffn.Layer.random(
        d=40, o=256, tables=24, bits=6, projection="external", seed=2
    ).with_table_type("i8")
    rng = np.random.default_rng(0)
    code = rng.integers(0, 64, (50, 24))
    score = rng.random((50, 24), np.float32)
    expected = layer.reference(code, score)
    for precision, tolerance in (("auto", 2e-2), ("codes", 2e-2), ("exact", 1e-5)):
        kernel = lookupffn.compile(layer, precision=precision)
        bytes_ = 'arithmetic = "u8"' in kernel.schedule
        assert bytes_ == (precision != "exact" and vnni(kernel))
        error = np.linalg.norm(kernel(code, score) - expected, axis=-1)
        assert (error <= tolerance * np.linalg.norm(expected, axis=-1)).all()
