# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A hash of the input itself, which moves z to bit-major order on the fast path."""

from __future__ import annotations

import numpy as np
import pytest
from checks import check_code, check_score, check_y, randomised

import lookupffn
from lookupffn import Layer, reference

F32 = np.float32
BATCHES = (0, 1, 5, 130)
HASHES = [("ogt", "msb"), ("oge", "lsb"), ("ogt", "lsb"), ("oge", "msb")]
#: Every L up to 12, with whole vectors of tables and with every kind of rest.
SIZES = [(bits, (1, 7, 37, 128)[(bits + i) % 4]) for bits in range(1, 13) for i in (0, 1)]


def make(bits: int, tables: int, norm: bool, bias: bool) -> Layer:
    compare, bit_order = HASHES[(bits + tables) % 4]
    layer = Layer.random(
        tables * bits,
        tables,
        bits,
        "identity",
        o=3,
        norm=norm,
        compare=compare,
        bit_order=bit_order,
    )
    layer = randomised(layer)
    return layer if bias else layer.replace(projection_bias=None)


def special(batch: int, width: int) -> np.ndarray:
    """Tokens with zeros of both signs; NaN and infinities in one token in four."""
    rng = np.random.default_rng(width)
    x = rng.standard_normal((batch, width)).astype(F32)
    values = rng.choice(np.array([0.0, -0.0], F32), x.shape)
    x = np.where(rng.random(x.shape) < 0.2, values, x)
    values = rng.choice(np.array([np.nan, np.inf, -np.inf], F32), x.shape)
    hit = (rng.random(x.shape) < 0.1) & (np.arange(batch)[:, None] % 4 == 3)
    return np.where(hit, values, x)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize(("bits", "tables"), SIZES)
def test_hash(bits: int, tables: int, bias: bool) -> None:
    layer = make(bits, tables, norm=False, bias=bias)
    x = special(max(BATCHES), tables * bits)
    # One addition in f32 is all that there is, so every code counts.
    z = x if layer.projection_bias is None else x + layer.projection_bias
    z = z.reshape(-1, tables, bits)
    wanted = reference.hash_code(z, layer.compare, layer.bit_order)
    fast = lookupffn.compile(layer, path="fast", outputs=("code", "score"), threads=2)
    portable = lookupffn.compile(layer, outputs=("z", "code"))
    for batch in BATCHES:
        code, score = fast(x[:batch])
        np.testing.assert_array_equal(code, wanted[:batch])
        check_score(layer, score, z[:batch])
        found_z, code = portable(x[:batch])
        np.testing.assert_array_equal(found_z, z[:batch])
        np.testing.assert_array_equal(code, wanted[:batch])
    assert "linalg" in portable.schedule


@pytest.mark.parametrize("norm", [False, True])
@pytest.mark.parametrize(("bits", "tables"), SIZES[::3])
def test_layer(bits: int, tables: int, norm: bool) -> None:
    layer = make(bits, tables, norm, bias=True)
    x = np.random.default_rng(1).standard_normal((130, tables * bits)).astype(F32)
    z, wanted = reference.evaluate(layer, x, outputs=("z", "code"))
    outputs = ("y", "code", "score")
    kernel = lookupffn.compile(layer, path="fast", outputs=outputs, precision="exact")
    _, whole, _ = kernel(x)
    check_code(whole, wanted, z)
    only_y = lookupffn.compile(layer, path="fast", threads=2, precision="exact")
    for batch in BATCHES:
        y, code, score = kernel(x[:batch])
        np.testing.assert_array_equal(code, whole[:batch])
        check_y(layer, y, code, score)
        check_y(layer, only_y(x[:batch]), code, score)
