# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels over the space of parameters, every pair of values at least once."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from checks import OUTPUTS, check_parts, check_y, randomised

import lookupffn
from lookupffn import Layer, reference

F32 = np.float32
BATCHES = (0, 1, 2, 63, 64, 65, 300)

#: Values of every parameter. In "identity" D is T*L whatever "d" says.
FACTORS: dict[str, tuple[Any, ...]] = {
    "projection": ("bh4", "dense", "identity", "pairwise"),
    "d": (1, 33, 48, 384, 512, 768),
    "bits": (1, 7, 8, 10, 12),
    "tables": (1, 3, 100),
    "o": (1, 16, 33, 512),
    "table_type": ("f32", "f16", "bf16", "i8"),
    "path": ("linalg", "auto"),
    "norm": (True, False),
    "hash": (
        ("ogt", "msb", "margin"),
        ("oge", "lsb", "softmax"),
        ("ogt", "lsb", "constant"),
        ("oge", "msb", "one"),
    ),
}

#: Rows of 100 tables with 4096 rows of 512 are too much for a test.
MOST_ELEMENTS = 8_000_000


def fits(row: dict[str, Any]) -> bool:
    return row["tables"] * 2 ** row["bits"] * row["o"] <= MOST_ELEMENTS


def pairs(row: dict[str, Any]) -> set[Any]:
    return set(itertools.combinations(sorted(row.items()), 2))


def covering_rows() -> list[dict[str, Any]]:
    """Few rows in which every pair of values that fits is found."""
    rng = np.random.default_rng(0)
    missing = set()
    for (a, b) in itertools.combinations(sorted(FACTORS), 2):
        for x, y in itertools.product(FACTORS[a], FACTORS[b]):
            missing.add(((a, x), (b, y)))
    rows: list[dict[str, Any]] = []
    while missing:
        # The best of some rows around a pair that is missing yet.
        seed = dict(min(missing, key=repr))
        best: dict[str, Any] = {}
        for _ in range(60):
            row = {k: v[rng.integers(len(v))] for k, v in FACTORS.items()} | seed
            if fits(row) and len(pairs(row) & missing) > len(pairs(best) & missing):
                best = row
        missing -= pairs(best) if best else {tuple(sorted(seed.items()))}
        if best:
            rows.append(best)
    return rows


def make(row: dict[str, Any], seed: int = 0) -> Layer:
    compare, bit_order, score = row["hash"]
    d = row["d"]
    if row["projection"] == "identity":
        d = row["tables"] * row["bits"]
    layer = Layer.random(
        d,
        row["tables"],
        row["bits"],
        row["projection"],
        block=min(16, 1 << (d - 1).bit_length()),
        seed=seed,
        o=row["o"],
        norm=row["norm"],
        compare=compare,
        bit_order=bit_order,
        score=score,
        temperature=1.0 if score == "margin" else 0.5,
        constant=0.25,
    )
    return randomised(layer).with_table_type(row["table_type"])


def name_of(row: dict[str, Any]) -> str:
    words = (row[k] for k in FACTORS if k != "hash")
    return "-".join(str(w) for w in (*words, *row["hash"]))


def check_row(row: dict[str, Any]) -> None:
    layer = make(row)
    assert layer.d is not None
    x = np.random.default_rng(1).standard_normal((max(BATCHES), layer.d)).astype(F32)
    kernel = lookupffn.compile(
        layer, path=row["path"], precision="exact", outputs=OUTPUTS
    )
    z, code = reference.evaluate(layer, x, outputs=("z", "code"))
    # With D = 1 a norm makes 0 of every token, and rounding makes every sign.
    exact = layer.projection in ("identity", "pairwise") and not row["norm"]
    whole = kernel(x)
    check_parts(layer, whole, z, code, exact=exact and layer.projection_bias is None)
    for batch in BATCHES:
        results = kernel(x[:batch])
        # A token gets the same z and code at every batch size.
        np.testing.assert_array_equal(results[1], whole[1][:batch])
        np.testing.assert_array_equal(results[2], whole[2][:batch])
        check_y(layer, results[0], results[2], results[3])
    only_y = lookupffn.compile(layer, path=row["path"], precision="exact")
    check_y(layer, only_y(x), whole[2], whole[3])


ROWS = covering_rows()


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_pairwise(row: dict[str, Any]) -> None:
    check_row(row)


def random_rows(count: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    rows: list[dict[str, Any]] = []
    while len(rows) < count:
        row = {k: v[rng.integers(len(v))] for k, v in FACTORS.items()}
        if fits(row) and row not in rows:
            rows.append(row)
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("row", random_rows(400), ids=name_of)
def test_random_mixture(row: dict[str, Any]) -> None:
    check_row(row)


@pytest.mark.slow
@pytest.mark.parametrize("projection", ["bh4", "dense"])
@pytest.mark.parametrize("path", ["linalg", "auto"])
def test_large_batch_of_the_published_layer(projection: str, path: str) -> None:
    layer = randomised(Layer.random(512, 128, 8, projection, block=64))
    x = np.random.default_rng(1).standard_normal((32768, 512)).astype(F32)
    kernel = lookupffn.compile(layer, path=path, outputs=OUTPUTS)
    results = kernel(x)
    for part in range(0, 32768, 4096):
        these = slice(part, part + 4096)
        z, code = reference.evaluate(layer, x[these], outputs=("z", "code"))
        check_parts(layer, [r[these] for r in results], z, code)


@pytest.mark.parametrize("path", ["linalg", "auto"])
@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("table_type", ["f32", "f16", "bf16", "i8"])
def test_external(table_type: str, shared: bool, path: str) -> None:
    rng = np.random.default_rng(0)
    shape = (77, 33) if shared else (5, 77, 33)
    tables = rng.standard_normal(shape).astype(F32)
    layer = Layer(tables, "external", shared=shared, num_tables=5)
    layer = layer.with_table_type(table_type)
    code = rng.integers(0, 77, (300, 5))
    score = rng.standard_normal((300, 5)).astype(F32)
    for bounds in ("check", "clamp", "assume"):
        kernel = lookupffn.compile(layer, path=path, bounds=bounds)
        for batch in BATCHES:
            y = kernel(code[:batch], score[:batch])
            check_y(layer, y, code[:batch], score[:batch])
    # Clamped codes keep their score.
    wild = rng.integers(-200, 200, (65, 5))
    y = lookupffn.compile(layer, path=path, bounds="clamp")(wild, score[:65])
    check_y(layer, y, np.clip(wild, 0, 76), score[:65])


@pytest.mark.parametrize("path", ["linalg", "auto"])
@pytest.mark.parametrize("projection", ["bh4", "dense"])
@pytest.mark.parametrize("norm", [True, False])
def test_nan_stays_in_its_token(projection: str, norm: bool, path: str) -> None:
    layer = Layer.random(48, 5, 8, projection, block=16, norm=norm, o=33)
    layer = randomised(layer)
    kernel = lookupffn.compile(layer, path=path, outputs=OUTPUTS)
    x = np.random.default_rng(0).standard_normal((65, 48)).astype(F32)
    clean = kernel(x)
    bad = {0: np.nan, 7: np.inf, 8: -np.inf, 63: np.nan, 64: np.nan}
    for token, value in bad.items():
        x[token, token % 48] = value
    results = kernel(x)
    others = [token for token in range(65) if token not in bad]
    for found, wanted in zip(results, clean):
        np.testing.assert_array_equal(found[others], wanted[others])
    assert (results[2].astype(int) < layer.rows).all()
    z, code = reference.evaluate(layer, x, outputs=("z", "code"))
    check_parts(layer, results, z, code)
