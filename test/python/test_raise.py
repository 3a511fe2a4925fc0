# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layers that frameworks exported to linalg: raised as a whole, and compiled."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import lookupffn

EXPORTS = Path(__file__).parents[1] / "Inputs" / "exports"
NORM = ["layer_norm gamma beta"]
DENSE = ["project #lookupffn.dense bias"]
BH4 = "project #lookupffn.bh4<decay = 0.69999999999999996 : f64>"
IDENTITY = ["project #lookupffn.identity"]
MARGIN = ["hash compare = ogt bit_order = msb score = margin"]
FORMER = ["hash compare = oge bit_order = msb score = margin"]
PAPER = "hash compare = oge bit_order = lsb score = softmax {temperature = "
SUM, BIASED = ["lookup score"], ["lookup score bias"]

#: The ops that each export becomes, with the operands that may be absent.
STEPS = {
    "torch-dense": NORM + DENSE + MARGIN + BIASED,
    "torch-bh4": [*NORM, f"{BH4} bias", *MARGIN, *BIASED],
    "torch-flat": DENSE + MARGIN + BIASED,
    "torch-softmax": [
        *NORM,
        "project #lookupffn.dense",
        PAPER + "0.69999999999999996 : f64}",
        *SUM,
    ],
    "torch-constant": [
        *NORM,
        *DENSE,
        "hash compare = ogt bit_order = msb score = constant"
        " {constant = 2.500000e-01 : f64}",
        *BIASED,
    ],
    "torch-memoryformer": (IDENTITY + FORMER + SUM) * 2,
    "torch-bh4-matrix": [*NORM, f"{BH4} bias", *MARGIN, *BIASED],
    "torch-bag": SUM,
    "jax-dense": NORM + DENSE + MARGIN + BIASED,
    "jax-flax": [
        "layer_norm gamma beta {eps = 9.9999999999999995E-7 : f64}",
        "project #lookupffn.dense",
        *MARGIN,
        *BIASED,
    ],
    "jax-paper": [*IDENTITY, PAPER + "2.000000e+00 : f64}", *SUM],
    "jax-bh4": [BH4, *MARGIN, *SUM],
}


def describe(line: str) -> str:
    """A line of a module without operands that are always there, and types."""
    match = re.match(r".*= lookupffn\.(\w+) (.*) ->", line)
    assert match
    name, rest = match.groups()
    words = re.findall(r"#lookupffn\.\w+(?:<[^>]*>)?", rest)
    words += re.findall(r"\b(gamma|beta|score|bias)\(", rest)
    words += re.findall(r"(?:compare|bit_order|score) = \w+", rest)
    words += re.findall(r"\{.*\}", rest)
    return " ".join([name, *words])


@pytest.mark.parametrize("name", sorted(p.stem for p in EXPORTS.glob("*.mlir")))
def test_exported(name: str, tools: Path, tmp_path: Path) -> None:
    raised, weights = tmp_path / "raised.mlir", tmp_path / "weights.safetensors"
    opt: list[str | Path] = [tools / "lookupffn-opt", EXPORTS / f"{name}.mlir"]
    opt += ["--lookupffn-raise"]
    opt += [f"--lookupffn-hoist-weights=weights={weights}", "-o", raised]
    subprocess.run(opt, check=True, timeout=120)

    lines = raised.read_text().split("\n")
    assert not [line for line in lines if "linalg." in line or "constant d" in line]
    steps = [describe(line) for line in lines if " = lookupffn." in line]
    assert steps == STEPS[name]

    arrays = load_file(EXPORTS / f"{name}.safetensors")
    kernel = lookupffn.compile(raised)
    known = arrays | load_file(weights)
    kernel.bind({w.name: known[w.name] for w in kernel.weights})
    inputs = [arrays[k] for k in ("x", "code", "score") if k in arrays]
    y = kernel(*inputs).astype(np.float64)
    error = np.linalg.norm(y - arrays["y"], axis=-1)
    assert np.all(error <= 1e-5 * np.linalg.norm(arrays["y"], axis=-1))


@pytest.mark.parametrize("name", ["torch-dense", "torch-bh4"])
def test_keys_are_those_of_the_checkpoint(
    name: str, tools: Path, tmp_path: Path
) -> None:
    weights = tmp_path / "weights.safetensors"
    opt: list[str | Path] = [tools / "lookupffn-opt", EXPORTS / f"{name}.mlir"]
    opt += ["--lookupffn-raise"]
    opt += [f"--lookupffn-hoist-weights=weights={weights}", "-o", tmp_path / "out"]
    subprocess.run(opt, check=True, timeout=60)
    arrays = load_file(EXPORTS / f"{name}.safetensors")
    hoisted = load_file(weights)
    assert {f"layer.0.{k}" for k in hoisted} == arrays.keys() - {"x", "y"}
    for key, array in hoisted.items():
        np.testing.assert_array_equal(array, arrays[f"layer.0.{key}"])


@pytest.mark.parametrize(
    "old, new, remark",
    [
        ("mulf %in, %cst_9", "mulf %in, %in", "score: expected exp(-2|z| / temp"),
        ("mulf %in, %out", "addf %in, %out", "score: expected sum |z|, or 1, over"),
        ("cmpf ogt", "cmpf ugt", "code: expected bits z > 0 or z >= 0"),
        ("%c32_i64 = arith.constant 32", "%c32_i64 = arith.constant 31", ""),
        ("[%57, %61, %62]", "[%61, %57, %62]", "lookup: expected"),
        ("divf %in, %cst_8", "divf %in, %cst_9", "norm: expected"),
    ],
)
def test_one_change(
    old: str, new: str, remark: str, tools: Path, tmp_path: Path
) -> None:
    """A layer that is none any more keeps the rest of its steps, with one remark
    for what differs; a change that no input notices makes no difference."""
    source = (EXPORTS / "torch-dense.mlir").read_text()
    assert old in source
    changed = tmp_path / "changed.mlir"
    changed.write_text(source.replace(old, new))
    opt: list[str | Path] = [tools / "lookupffn-opt", changed, "--lookupffn-raise"]
    opt += ["--remarks-filter=lookupffn-raise", "-o", tmp_path / "out.mlir"]
    done = subprocess.run(opt, check=True, capture_output=True, text=True, timeout=60)
    missed = re.findall(r"\[Missed\].*Remark=\"(.*)\"", done.stderr)
    assert any(remark in text for text in missed) if remark else not missed
    steps = re.findall(r"= lookupffn\.(\w+) ", (tmp_path / "out.mlir").read_text())
    assert 0 < len(steps) <= 4 if remark else len(steps) == 4
