# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels for the older CPUs of the host's family, and their fast path."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import numpy as np
import pytest
from checks import BAGS, LAYERS, OUTPUTS, check_parts, check_y, load, randomised

import lookupffn
from lookupffn import CompileError, Layer, reference

F32 = np.float32

#: Targets, and what the host has to have to run their code.
TARGETS = {
    "x86-64": {"+sse2"},
    "x86-64-v2": {"+sse4.2", "+popcnt"},
    "x86-64-v3": {"+avx2", "+bmi2", "+f16c", "+fma"},
}
VECTORS = ["bh4-published-width", "dense-basic"]
VECTORS += [name for name in LAYERS if name.startswith("rows-")]

#: One token, one less and one more than whole tiles of 6 and panels of 64.
BATCHES = (1, 6, 7, 64, 65)


@functools.cache
def host_features() -> set[str]:
    kernel = lookupffn.compile(Layer.random(8, 1, 8, "identity"))
    return set(kernel.target.split(", ")[1:])


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest) -> str:
    missing = TARGETS[request.param] - host_features()
    if missing:
        # Code for a CPU that this one is not cannot run here.
        pytest.skip(f"the host has no {', '.join(sorted(missing))}")
    name: str = request.param
    return name


@functools.cache
def published(projection: str) -> Layer:
    return randomised(Layer.random(512, 128, 8, projection, block=64))


def paths(kernel: lookupffn.Kernel) -> dict[str, str]:
    """Path of each op, in the last of its schedules."""
    found = re.findall(
        r'name = "lookupffn\.(\w+)"|schedule<path = "(\w+)"', kernel.schedule
    )
    ops, name = {}, ""
    for op, path in found:
        name = op or name
        ops[name] = path
    return ops


@pytest.mark.parametrize("name", VECTORS)
def test_vector(name: str, target: str) -> None:
    vector = load(name)
    kernel = lookupffn.compile(vector.layer, target=target, outputs=OUTPUTS)
    expected = vector.expected
    results = kernel(vector.arrays["x"])
    check_parts(vector.layer, results, expected["z"], expected["code"], vector.exact)


@pytest.mark.parametrize("name", BAGS)
def test_bag(name: str, target: str) -> None:
    vector = load(name)
    code, score = vector.arrays["code"], vector.arrays.get("score")
    kernel = lookupffn.compile(
        vector.layer,
        target=target,
        bounds="clamp",
        code_type="i64" if code.dtype == np.int64 else "i32",
    )
    y = kernel(code) if score is None else kernel(code, score)
    weight = np.ones(code.shape) if score is None else score
    check_y(vector.layer, y, np.clip(code, 0, vector.layer.rows - 1), weight)


@pytest.mark.parametrize("projection", ["bh4", "dense"])
def test_published_layer(projection: str, target: str) -> None:
    layer = published(projection)
    kernel = lookupffn.compile(layer, target=target, outputs=OUTPUTS)
    # Else the comparisons below say nothing of the fast path.
    fast = dict.fromkeys(("layer_norm", "project", "hash", "lookup"), "fast")
    assert paths(kernel) == fast
    x = np.random.default_rng(1).standard_normal((300, 512)).astype(F32)
    z, code = reference.evaluate(layer, x, outputs=("z", "code"))
    whole = kernel(x)
    check_parts(layer, whole, z, code)
    for batch in BATCHES:
        # The last tokens, which are in other tiles and panels than before.
        results = kernel(x[-batch:])
        check_parts(layer, results, z[-batch:], code[-batch:])
        for found, wanted in zip(results[1:], whole[1:]):
            np.testing.assert_array_equal(found, wanted[-batch:])


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        (
            {"projection": "dense", "tables": 3, "bits": 3},
            r"T \* L = 9 is not a multiple of the \d+ lanes",
        ),
        (
            {"projection": "bh4", "tables": 5, "bits": 3, "block": 16},
            "the block size 16 is not a multiple of L = 3",
        ),
        (
            {"projection": "bh4", "tables": 3, "bits": 8, "block": 16},
            r"T \* L = 24 is not a multiple of the block size 16",
        ),
        (
            {"projection": "bh4", "tables": 8, "bits": 1, "block": 2},
            r"the block size 2 is not a multiple of the \d+ lanes",
        ),
        (
            {"projection": "bh4", "tables": 32, "bits": 8, "block": 16, "d": 2048},
            "more than 64 blocks",
        ),
        ({"projection": "pairwise", "tables": 8, "bits": 4}, "moves data"),
        (
            {"projection": "identity", "tables": 1, "bits": 17, "d": 17},
            "L = 17 is above 16",
        ),
    ],
)
def test_no_fast_path(sizes: dict[str, object], reason: str, target: str) -> None:
    layer = Layer.random(**({"d": 32, "o": 8} | sizes))  # type: ignore[arg-type]
    with pytest.raises(CompileError, match="has no fast path: .*" + reason) as caught:
        lookupffn.compile(layer, target=target, path="fast")
    assert "use path=auto to take the portable path" in str(caught.value)
    assert caught.value.reproducer is not None
    Path(caught.value.reproducer).unlink()
    # It is what auto does.
    kernel = lookupffn.compile(layer, target=target, outputs=OUTPUTS)
    assert paths(kernel)["project"] == "linalg"
    assert paths(kernel)["lookup"] == "fast"


def test_no_f16_vectors() -> None:
    layer = Layer.random(16, 2, 8, "dense").with_table_type("f16")
    with pytest.raises(CompileError, match="no conversion of f16 vectors") as caught:
        lookupffn.compile(layer, target="x86-64-v2", path="fast")
    assert caught.value.reproducer is not None
    Path(caught.value.reproducer).unlink()


#: Shapes that the fast path takes, but that fill nothing evenly: columns that
#: are whole vectors of 4 and 8 lanes only, D odd or less than P, blocks that no
#: table reads, repeats that end early, and one block.
ODD_SHAPES: list[tuple[str, int, int, int, int, bool]] = [
    # projection, D, tables, bits, block, with norm and bias
    ("dense", 7, 3, 8, 0, True),
    ("dense", 33, 5, 16, 0, False),
    ("dense", 1, 8, 1, 0, False),
    ("dense", 129, 10, 4, 0, True),
    ("dense", 40, 12, 2, 0, True),
    ("bh4", 16, 16, 1, 16, True),
    ("bh4", 33, 8, 2, 16, False),
    ("bh4", 61, 28, 4, 16, True),
    ("bh4", 100, 12, 8, 32, False),
    ("bh4", 128, 2, 16, 32, True),
    ("bh4", 200, 48, 8, 128, True),
    ("bh4", 120, 16, 8, 128, False),
]


@pytest.mark.parametrize("shape", ODD_SHAPES, ids=lambda s: "-".join(map(str, s[:5])))
def test_odd_shapes(shape: tuple[str, int, int, int, int, bool], target: str) -> None:
    projection, d, tables, bits, block, norm = shape
    layer = Layer.random(d, tables, bits, projection, block, norm=norm, o=3)
    layer = randomised(layer)
    if not norm:
        layer = layer.replace(projection_bias=None)
    kernel = lookupffn.compile(layer, target=target, path="fast", outputs=OUTPUTS)
    x = np.random.default_rng(1).standard_normal((13, d)).astype(F32)
    z, code = reference.evaluate(layer, x, outputs=("z", "code"))
    whole = kernel(x)
    check_parts(layer, whole, z, code)
    for batch in range(1, 13):
        for found, wanted in zip(kernel(x[-batch:]), whole):
            np.testing.assert_array_equal(found, wanted[-batch:])
