# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Objects for every target, executed wherever there is an emulator or the CPU."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Iterable

import numpy as np
import pytest
from checks import (
    BAGS,
    CASES,
    OUTPUTS,
    Vector,
    check_parts,
    check_y,
    flat,
    load,
    randomised,
)
from cross import Case, Program, Run
from cross_targets import TARGETS, Machine, Target, table

import lookupffn
from lookupffn import Layer, reference

EXECUTED = [(target, machine) for target in TARGETS for machine in target.machines]
MACHINES = [
    pytest.param(target, machine, id=f"{target.id}-{machine.length}".rstrip("-"))
    for target, machine in EXECUTED
]

#: One of each kind, of each row type, and of what takes the portable path.
FEW = ["bag-out-of-range", "bh4-basic", "bh4-odd", "dense-exact-zero", "dense-inf-nan"]
FEW += ["dense-empty", "memoryformer-code", "rows-bf16", "rows-f16", "rows-i8"]


@functools.cache
def host_features() -> set[str]:
    kernel = lookupffn.compile(Layer.random(8, 1, 8, "identity"))
    return {f.strip("+") for f in kernel.target.split(", ")[1:]}


def skip_if_missing(target: Target, machine: Machine) -> None:
    reason = machine.missing(set(target.needs), host_features)
    if reason:
        pytest.skip(reason)


def batches(tokens: int) -> list[int]:
    """All tokens of a vector, none, one, and odd numbers of them."""
    return sorted({b for b in (0, 1, 3, tokens - 1, tokens) if 0 <= b <= tokens})


def make_case(vector: Vector) -> Case:
    inputs = {k: a.reshape(-1, a.shape[-1]) for k, a in vector.inputs.items()}
    tokens = len(next(iter(inputs.values())))
    runs = [Run({k: a[:b] for k, a in inputs.items()}) for b in batches(tokens)]
    if vector.name in BAGS:
        options = {"bounds": "clamp", "code_type": vector.code_type}
        return Case(vector.layer, runs, options)
    return Case(vector.layer, runs, {"outputs": OUTPUTS})


def check_run(vector: Vector, run: Run) -> None:
    assert run.status == 0
    layer, tokens = vector.layer, run.tokens
    if vector.name in BAGS:
        code = run.inputs["code"]
        score = run.inputs.get("score", np.ones(code.shape))
        check_y(layer, run.outputs["y"], np.clip(code, 0, layer.rows - 1), score)
        return
    z = flat(vector.expected["z"], 2)[:tokens]
    code = flat(vector.expected["code"], 1)[:tokens]
    results = [run.outputs[o] for o in OUTPUTS]
    check_parts(layer, results, z, code, vector.exact)


def check_vectors(names: Iterable[str], program: Program) -> None:
    for name, case in zip(names, program.cases):
        for run in case.runs:
            try:
                check_run(load(name), run)
            except AssertionError as error:
                raise AssertionError(f"{name}, {run.tokens} tokens: {error}") from error


def run_vectors(
    names: list[str], target: Target, machine: Machine, tools: Path, folder: Path
) -> None:
    skip_if_missing(target, machine)
    cases = [make_case(load(name)) for name in names]
    program = Program(cases, target.options, tools, folder)
    program.run(machine.compiler, list(machine.emulator))
    check_vectors(names, program)


@pytest.mark.parametrize(("target", "machine"), MACHINES)
def test_few_vectors(
    target: Target, machine: Machine, tools: Path, tmp_path: Path
) -> None:
    run_vectors(FEW, target, machine, tools, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("target", "machine"), MACHINES)
def test_all_vectors(
    target: Target, machine: Machine, tools: Path, tmp_path: Path
) -> None:
    run_vectors(CASES, target, machine, tools, tmp_path)


def wide_cases() -> list[Case]:
    """Tables that do not fit the caches of ``WIDE``: in large batches the lookup
    runs group by group, or slab by slab where whole slices make up O."""
    cases = []
    for kind, rows, o in (("dense", "f32", 136), ("bh4", "f32", 256), ("dense", "i8", 75)):
        layer = randomised(Layer.random(48, 16, 8, kind, block=16, o=o))
        x = np.random.default_rng(1).standard_normal((801, 48)).astype(np.float32)
        runs = [Run({"x": x[:b]}) for b in (2, 73, 801)]
        cases.append(Case(layer.with_table_type(rows), runs, {"outputs": OUTPUTS}))
    return cases


WIDE = ["--l2-bytes=131072", "--l3-bytes=262144"]


@pytest.mark.slow
@pytest.mark.parametrize(("target", "machine"), MACHINES)
def test_wide_layers(
    target: Target, machine: Machine, tools: Path, tmp_path: Path
) -> None:
    skip_if_missing(target, machine)
    cases = wide_cases()
    program = Program(cases, [*target.options, "--precision=exact", *WIDE], tools, tmp_path)
    program.run(machine.compiler, list(machine.emulator))
    for case in cases:
        x = case.runs[-1].inputs["x"]
        z, code = reference.evaluate(case.layer, x, outputs=("z", "code"))
        for run in case.runs:
            results = [run.outputs[o] for o in OUTPUTS]
            check_parts(case.layer, results, z[: run.tokens], code[: run.tokens])


@pytest.mark.parametrize(
    "target", [t for t in TARGETS if not t.machines], ids=lambda target: target.id
)
def test_objects_that_nothing_here_runs(
    target: Target, tools: Path, tmp_path: Path
) -> None:
    cases = [make_case(load(name)) for name in FEW]
    for precision in ("exact", "codes"):
        Program(cases, [*target.options, f"--precision={precision}"], tools, tmp_path)


def test_readme_has_the_table() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert table() in text, "put what cross_targets.py prints into the README"
