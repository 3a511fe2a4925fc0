# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Schedule files: what a kernel says of its schedule makes that kernel again."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from checks import randomised

import lookupffn
from lookupffn import CompileError, Kernel, Layer


@pytest.fixture(scope="module", params=["bh4", "dense", "identity"])
def layer(request: pytest.FixtureRequest) -> Layer:
    projection = request.param
    return randomised(
        Layer.random(d=64, tables=16, bits=4, projection=projection, block=16)
    )


@pytest.fixture(scope="module")
def kernel(layer: Layer) -> Kernel:
    return lookupffn.compile(layer)


def test_round_trip(layer: Layer, kernel: Kernel, tmp_path: Path) -> None:
    file = tmp_path / "schedule.mlir"
    kernel.save_schedule(file)
    assert file.read_text() == kernel.schedule
    for given in (file, str(file), kernel.schedule):
        again = lookupffn.compile(layer, schedule=given)
        assert again.schedule == kernel.schedule
    assert again.ir("asm") == kernel.ir("asm")


def test_change(layer: Layer, kernel: Kernel) -> None:
    """Two regimes of small blocks, which give the same results."""
    text = re.sub(
        r"regimes = \[[^\]]*\]",
        "regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 3>,"
        " #lookupffn.regime<min_tokens = 5, block_tokens = 16>]",
        kernel.schedule,
    )
    text = re.sub(r"(#lookupffn.schedule<[^>]*>)", r"\1, \1", text)
    text = text.replace("panel_tokens = 64", "panel_tokens = 2")
    changed = lookupffn.compile(layer, schedule=text)
    assert "min_tokens = 5" in changed.schedule
    x = np.random.default_rng(0).standard_normal((40, 64), np.float32)
    for tokens in (1, 4, 5, 40):
        np.testing.assert_allclose(
            changed(x[:tokens]), kernel(x[:tokens]), rtol=1e-5, atol=1e-6
        )


def test_part_of_the_key(layer: Layer, kernel: Kernel, tmp_path: Path) -> None:
    lookupffn.compile(layer, cache=tmp_path)
    changed = kernel.schedule.replace("prefetch_locality = 3", "prefetch_locality = 2")
    found = lookupffn.compile(layer, cache=tmp_path, schedule=changed)
    assert found.cache.startswith("stored")
    found = lookupffn.compile(layer, cache=tmp_path, schedule=changed)
    assert found.cache.startswith("loaded") and found.schedule.count("locality = 2")


@pytest.mark.parametrize(
    "old, new, error, message",
    [
        ("layer = {", "tier = {", ValueError, "'tier', but the module has 'layer'"),
        ("lookupffn.hash", "lookupffn.mash", ValueError, "has 'lookupffn.mash' there"),
        ("path = ", "way = ", ValueError, r"^schedule:\d+:\d+: error: "),
        ("tile_tokens = 1,", "tile_tokens = 99,", CompileError, "lookup.*but got 99"),
        ("{", "[", ValueError, "error"),
    ],
)
def test_errors(old: str, new: str, error: type[Exception], message: str) -> None:
    layer = Layer.random(d=64, tables=16, bits=4, projection="dense")
    text = lookupffn.compile(layer).schedule
    with pytest.raises(error, match=message):
        lookupffn.compile(layer, schedule=text.replace(old, new))


def test_missing_file(layer: Layer) -> None:
    with pytest.raises(FileNotFoundError):
        lookupffn.compile(layer, schedule="nowhere.mlir")


def test_of_another_layer(layer: Layer, kernel: Kernel) -> None:
    bag = Layer(np.ones((4, 3), np.float32), "external", shared=True, num_tables=2)
    with pytest.raises(ValueError, match=r"has 1 ops that are scheduled"):
        lookupffn.compile(bag, schedule=kernel.schedule)
