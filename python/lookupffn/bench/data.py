# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Seeded weights and tokens, the same in the process of every contender.

All numbers are of ordinary magnitude: denormal ones would slow down some
contenders and not others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _rows
from ..layer import Layer
from .cases import BITS, BLOCK, ROWS, Case, Shape

Array = NDArray[Any]

#: Tokens that batches are cut from. One token again and again would find its
#: rows in the second-level cache, which no model does.
POOL = 8192

#: How far skewed tokens lie from 0, in standard deviations. A bit of a code then
#: has its likelier value in 85 % of tokens, and a table its likeliest row in a
#: quarter of them.
SKEW = 2.0

# What a generator is for, so that no two streams of numbers are alike.
_WEIGHTS, _TABLES, _TOKENS, _SCORES = range(4)


def tables(shape: Shape, element: str, seed: int) -> tuple[Array, Array | None]:
    """Rows [T, S, O] of type ``element``, and their scales [T, S] when i8.

    Table by table, since wide shapes have gigabytes of them.
    """
    rows: Array | None = None
    scales = np.empty((shape.tables, ROWS), np.float32) if element == "i8" else None
    for t in range(shape.tables):
        table = _normal((seed, _TABLES, t), (ROWS, shape.d))
        table *= np.float32(0.02)
        if element != "f32":
            converted = _rows.convert(table, None, element)
            table = converted["tables"]
            if scales is not None:
                scales[t] = converted["tables_scale"]
        if rows is None:
            rows = np.empty((shape.tables, *table.shape), table.dtype)
        rows[t] = table
    assert rows is not None
    return rows, scales


def layer(case: Case, element: str) -> Layer:
    """The layer of a case, or the part of it that ``case.what`` needs."""
    shape = case.shape
    options: dict[str, Any] = {"projection": shape.projection, "block": BLOCK}
    width = shape.d
    if case.what == "lookup":
        options["projection"] = "external"
    elif case.what == "hash":
        options["projection"], width = "identity", shape.tables * BITS
    # Tables of one column where no output needs them.
    made = Layer.random(
        width,
        shape.tables,
        BITS,
        seed=case.seed,
        o=1,
        norm=case.what == "layer",
        **options,
    )
    if case.what not in ("layer", "lookup"):
        return made
    rows, scales = tables(shape, element, case.seed)
    bias = np.zeros(shape.d, np.float32)
    return made.replace(tables=rows, tables_scale=scales, bias=bias)


def copy(original: Layer) -> Layer:
    """The same layer at other addresses."""
    fields = {
        name: getattr(original, name).copy()
        for name in ("tables", "tables_scale", "projection_weight")
        if getattr(original, name) is not None
    }
    return original.replace(**fields)


def dense(case: Case) -> dict[str, Array]:
    """LayerNorm and the two matrices (in, out) of a dense FFN, f32."""
    d, hidden = case.shape.d, case.shape.hidden
    return {
        "gamma": np.ones(d, np.float32),
        "beta": np.zeros(d, np.float32),
        "w1": _normal((case.seed, _WEIGHTS, 1), (d, hidden)) * np.float32(d**-0.5),
        "b1": np.zeros(hidden, np.float32),
        "w2": _normal((case.seed, _WEIGHTS, 2), (hidden, d))
        * np.float32(hidden**-0.5),
        "b2": np.zeros(d, np.float32),
    }


def inputs(case: Case) -> tuple[Array, ...]:
    """POOL tokens as the stage takes them: x, z, or code and score."""
    shape = case.shape
    if case.what == "lookup":
        # Scores of codes that come from outside are as good as any.
        score = np.random.default_rng((case.seed, _SCORES)).random(
            (POOL, shape.tables), np.float32
        )
        score += np.float32(0.5)
        return _codes(case), score
    width = shape.tables * BITS if case.what == "hash" else shape.d
    return (_tokens(case, (width,), 0),)


def batches(pool: tuple[Array, ...], batch: int) -> list[tuple[Array, ...]]:
    """The pool in batches. One larger than the pool has the pool repeatedly."""
    if batch > POOL:
        at = np.arange(batch) % POOL
        return [tuple(array[at] for array in pool)]
    starts = range(0, POOL - batch + 1, batch)
    return [tuple(array[s : s + batch] for array in pool) for s in starts]


def _codes(case: Case) -> Array:
    tables = case.shape.tables
    if case.codes == "random":
        rng = np.random.default_rng((case.seed, _TOKENS))
        return rng.integers(0, ROWS, (POOL, tables))
    code = np.zeros((POOL, tables), np.int64)
    for bit in range(BITS):
        code += (_tokens(case, (tables,), bit) > 0).astype(np.int64) << bit
    return code


def _tokens(case: Case, features: tuple[int, ...], stream: int) -> Array:
    """Normal tokens, which when skewed have a direction in common."""
    x = _normal((case.seed, _TOKENS, stream), (POOL, *features))
    if case.codes == "skewed":
        x += np.float32(SKEW) * _normal((case.seed, _TOKENS, stream, 1), features)
    return x


def _normal(seed: tuple[int, ...], shape: tuple[int, ...]) -> Array:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)
