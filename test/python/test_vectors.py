# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled kernels against the golden vectors, in all three parts."""

from __future__ import annotations

import numpy as np
import pytest
from checks import BAGS, LAYERS, OUTPUTS, check_bag, check_parts, load

import lookupffn
from lookupffn import CodeRangeError

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


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("bounds", ["check", "clamp", "assume"])
@pytest.mark.parametrize("name", BAGS)
def test_bag(name: str, bounds: str, path: str) -> None:
    vector = load(name)
    kernel = lookupffn.compile(
        vector.layer, path=path, bounds=bounds, code_type=vector.code_type
    )
    if vector.first_bad and bounds == "assume":
        # A bad code under a promise is undefined behaviour: nothing to test.
        pytest.skip("the promise does not hold")
    if vector.first_bad and bounds == "check":
        out = np.full(vector.expected["y"].shape, 7, np.float32)
        with pytest.raises(CodeRangeError, match=vector.first_bad):
            kernel(**vector.inputs, out=out)
        assert (out == 7).all()
        return
    check_bag(vector, kernel(**vector.inputs))
