# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checkpoints as input of lookupffn-compile: the same layers, to the bit, as
lookupffn.compile makes of them, and the errors."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, Callable, Iterable

import ml_dtypes
import numpy as np
import pytest
from checks import INPUTS, LAYERS, PREFIX, Vector, load, randomised
from safetensors.numpy import save_file

import lookupffn
from lookupffn import Layer
from lookupffn.checkpoint import SafetensorsFile

Run = Callable[..., subprocess.CompletedProcess[str]]

#: More than a quarter of the 8 MiB of a level's last cache, even in i8.
SHAPE = {"d": 64, "tables": 32, "bits": 8, "block": 16, "o": 512}


@pytest.fixture(scope="module")
def level() -> str:
    """A target of this machine that is not all of it, and has such a cache."""
    layer = Layer.random(d=4, tables=1, bits=2, projection="dense")
    for name in ("x86-64-v4", "x86-64-v3", "x86-64", "generic"):
        try:
            lookupffn.compile(layer, target=name, cache=False)
            return name
        except lookupffn.UnsupportedTarget:
            continue
    pytest.fail("this machine can run the code for no level")


@pytest.fixture
def run(tools: Path) -> Run:
    def call(*arguments: Any) -> subprocess.CompletedProcess[str]:
        command = [tools / "lookupffn-compile", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    return call


def tokens(d: int, count: int = 5) -> np.ndarray:
    return np.random.default_rng(3).standard_normal((count, d), np.float32)


def awkward(layer: Layer) -> Layer:
    """Rows that rounding could get wrong: zeros, denormals, halves, signed zeros."""
    tables = np.array(layer.tables)
    rows = tables.reshape(-1, tables.shape[-1])
    rows[0] = 0
    rows[1] = -0.0
    rows[2] *= np.float32(1e-42)
    rows[3] *= np.float32(1e-5)
    rows[4, :8] = [127, -127, 0.5, 1.5, 2.5, -0.5, -1.5, 126.5]
    bits = np.random.default_rng(5).integers(0, 1 << 32, rows.shape[1], np.uint32)
    some = bits.view(np.float32)
    rows[5] = np.where(np.abs(some) < 6e4, some, 1)
    rows[6] = np.float32(1) + np.arange(rows.shape[1], dtype=np.float32) * 2**-12
    return layer.replace(tables=tables)


TYPES = ["f32", "f16", "bf16", "i8"]


@pytest.fixture
def bundle(run: Run, tmp_path: Path) -> Callable[..., lookupffn.Bundle]:
    """Makes a bundle of the file and loads it."""

    def make(file: Path, *arguments: Any) -> lookupffn.Bundle:
        made = run(file, *arguments, "--emit=bundle", f"-o={tmp_path}/out/ffn")
        assert made.returncode == 0, made.stderr
        return lookupffn.load(tmp_path / "out" / "ffn", verify=True)

    return make


Make = Callable[..., lookupffn.Bundle]


# -- Outputs -------------------------------------------------------------------


@pytest.mark.parametrize("wanted", TYPES)
@pytest.mark.parametrize("stored", TYPES)
def test_packed_rows(bundle: Make, tmp_path: Path, stored: str, wanted: str) -> None:
    layer = awkward(Layer.random(d=12, tables=3, bits=4, projection="identity", o=64))
    layer = layer.with_table_type(stored)
    layer.save_safetensors(tmp_path / "model.safetensors", "a.")
    bundle(
        tmp_path / "model.safetensors",
        "--prefix=a",
        "--projection=identity",
        f"--table-type={wanted}",
    )
    packed = SafetensorsFile(tmp_path / "out" / "ffn.safetensors")
    by_shape = {packed[key].shape: packed[key] for key in packed}
    expected = layer.with_table_type(wanted)
    tables = by_shape[expected.tables.shape]
    assert tables.dtype == expected.tables.dtype
    assert tables.tobytes() == expected.tables.tobytes()
    if expected.tables_scale is not None:
        scale = by_shape[expected.tables_scale.shape]
        assert scale.tobytes() == expected.tables_scale.tobytes()


@pytest.mark.parametrize("wanted", TYPES)
@pytest.mark.parametrize("projection", ["bh4", "dense"])
def test_same_as_python(
    bundle: Make, tmp_path: Path, level: str, projection: str, wanted: str
) -> None:
    """A layer with all it may have, whose tables do not fit the caches."""
    layer = awkward(randomised(Layer.random(**SHAPE, projection=projection)))
    layer.save_safetensors(tmp_path / "model.safetensors", "a.3.FFN.")
    found = bundle(
        tmp_path / "model.safetensors",
        "--layers=3",
        f"--table-type={wanted}",
        f"--target-cpu={level}",
    )
    assert list(found) == ["layer3"]
    kernel = lookupffn.compile(layer, target=level, table_type=wanted, cache=False)
    for count in (1, 7, 300):
        x = tokens(layer.d, count)
        assert found(x).tobytes() == kernel(x).tobytes()


def options(vector: Vector) -> list[str]:
    """What the checkpoint of a golden vector does not store."""
    layer, flags = vector.layer, [f"--prefix={PREFIX}"]
    if layer.projection not in ("bh4", "dense"):
        flags.append(f"--projection={layer.projection}")
    if layer.shared:
        flags.append("--shared")
    if layer.shared or vector.meta["tables"] == "flat":
        flags.append(f"--tables={layer.num_tables}")
    if layer.projection in ("bh4", "pairwise"):
        flags.append(f"--d={layer.d}")
    flags += [f"--score={layer.score}", f"--compare={layer.compare}"]
    flags += [f"--bit-order={layer.bit_order}"]
    for name in ("decay", "eps", "temperature", "constant"):
        flags.append(f"--{name}={getattr(layer, name)!r}")
    return flags


@pytest.mark.parametrize("case", LAYERS)
def test_vectors(bundle: Make, case: str) -> None:
    """Every golden layer, by its file and flags alone."""
    vector = load(case)
    found = bundle(INPUTS / f"{case}.safetensors", *options(vector))
    kernel = lookupffn.compile(vector.layer)
    # Infinities and NaN included.
    y, expected = found(**vector.inputs), kernel(**vector.inputs)
    assert y.tobytes() == expected.tobytes()


@pytest.mark.parametrize("element", ["f16", "bf16"])
def test_narrow_weights(bundle: Make, tmp_path: Path, element: str) -> None:
    """All tensors of a layer in 16 bits, as models are often stored."""
    layer = randomised(Layer.random(d=24, tables=6, bits=4, block=8))
    kind = np.float16 if element == "f16" else ml_dtypes.bfloat16
    arrays = {k: v.astype(kind) for k, v in layer.weights("x.0.FFN.").items()}
    save_file(arrays, tmp_path / "model.safetensors")
    narrow = Layer.from_safetensors(tmp_path / "model.safetensors", "x.0", d=24)
    x = tokens(24)
    found = bundle(tmp_path / "model.safetensors")(x)
    assert found.tobytes() == lookupffn.compile(narrow)(x).tobytes()


def test_pairs_of_64_bits(bundle: Make, tmp_path: Path) -> None:
    layer = Layer.random(d=24, tables=6, bits=4, projection="pairwise")
    arrays = layer.weights("x.0.FFN.")
    key = "x.0.FFN.hash.projection.pairs"
    arrays[key] = arrays[key].astype(np.int64)
    save_file(arrays, tmp_path / "model.safetensors")
    x = tokens(24)
    found = bundle(tmp_path / "model.safetensors")(x)
    assert found.tobytes() == lookupffn.compile(layer)(x).tobytes()


# -- Several layers ------------------------------------------------------------


def save_model(path: Path, pattern: str, numbers: Iterable[int]) -> dict[int, Layer]:
    """Layers of a model, each other than the rest."""
    layers, arrays = {}, {"embeddings.weight": np.zeros((3, 5), np.float32)}
    for i in numbers:
        layers[i] = Layer.random(d=16, tables=3 + i % 2, bits=4, block=8, seed=i)
        arrays |= layers[i].weights(pattern.format(i=i))
    save_file(arrays, path)
    return layers


@pytest.mark.parametrize(
    "pattern, prefix",
    [
        ("roberta.encoder.layer.{i}.FFN.", ""),
        ("model.{i}.FFN.", ""),
        ("model.{i}.FFN.", "model.{i}"),
        ("model.{i}.mlp.", "model.{i}.mlp."),
        ("{i}.FFN.", ""),
    ],
)
def test_all_layers(bundle: Make, tmp_path: Path, pattern: str, prefix: str) -> None:
    file = tmp_path / "model.safetensors"
    layers = save_model(file, pattern, (0, 1, 2, 10))
    found = bundle(file, *([f"--prefix={prefix}"] if prefix else []))
    assert list(found) == ["layer0", "layer1", "layer2", "layer10"]
    x = tokens(16)
    for i, layer in layers.items():
        expected = lookupffn.compile(layer)(x)
        assert found[f"layer{i}"](x).tobytes() == expected.tobytes()


def test_published_names_come_first(bundle: Make, tmp_path: Path) -> None:
    file, pattern = tmp_path / "model.safetensors", "roberta.encoder.layer.{i}.FFN."
    layer = save_model(tmp_path / "other", "other.{i}.FFN.", [0])[0]
    arrays = layer.weights("other.0.FFN.") | layer.weights(pattern.format(i=5))
    save_file(arrays, file)
    assert list(bundle(file)) == ["layer5"]


def test_some_layers(bundle: Make, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    save_model(file, "roberta.encoder.layer.{i}.FFN.", range(8))
    found = bundle(file, "--layers=7,0-2,1")
    assert list(found) == ["layer0", "layer1", "layer2", "layer7"]


def test_object(run: Run, tmp_path: Path) -> None:
    """Code alone, and a stage; the file's weights are not read for it."""
    file = tmp_path / "model.safetensors"
    save_model(file, "model.{i}.FFN.", range(2))
    made = run(file, "--layers=1", "--table-type=i8", f"-o={tmp_path}/layer.o")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "layer.o").read_bytes()[:4] == b"\x7fELF"
    stage = run(file, "--layers=1", "--emit=target").stdout
    assert "func.func @layer1" in stage
    assert 'lookupffn.weight = "model.1.FFN.tables"' in stage


# -- Errors --------------------------------------------------------------------

Change = Callable[[dict[str, Any]], object]


def zero(key: str, *shape: int, kind: Any = np.float32) -> Change:
    return lambda arrays: arrays.update({f"a.0.FFN.{key}": np.zeros(shape, kind)})


def drop(*keys: str) -> Change:
    return lambda arrays: [arrays.pop(f"a.0.FFN.{key}") for key in keys]


def keep(arrays: dict[str, Any]) -> None:
    """The layer as it is: bh4, D = P = 16, T = 3, L = 4, O = 16."""


def values(tables: Any) -> Change:
    return lambda arrays: arrays["a.0.FFN.tables"].__setitem__((2, 5, 7), tables)


WEIGHT = "hash.projection.weight"
ERRORS: list[tuple[Change, list[str], str]] = [
    (keep, ["--layers=0-x"], "--layers=0-x has '0-x', expected numbers and ranges"),
    (keep, ["--layers=2-1"], "--layers=2-1 has '2-1', expected numbers and ranges"),
    (keep, ["--layers=0-4"], "the checkpoint has no layer 1; it has 0"),
    (keep, ["--prefix=a.0", "--layers=0"], "'a.0' is one layer; leave it out, or pass"),
    (keep, ["--prefix=b"], "no layer at prefix 'b': neither b.tables nor b.FFN.tables"),
    (keep, ["--prefix=b.{i}"], "no layer at prefix 'b.{i}'; the checkpoint has 'a.0.F"),
    (keep, ["--weights=x"], "--weights is for modules, but"),
    (keep, ["--table-type=f64"], "table_type is 'f64', expected one of f32, f16, bf16"),
    (keep, ["--score=best"], "score is 'best', expected one of margin, softmax, one,"),
    (keep, ["--compare=x"], "compare is 'x', expected one of ogt, oge"),
    (keep, ["--bit-order=x"], "bit_order is 'x', expected one of msb, lsb"),
    (keep, ["--projection=x"], "projection is 'x', expected one of bh4, dense, identit"),
    (keep, ["--eps=-1"], "eps is -1.0, expected 0 or more"),
    (keep, ["--temperature=0"], "temperature is 0.0, expected more than 0"),
    (keep, ["--decay=inf"], "decay is infinite, expected a finite number"),
    (keep, ["--d=-3"], "d is -3, expected an integer from 1"),
    (keep, ["--tables=-3"], "tables is -3, expected an integer from 1"),
    (keep, ["--tables=4"], "a.0.FFN.tables has shape (3, 16, 16), expected 4 tables"),
    (keep, ["--d=15"], "--d=15, but the tensors at 'a.0.FFN.' have width 16"),
    (keep, ["--shared"], "expected [S, O], no size 0"),
    (
        keep,
        ["--projection=dense"],
        f"a.0.FFN.{WEIGHT} has shape (1, 4, 2, 8, 8), expected rank 2 for --projectio",
    ),
    (keep, ["--projection=identity"], "--projection=identity takes no a.0.FFN.hash.proj"),
    (keep, ["--projection=external"], "--projection=external takes no a.0.FFN.hash.proj"),
    (keep, ["--projection=pairwise"], "a.0.FFN.hash.projection.pairs is missing; add"),
    (drop("tables"), [], "the checkpoint has no key that ends in 'tables'"),
    (drop("LayerNorm.bias"), [], "a.0.FFN.LayerNorm.bias is missing beside a.0.FFN.L"),
    (drop(WEIGHT), [], f"a.0.FFN.{WEIGHT} is missing; pass --projection=identity, pa"),
    (zero("more", 3), [], "unknown keys a.0.FFN.more, expected only LayerNorm.weight"),
    (zero("tables", 48, 16), [], "a.0.FFN.tables has shape (48, 16), which is ambiguou"),
    (zero("tables", 48, 16), ["--tables=5"], "48 rows, expected a multiple of --tables"),
    (zero("tables", 3, 15, 16), [], "has 15 rows a table, expected a power of two"),
    (zero("tables", 3, 16, 0), [], "expected [T, S, O], or [S, O] with --shared, no si"),
    (zero("tables", 16), [], "expected [T, S, O], or [S, O] with --shared, no size 0"),
    (
        zero("tables", 3, 16, 16, kind=np.float64),
        [],
        "a.0.FFN.tables is F64, expected F32, F16, BF16, I8; convert it",
    ),
    (zero("tables", 3, 16, 16, kind=np.int8), [], "tables_scale is absent; rows of I8"),
    (zero("tables_scale", 3, 16), [], "tables_scale is present; rows of I8 need it"),
    (zero("bias", 15), [], "a.0.FFN.bias has shape (15,), expected (16,)"),
    (zero("hash.projection.bias", 13), [], "has shape (13,), expected (12,)"),
    (zero("hash.projection.pairs", 12, 2, kind=np.int32), [], "pairs is present and th"),
    (zero("LayerNorm.weight", 4, 4), [], "LayerNorm.weight has shape (4, 4), expected"),
    (zero(WEIGHT, 4, 4, 4), [], "of rank 3, expected rank 5 (bh4) or 2 (dense)"),
    (zero(WEIGHT, 1, 3, 2, 8, 8), [], "expected [R, 4, P/b, b, b] with P a power of tw"),
    (zero(WEIGHT, 1, 4, 3, 8, 8), [], "expected [R, 4, P/b, b, b] with P a power of tw"),
    (zero(WEIGHT, 1, 4, 1, 8, 8), [], "expected P = 8 of at least d = 16 and R*P = 8"),
    (values(1e6), ["--table-type=f16"], "a.0.FFN.tables has in row 5 of table 2 a valu"),
    (values(3.4e38), ["--table-type=bf16"], "row 5 of table 2 a value too large for bf1"),
    (values(np.nan), ["--table-type=i8"], "row 5 of table 2 a NaN or infinity, which i"),
]


@pytest.mark.parametrize("change, flags, message", ERRORS)
def test_error(
    run: Run, tmp_path: Path, change: Change, flags: list[str], message: str
) -> None:
    layer = Layer.random(d=16, tables=3, bits=4, block=8)
    arrays = {k: np.array(v) for k, v in layer.weights("a.0.FFN.").items()}
    change(arrays)
    save_file(arrays, tmp_path / "model.safetensors")
    out = tmp_path / "out"
    command = [tmp_path / "model.safetensors", "--emit=bundle", f"-o={out}/ffn", *flags]
    made = run(*command)
    assert made.returncode == 1
    assert made.stderr.startswith("lookupffn-compile: error: ")
    assert message in made.stderr
    assert not out.exists()


def test_numbered_in_two_ways(run: Run, tmp_path: Path) -> None:
    layer = Layer.random(d=16, tables=3, bits=4, block=8)
    arrays = layer.weights("a.0.FFN.") | layer.weights("b.0.FFN.")
    save_file(arrays, tmp_path / "model.safetensors")
    made = run(tmp_path / "model.safetensors")
    assert "numbers layers in 2 ways; pass --prefix= one of 'a.{i}.', 'b" in made.stderr


@pytest.mark.parametrize("other", ["a.00.FFN.", "a.0."])
def test_same_number_twice(run: Run, tmp_path: Path, other: str) -> None:
    layer = Layer.random(d=16, tables=3, bits=4, block=8)
    arrays = layer.weights("a.0.FFN.") | layer.weights(other)
    save_file(arrays, tmp_path / "model.safetensors")
    made = run(tmp_path / "model.safetensors")
    assert "layer 0 is twice in the checkpoint, at 'a.0" in made.stderr
    assert "; pass --prefix with the one to compile" in made.stderr


def test_pair_out_of_range(run: Run, tmp_path: Path) -> None:
    layer = Layer.random(d=16, tables=3, bits=4, projection="pairwise")
    arrays = {k: np.array(v) for k, v in layer.weights("a.0.FFN.").items()}
    arrays["a.0.FFN.hash.projection.pairs"][4, 1] = 16
    save_file(arrays, tmp_path / "model.safetensors")
    made = run(tmp_path / "model.safetensors")
    assert "pairs[4, 1] is 16, expected an input in [0, 16)" in made.stderr


@pytest.mark.parametrize(
    "flag", ["--layers=0", "--table-type=i8", "--shared", "--decay=0.7", "--d=3"]
)
def test_flags_of_checkpoints(run: Run, tmp_path: Path, flag: str) -> None:
    """A module says itself what they would say."""
    (tmp_path / "layer.mlir").write_text(Layer.random(d=16, tables=3, bits=4).mlir())
    made = run(tmp_path / "layer.mlir", flag)
    name = flag.split("=")[0]
    assert f"error: {name} tells what a checkpoint does not store, but" in made.stderr


def test_damaged(run: Run, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\xff" * 100)
    made = run(tmp_path / "model.safetensors")
    assert made.returncode == 1 and "model.safetensors" in made.stderr


def test_not_over_itself(bundle: Make, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ffn.safetensors"
    save_model(file, "model.{i}.FFN.", range(1))
    before = file.read_bytes()
    made = run(file, "--emit=bundle", f"-o={tmp_path}/ffn")
    assert made.returncode == 1 and "would replace" in made.stderr
    assert file.read_bytes() == before
