# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Objects for every target, executed wherever there is an emulator or the CPU."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Callable

import numpy as np
import pytest
from checks import (
    BAGS,
    CASES,
    OUTPUTS,
    Vector,
    check_parts,
    check_score,
    check_y,
    flat,
    load,
    randomised,
    rms_of,
    same_pattern,
)
from cross import Case, Program, Run
from cross_targets import TARGETS, Machine, Target, table
from test_precision import Z_ERROR, arithmetic, check_codes_contract, edges
from test_targets import ODD_SHAPES

import lookupffn
from lookupffn import Layer, reference

MACHINES = [
    pytest.param(target, machine, id=f"{target.id}-{machine.length}".rstrip("-"))
    for target in TARGETS
    for machine in target.machines
]

#: One of each kind, of each row type, and of what takes the portable path.
FEW = ["bag-out-of-range", "bh4-basic", "bh4-odd", "dense-exact-zero", "dense-inf-nan"]
FEW += ["dense-empty", "memoryformer-code", "rows-bf16", "rows-f16", "rows-i8"]

#: Sizes of caches that the tables of ``wide_cases`` exceed.
SMALL_CACHES = ["--l2-bytes=131072", "--l3-bytes=262144"]


@functools.cache
def host_features() -> set[str]:
    kernel = lookupffn.compile(Layer.random(8, 1, 8, "identity"))
    return {f.strip("+") for f in kernel.target.split(", ")[1:]}


Execute = Callable[..., "list[Case]"]


