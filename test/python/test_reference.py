# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The float64 reference against the golden vectors, and its own errors."""

import numpy as np
import pytest
from checks import BAGS, LAYERS, load

from lookupffn import CodeRangeError, Layer, ShapeError, reference

GOLDEN = 0.20985276906


def close(found: np.ndarray, wanted: np.ndarray, tolerance: float) -> None:
    np.testing.assert_allclose(
        found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True
    )


@pytest.mark.parametrize("name", LAYERS)
def test_vector(name: str) -> None:
    vector = load(name)
    outputs = ("y", "z", "code", "score")
    results = reference.evaluate(vector.layer, vector.arrays["x"], outputs=outputs)
    for output, found in zip(outputs, results):
        wanted = vector.expected[output]
        assert found.shape == wanted.shape
        if output == "code":
            np.testing.assert_array_equal(found, wanted)
        else:
            close(found, wanted, 1e-10)


@pytest.mark.parametrize("name", BAGS)
def test_bag(name: str) -> None:
    vector = load(name)
    code, score = vector.arrays["code"], vector.arrays.get("score")
    bounds = vector.meta["bounds"]
    y = vector.layer.reference(code, score, bounds=bounds)
    close(y, vector.expected["y"], 1e-12)


def test_bag_out_of_range() -> None:
    vector = load("bag-out-of-range")
    with pytest.raises(CodeRangeError, match=r"token 1, table 2: code -1 .*\[0, 96\)"):
        vector.layer.reference(vector.arrays["code"], vector.arrays["score"])


def test_golden_code_and_score() -> None:
    z = np.array([[[0.4, -0.3, 0.9, -0.2, 0.7, 0.6, -0.1, 0.5]]])
    assert reference.hash_code(z) == 173
    assert reference.hash_code(z, bit_order="lsb") == int(f"{173:08b}"[::-1], 2)
    assert reference.hash_score(z) == pytest.approx(GOLDEN, rel=1e-10)


def test_hash_of_zeros_and_nan() -> None:
    z = np.array([[[0.0, -0.0, np.nan, 1.0]]])
    assert reference.hash_code(z) == 0b0001
    assert reference.hash_code(z, "oge") == 0b1101
    assert np.isnan(reference.hash_score(z))
    assert reference.hash_score(np.zeros((1, 1, 3))) == 0
    assert reference.hash_score(np.array([[[np.inf, 0.0]]])) == np.inf


def test_hadamard_is_the_matrix() -> None:
    i = np.arange(16)
    matrix = (-1.0) ** np.array([[bin(a & b).count("1") for a in i] for b in i])
    v = np.random.default_rng(0).standard_normal((3, 16))
    close(reference.hadamard(v), v @ matrix, 1e-12)


def test_vector_and_leading_dimensions() -> None:
    layer = Layer.random(d=12, tables=3, bits=4, block=4, o=5)
    x = np.random.default_rng(0).standard_normal((2, 3, 12))
    y, z = reference.evaluate(layer, x, outputs=("y", "z"))
    assert y.shape == (2, 3, 5) and z.shape == (2, 3, 3, 4)
    close(layer.reference(x[1, 2]), y[1, 2], 1e-12)
    assert layer.reference(x[:, :0]).shape == (2, 0, 5)


def test_errors() -> None:
    layer = Layer.random(d=12, tables=3, bits=4, block=4)
    with pytest.raises(ShapeError, match=r"x has shape \(2, 11\), expected \[..., 12\]"):
        layer.reference(np.zeros((2, 11)))
    with pytest.raises(ValueError, match="unknown output 'w', expected some of y, z"):
        layer.reference(np.zeros(12), outputs=("w",))
    bag = Layer.random(d=12, tables=3, bits=4, projection="external")
    with pytest.raises(ValueError, match="unknown output 'z', expected some of y"):
        bag.reference(np.zeros(3, np.int32), outputs=("z",))
    with pytest.raises(ShapeError, match=r"score has shape \(2,\), expected"):
        bag.reference(np.zeros(3, np.int32), np.zeros(2))
