# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled kernels against the golden vectors, in all three parts."""

from __future__ import annotations

import numpy as np
import pytest
from checks import BAGS, LAYERS, OUTPUTS, Vector, check_parts, check_y, load

import lookupffn
from lookupffn import CodeRangeError, Kernel

PATHS = ("linalg", "auto")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", LAYERS)
def test_layer(name: str, path: str) -> None:
    vector = load(name)
    kernel = lookupffn.compile(vector.layer, path=path, outputs=OUTPUTS)
    results = kernel(vector.arrays["x"])
    for output, found in zip(OUTPUTS, results):
        assert found.shape == vector.expected[output].shape
    expected = vector.expected
    check_parts(
        vector.layer, results, expected["z"], expected["code"], exact=vector.exact
    )


def compiled(vector: Vector, path: str, bounds: str) -> Kernel:
    width = "i64" if vector.arrays["code"].dtype == np.int64 else "i32"
    return lookupffn.compile(vector.layer, path=path, bounds=bounds, code_type=width)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("bounds", ["check", "clamp", "assume"])
@pytest.mark.parametrize("name", BAGS)
def test_bag(name: str, bounds: str, path: str) -> None:
    vector = load(name)
    code, score = vector.arrays["code"], vector.arrays.get("score")
    kernel = compiled(vector, path, bounds)
    inputs = (code,) if score is None else (code, score)
    first_bad = vector.meta["first_bad"]
    if first_bad and bounds == "assume":
        # A bad code under a promise is undefined behaviour: nothing to test.
        pytest.skip("the promise does not hold")
    if first_bad and bounds == "check":
        token, table = first_bad.split(",")
        out = np.full(vector.expected["y"].shape, 7, np.float32)
        with pytest.raises(CodeRangeError, match=rf"\b{token}\b.*\b{table}\b.*-1\b"):
            kernel(*inputs, out=out)
        assert (out == 7).all()
        return
    y = kernel(*inputs)
    weight = np.ones(code.shape) if score is None else score
    check_y(vector.layer, y, np.clip(code, 0, vector.layer.rows - 1), weight)
    np.testing.assert_allclose(y, vector.expected["y"], rtol=1e-4, atol=1e-6)
