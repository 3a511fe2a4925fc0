# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The README's examples work as they stand there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import lookupffn
from readme import blocks


def test_python_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In one namespace and one folder, since the later go on from the earlier.
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    examples = blocks("python")
    assert len(examples) == 3
    for number, text in enumerate(examples, 1):
        exec(compile(text, f"README.md, Python example {number}", "exec"), names)
    assert np.shape(names["y"]) == (10, 128)
    assert np.shape(names["code"]) == (10, 32)


def test_mlir_example_agrees_with_the_same_layer() -> None:
    layer = lookupffn.Layer.random(
        d=40, tables=7, bits=4, projection="dense", o=24, norm=False
    )
    weights = layer.weights()
    (text,) = blocks("mlir")
    kernel = lookupffn.compile(text)
    kernel.bind({w.name: weights[w.name] for w in kernel.weights})
    x = np.random.default_rng(1).standard_normal((9, 40), dtype=np.float32)
    expected = layer.reference(x)
    assert np.linalg.norm(kernel(x) - expected) <= 1e-5 * np.linalg.norm(expected)