@pytest.fixture(scope="session")
def execute(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Execute:
    """``execute(make_cases, target, machine, *options)`` runs cases and returns them
    with their outputs. All machines of a target run the same object. With
    ``instruction`` every kernel has to have it, by a part of LLVM's name."""

    @functools.cache
    def compiled(
        make_cases: Callable[[], list[Case]], target: Target, options: tuple[str, ...]
    ) -> Program:
        folder = tmp_path_factory.mktemp("cross")
        return Program(make_cases(), [*target.options, *options], tools, folder)

    def run(
        make_cases: Callable[[], list[Case]],
        target: Target,
        machine: Machine,
        *options: str,
        instruction: str = "",
    ) -> list[Case]:
        reason = machine.missing(set(target.needs), host_features)
        if reason:
            pytest.skip(reason)
        program = compiled(make_cases, target, options)
        if instruction:
            assert program.kernels_with(instruction) == set(range(len(program.cases)))
        program.run(machine.compiler, list(machine.emulator), machine.sources)
        return program.cases

    return run


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


def check_vectors(names: list[str], cases: list[Case]) -> None:
    for name, case in zip(names, cases):
        for run in case.runs:
            try:
                check_run(load(name), run)
            except AssertionError as error:
                raise AssertionError(f"{name}, {run.tokens} tokens: {error}") from error


def few_cases() -> list[Case]:
    return [make_case(load(name)) for name in FEW]


def all_cases() -> list[Case]:
    return [make_case(load(name)) for name in CASES]


@pytest.mark.parametrize(("target", "machine"), MACHINES)
def test_few_vectors(target: Target, machine: Machine, execute: Execute) -> None:
    check_vectors(FEW, execute(few_cases, target, machine))


@pytest.mark.slow
@pytest.mark.parametrize(("target", "machine"), MACHINES)
def test_all_vectors(target: Target, machine: Machine, execute: Execute) -> None:
    check_vectors(CASES, execute(all_cases, target, machine))


def checked_cases() -> list[Case]:
    case = make_case(load("bag-out-of-range"))
    case.options["bounds"] = "check"
    return [case]


@pytest.mark.slow
@pytest.mark.parametrize(("target", "machine"), MACHINES)
def test_codes_outside(target: Target, machine: Machine, execute: Execute) -> None:
    (case,) = execute(checked_cases, target, machine)
    bad = 0
    for run in case.runs:
        code = run.inputs["code"]
        if ((code >= 0) & (code < case.layer.rows)).all():
            assert run.status == 0
            continue
        assert run.status & 0xFF == 1
        # What the driver fills outputs with.
        assert (run.outputs["y"].view(np.uint8) == 0x7F).all()
        bad += 1
    assert bad


def wide_cases() -> list[Case]:
    """In large batches the lookup runs group by group, or slab by slab where whole
    slices make up O."""
    cases = []
    for kind, rows, o in (
        ("dense", "f32", 136),
        ("bh4", "f32", 256),
        ("bh4", "bf16", 256),
        ("dense", "i8", 75),
    ):
        layer = randomised(Layer.random(48, 16, 8, kind, block=16, o=o))
        x = np.random.default_rng(1).standard_normal((1601, 48)).astype(np.float32)
        runs = [Run({"x": x[:b]}) for b in (2, 73, len(x))]
        cases.append(Case(layer.with_table_type(rows), runs, {"outputs": OUTPUTS}))
    return cases


def rounded_cases() -> list[Case]:
    """What runs in integers under "codes" where a target can."""
    cases = []
    for kind, tables in (("bh4", 16), ("dense", 13)):
        layer = randomised(Layer.random(64, tables, 8, kind, block=64, o=192))
        x = np.random.default_rng(1).standard_normal((37, 64)).astype(np.float32)
        runs = [Run({"x": x[:b]}) for b in (0, 1, len(x))]
        cases.append(Case(layer.with_table_type("i8"), runs, {"outputs": OUTPUTS}))
    return cases


@pytest.mark.slow
@pytest.mark.parametrize(("target", "machine"), MACHINES)
def test_codes_contract(target: Target, machine: Machine, execute: Execute) -> None:
    for case in execute(rounded_cases, target, machine, "--precision=codes"):
        for run in case.runs:
            x = run.inputs["x"]
            z, _ = reference.evaluate(case.layer, x, outputs=("z", "code"))
            y, *others = (run.outputs[o] for o in OUTPUTS)
            code, score = others[1:]
            exact = reference.lookup(
                case.layer, flat(code, 1), flat(score, 1).astype(np.float64)
            )
            # The sum that weights of 8 bits may be off from.
            error = np.linalg.norm(y - exact, axis=1)
            assert (error <= 2e-2 * np.linalg.norm(exact, axis=1)).all()
            check_codes_contract(case.layer, (exact, *others), z)


#: One of each target that multiplies 16-bit integers in bytes.
BYTES = [
    pytest.param(target, target.machines[0], id=target.id)
    for target in TARGETS
    if target.name in ("neoverse-v1", "neoverse-v2") or "+i8mm" in target.features
]


def integer_cases() -> list[Case]:
    """Blocks of one group and of many, a last repeat that needs some blocks only,
    weights that become the largest integers, and every way to cut tokens into tiles
    of six."""
    cases = []
    for d, tables, bits, block in ((128, 32, 8, 64), (50, 24, 4, 32), (60, 12, 8, 8)):
        layer = Layer.random(d, tables, bits, "bh4", block=block, seed=d, o=16)
        layer = randomised(layer, seed=d)
        layer = layer.replace(norm_weight=None, norm_bias=None, d=d)
        if block == 64:
            assert layer.projection_weight is not None
            weight = layer.projection_weight.copy()
            # A column of H_b times this has both signs.
            weight[:, 1, 0, 1, 0] = 600 * weight.std()
            layer = layer.replace(projection_weight=weight)
        rng = np.random.default_rng(1)
        ordinary = rng.standard_normal((17, d)).astype(np.float32)
        for x in (ordinary, np.concatenate([edges(d), ordinary[:1]])):
            runs = [Run({"x": x[:b]}) for b in (0, 1, 2, 3, 5, 17)]
            cases.append(Case(layer, runs, {"outputs": OUTPUTS}))
    return cases


@pytest.mark.parametrize(("target", "machine"), BYTES)
def test_integers_of_bytes(target: Target, machine: Machine, execute: Execute) -> None:
    options = "--precision=codes"
    for case in execute(
        integer_cases, target, machine, options, instruction="smmla"
    ):
        x = case.runs[-1].inputs["x"]
        with np.errstate(invalid="ignore"):
            z = reference.project(case.layer, x.astype(np.float64))
        results = [case.runs[-1].outputs[o] for o in OUTPUTS]
        check_codes_contract(case.layer, tuple(results), z)
        for run in case.runs:
            for one, all_of_them in zip(map(run.outputs.get, OUTPUTS), results):
                np.testing.assert_array_equal(one, all_of_them[: run.tokens])


def test_bytes_sum_to_what_pairs_do(execute: Execute) -> None:
    """Both forms have the same integers and the same sums, and so the same z to the
    bit where it is not computed again."""
    target, machine = BYTES[0].values
    compared = 0
    for case in execute(integer_cases, target, machine, "--precision=codes"):
        try:
            pairs = lookupffn.compile(
                case.layer, precision="codes", outputs=("z",), target="x86-64-v3"
            )
        except lookupffn.UnsupportedTarget:
            pytest.skip("the host multiplies no pairs of i16")
        if arithmetic(pairs) != "i16":
            continue
        run = case.runs[-1]
        x = run.inputs["x"]
        size = np.abs(x).max(axis=1)
        ordinary = (size >= 2.0**-40) & (size <= 2.0**40)
        found, wanted = run.outputs["z"][ordinary], pairs(x)[ordinary]
        clear = np.abs(wanted) > 0.1 * rms_of(wanted.astype(np.float64))
        np.testing.assert_array_equal(found[clear], wanted[clear])
        compared += clear.sum()
    assert compared > 5000


def tile_cases() -> list[Case]:
    """Projections that run in tiles of bytes where a target has them: whole tiles
    and parts of them, tokens of any size, and weights of several."""
    cases = []
    for kind, d, tables, bits in (
        ("bh4", 64, 16, 8),
        ("dense", 100, 12, 4),
        ("dense", 9, 2, 8),
        ("bh4", 500, 128, 8),
    ):
        layer = randomised(Layer.random(d, tables, bits, kind, block=64, o=8))
        # Without a bias z is of the size of the token, whatever that is.
        layer = layer.replace(
            norm_weight=None, norm_bias=None, projection_bias=None, d=d
        )
        if kind == "dense":
            weight = layer.projection_weight
            assert weight is not None
            # Columns of every size, one of them zeros.
            weight = weight * np.logspace(-3, 2, len(weight), dtype=np.float32)[:, None]
            weight[5] = 0
            layer = layer.replace(projection_weight=weight)
        rng = np.random.default_rng(1)
        x = rng.standard_normal((81, d)).astype(np.float32)
        x[:16] = edges(d)
        x[20:30, rng.integers(0, d, 3)] *= 20
        x[30:40] = np.floor(1000 * x[30:40]) + 0.5
        runs = [Run({"x": x[:b]}) for b in (0, 1, 15, 16, 17, 64, len(x))]
        cases.append(Case(layer, runs, {"outputs": OUTPUTS}))
    return cases


@pytest.mark.parametrize(
    ("target", "machine"),
    [m for m in MACHINES if "amx" in m.values[0].features],
)
def test_tiles_of_bytes(target: Target, machine: Machine, execute: Execute) -> None:
    options = "--precision=codes"
    for case in execute(tile_cases, target, machine, options, instruction="tdpbssd"):
        whole = case.runs[-1]
        x = whole.inputs["x"].astype(np.float64)
        z = flat(reference.evaluate(case.layer, x, outputs=("z",)), 2)
        _, found, code, score = (whole.outputs[o] for o in OUTPUTS)
        finite = np.isfinite(z).all(axis=(1, 2))
        same_pattern(found[~finite], z[~finite])
        # In sizes of the token and of the column, for both differ by far.
        sizes = np.linalg.norm(x[finite], axis=1)[:, None, None] + 1e-300
        typical = np.sqrt(np.mean((z[40:] / sizes[-41:]) ** 2, axis=0)) + 1e-300
        error = np.abs(found[finite] - z[finite]) / sizes / typical
        assert error.max() <= Z_ERROR
        wrong = (found[finite] > 0) != (z[finite] > 0)
        clear = np.abs(z[finite]) / sizes / typical > 1e-4
        assert not (wrong & clear).any()
        hashed = reference.hash_code(found, case.layer.compare, case.layer.bit_order)
        np.testing.assert_array_equal(code, hashed)
        check_score(case.layer, score, found)
        for run in case.runs:
            for output in ("z", "code", "score"):
                np.testing.assert_array_equal(
                    run.outputs[output], whole.outputs[output][: run.tokens]
                )


def odd_cases() -> list[Case]:
    """What fills neither vectors nor tiles nor blocks."""
    cases = []
    for projection, d, tables, bits, block, norm in ODD_SHAPES:
        layer = Layer.random(d, tables, bits, projection, block, norm=norm, o=d % 50 + 1)
        layer = randomised(layer)
        x = np.random.default_rng(1).standard_normal((13, d)).astype(np.float32)
        runs = [Run({"x": x[-b:]}) for b in range(1, 14, 3)]
        cases.append(Case(layer, runs, {"outputs": OUTPUTS}))
    return cases


@pytest.mark.slow
@pytest.mark.parametrize(("target", "machine"), MACHINES)
@pytest.mark.parametrize(
    ("make_cases", "options"), [(wide_cases, SMALL_CACHES), (odd_cases, [])]
)
def test_random_layers(
    make_cases: Callable[[], list[Case]],
    options: list[str],
    target: Target,
    machine: Machine,
    execute: Execute,
) -> None:
    for case in execute(make_cases, target, machine, "--precision=exact", *options):
        for run in case.runs:
            x = run.inputs["x"]
            z, code = reference.evaluate(case.layer, x, outputs=("z", "code"))
            check_parts(case.layer, [run.outputs[o] for o in OUTPUTS], z, code)


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
