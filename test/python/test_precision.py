# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The precision contracts: what may differ from f32 under "codes", and what not.

Under "codes" every code is as in f32 wherever z is clear of 0, z is off by a few
1e-4 of its rms, and so are scores. The arithmetic is chosen layer by layer.
"""

from __future__ import annotations

import functools
import re
from typing import Callable

import numpy as np
import pytest
from checks import (
    LAYERS,
    OUTPUTS,
    check_code,
    check_score,
    check_y,
    flat,
    load,
    randomised,
    rms_of,
    same_pattern,
)

import lookupffn
from lookupffn import Layer, reference

F32 = np.float32
F64 = np.float64

#: Largest |z - z of float64| in rms of the token. The rms of the error is 2.5e-4
#: for random tokens, and grows with max / rms of a token.
Z_ERROR = 1e-2

#: What bh4 runs in under "codes", the second on a host with AMX-INT8.
INTEGERS = ("i16", "i8x2")

#: Largest rms of the relative error of scores.
SCORE_ERROR = 1e-3

#: Of the margin inside which codes of f32 may differ from those of float64.
MARGIN = 1e-4


def arithmetic(kernel: lookupffn.Kernel) -> str:
    """Of the projection, and the same in all regimes."""
    (schedules,) = re.findall(
        r'name = "lookupffn.project", schedules = \[(.*?)\]}', kernel.schedule, re.S
    )
    lines = re.findall(r"#lookupffn.schedule<(.*?)>", schedules)
    found = {(re.findall(r'arithmetic = "(\w+)"', s) or ["f32"])[0] for s in lines}
    assert len(found) == 1
    return found.pop()


def needs_integers() -> None:
    kernel = lookupffn.compile(Layer.random(64, 8, 8, "bh4", block=64))
    if not {"+avx2", "+i8mm"} & set(kernel.target.split(", ")):
        pytest.skip("the host multiplies neither pairs of i16 nor tiles of i8")


def check_codes_contract(layer: Layer, results: tuple, z: np.ndarray) -> None:
    """All parts of the contract "codes", from z of float64."""
    found_y, found_z, found_code, found_score = results
    found, wanted = flat(found_z, 2), flat(z, 2)
    finite = np.isfinite(wanted).all(axis=(1, 2))
    same_pattern(found[~finite], wanted[~finite])
    error = np.abs(found[finite] - wanted[finite])
    assert (error <= Z_ERROR * rms_of(wanted[finite])).all()
    code = reference.hash_code(wanted, layer.compare, layer.bit_order)
    check_code(found_code, code, wanted)
    check_score(layer, found_score, found_z)
    check_y(layer, found_y, found_code, found_score)


@pytest.mark.parametrize("name", [n for n in LAYERS if n.startswith("bh4")])
def test_vectors(name: str) -> None:
    vector = load(name)
    kernel = lookupffn.compile(vector.layer, precision="codes", outputs=OUTPUTS)
    results = kernel(vector.arrays["x"])
    check_codes_contract(vector.layer, results, vector.expected["z"])


#: D, T, L, b, with a norm: D not a power of two, less than P, R > 1, T*L < R*P,
#: one block, many blocks, and L of every size that divides b.
SHAPES = [
    (512, 128, 8, 64, True),
    (384, 64, 8, 64, True),
    (300, 72, 8, 32, False),
    (64, 40, 8, 64, True),
    (130, 96, 4, 128, True),
    (1024, 96, 16, 256, False),
    (512, 80, 2, 32, True),
    (256, 192, 1, 64, False),
]


@functools.cache
def shaped(d: int, tables: int, bits: int, block: int, norm: bool) -> Layer:
    layer = Layer.random(d, tables, bits, "bh4", block=block, seed=d, o=16)
    layer = randomised(layer, seed=d)
    if norm:
        return layer
    return layer.replace(norm_weight=None, norm_bias=None, d=d)


@pytest.mark.parametrize("target", ["host", "x86-64-v3", "x86-64-v4"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_shapes(shape: tuple, target: str) -> None:
    needs_integers()
    layer = shaped(*shape)
    try:
        kernel = lookupffn.compile(
            layer, precision="codes", outputs=OUTPUTS, target=target
        )
    except lookupffn.UnsupportedTarget:
        pytest.skip(f"the host cannot run {target}")
    assert arithmetic(kernel) in INTEGERS
    x = np.random.default_rng(2).standard_normal((1000, shape[0])).astype(F32)
    z = reference.project(layer, x.astype(F64))
    results = kernel(x)
    check_codes_contract(layer, results, z)
    # A token gets the same z, code and score at every batch size.
    for batch in (0, 1, 5, 6, 63, 129):
        for one, all_of_them in zip(kernel(x[:batch])[1:], results[1:]):
            np.testing.assert_array_equal(one, all_of_them[:batch])


def test_threads() -> None:
    layer = shaped(*SHAPES[0])
    x = np.random.default_rng(3).standard_normal((1001, 512)).astype(F32)
    one, two = (
        lookupffn.compile(layer, precision="codes", outputs=OUTPUTS, threads=n)
        for n in (1, 2)
    )
    for found, wanted in zip(two(x), one(x)):
        np.testing.assert_array_equal(found, wanted)


def edges(d: int) -> np.ndarray:
    """Tokens that have no scale, or one that is out of the ordinary."""
    rng = np.random.default_rng(4)
    x = rng.standard_normal((16, d)).astype(F32)
    x[1, 3] = np.nan
    x[2, 5] = np.inf
    x[3, 7] = -np.inf
    x[4] = np.nan
    x[5] = 0
    x[6] = -0.0
    x[7] *= F32(1e-30)
    x[8] *= F32(1e30)
    x[9] = 1
    x[10] = 0
    x[10, 0] = 1e-12
    x[11] *= F32(2) ** -41
    x[12] *= F32(2) ** 38
    x[13, 0] = 1e35
    return x


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("norm", [False, True])
def test_edges(norm: bool, bias: bool) -> None:
    layer = shaped(512, 128, 8, 64, True)
    if not norm:
        layer = layer.replace(norm_weight=None, norm_bias=None, d=512)
    if not bias:
        layer = layer.replace(projection_bias=None)
    kernel = lookupffn.compile(layer, precision="codes", outputs=OUTPUTS)
    exact = lookupffn.compile(layer, precision="exact", outputs=OUTPUTS)
    x = edges(512)
    _, z, code, _ = kernel(x)
    _, exact_z, exact_code, _ = exact(x)
    same_pattern(z, exact_z)
    finite = np.isfinite(exact_z).all(axis=(1, 2))
    error = np.abs(z[finite].astype(F64) - exact_z[finite])
    assert (error <= Z_ERROR * rms_of(exact_z[finite].astype(F64))).all()
    check_code(code, exact_code, exact_z)
    # Tokens of zeros are exact: their z is that of f32 to the bit.
    if not norm:
        np.testing.assert_array_equal(z[5:7], exact_z[5:7])


def test_auto() -> None:
    """f32 rows ask for f32 projections; all others are rounded themselves."""
    needs_integers()
    layer = shaped(*SHAPES[3])
    for table_type in ("f32", "f16", "bf16", "i8"):
        kernel = lookupffn.compile(layer, table_type=table_type)
        assert (arithmetic(kernel) in INTEGERS) == (table_type != "f32")
        kernel = lookupffn.compile(layer, table_type=table_type, precision="exact")
        assert arithmetic(kernel) == "f32"


def test_unknown() -> None:
    with pytest.raises(
        ValueError, match="unknown precision 'fast'; expected 'auto', 'exact' or"
    ):
        lookupffn.compile(shaped(*SHAPES[3]), precision="fast")


# -- The bound behind "in doubt", by measurement ------------------------------


def with_weights(change: Callable[[np.ndarray], None]) -> Layer:
    layer = Layer.random(512, 128, 8, "bh4", block=64, seed=11, o=1)
    assert layer.projection_weight is not None
    weight = layer.projection_weight.copy()
    change(weight)
    return layer.replace(
        norm_weight=None, norm_bias=None, projection_weight=weight, d=512
    )


def scale_rows(weight: np.ndarray) -> None:
    """Each row by a factor of its own, over two orders of magnitude."""
    rng = np.random.default_rng(12)
    weight *= 10 ** rng.uniform(-1, 1, weight.shape[:-1] + (1,)).astype(F32)


def scale_block(weight: np.ndarray) -> None:
    weight[:, :, 2] *= 100


def make_low_rank(weight: np.ndarray) -> None:
    """Rows that are much alike, so that errors add up instead of cancelling."""
    weight[:] += 3 * weight[..., :1, :]


WEIGHTS: dict[str, Callable[[np.ndarray], None]] = {
    "random": lambda weight: None,
    "rows": scale_rows,
    "block": scale_block,
    "alike": make_low_rank,
}


def few_large(x: np.ndarray, rng: np.random.Generator) -> None:
    for token in x:
        places = rng.integers(0, 512, rng.integers(1, 5))
        token[places] = 20 * rng.choice([-1, 1], len(places))


def block_large(x: np.ndarray, rng: np.random.Generator) -> None:
    x[:, 64:128] *= 100


def sparse(x: np.ndarray, rng: np.random.Generator) -> None:
    x[rng.random(x.shape) < 0.98] = 0


def nearly_constant(x: np.ndarray, rng: np.random.Generator) -> None:
    x[:] = rng.standard_normal((len(x), 1)) + 1e-3 * x


def half_steps(x: np.ndarray, rng: np.random.Generator) -> None:
    """Values half way between integers: every one is rounded by the most."""
    x[:] = np.floor(1000 * x) + 0.5
    x[:, 0] = 10000


INPUTS: dict[str, tuple[int, Callable]] = {
    "random": (2048, lambda x, rng: None),
    "few large": (512, few_large),
    "block large": (256, block_large),
    "sparse": (256, sparse),
    "constant": (256, nearly_constant),
    "half steps": (256, half_steps),
    "tiny": (64, lambda x, rng: np.multiply(x, F32(1e-30), out=x)),
    "huge": (64, lambda x, rng: np.multiply(x, F32(1e30), out=x)),
    "small": (64, lambda x, rng: np.multiply(x, F32(1e-10), out=x)),
}


@pytest.mark.slow
@pytest.mark.parametrize("weights", WEIGHTS)
def test_bound(weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No wrong code outside the margin in more than 10^7 bits (four layers)."""
    needs_integers()
    layer = with_weights(WEIGHTS[weights])
    kernel = lookupffn.compile(layer, precision="codes", outputs=("z", "score"))
    assert layer.projection_weight is not None
    # As one matrix, because the reference is slow for so many tokens.
    composed = reference.project_bh4(
        np.eye(512), layer.projection_weight.astype(F64), layer.decay, 1024
    )
    rng = np.random.default_rng(13)
    lines, total = [], 0
    for name, (count, change) in INPUTS.items():
        x = rng.standard_normal((count, 512)).astype(F32)
        change(x, rng)
        wanted = (x.astype(F64) @ composed).reshape(-1, 128, 8)
        z, score = kernel(x)
        z = z.astype(F64)
        rms = rms_of(wanted)
        wrong = (z > 0) != (wanted > 0)
        outside = np.abs(wanted) > MARGIN * rms
        error = np.abs(z - wanted) / rms
        # Those near 0 that are as good as f32 makes them.
        near = np.abs(wanted) < 3e-2 * rms
        repaired = (near & (error < 5e-6)).sum() / count
        wanted_score = reference.hash_score(wanted)
        score_error = np.abs(score / wanted_score - 1)
        total += z.size
        lines.append(
            f"{weights}, {name}: {z.size} bits, {(wrong & outside).sum()} wrong,"
            f" {(wrong & ~outside).sum()} inside the margin, {repaired:.1f} repaired a"
            f" token, z off by {np.sqrt((error**2).mean()):.1e} in rms and"
            f" {error.max():.1e} at most, score by"
            f" {np.sqrt((score_error**2).mean()):.1e} and {score_error.max():.1e}"
        )
        assert not (wrong & outside).any(), lines[-1]
        if (weights, name) == ("random", "random"):
            assert np.sqrt((score_error**2).mean()) < SCORE_ERROR
    with capsys.disabled():
        print(f"\n{total} bits\n" + "\n".join(lines))
    assert total > 2.5e6
