# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tuning: the search on times that are made up, its files, and its command. No
test says which schedule is the faster one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checks import randomised

import lookupffn
from lookupffn import Kernel, Layer
from lookupffn.__main__ import main
from lookupffn.tuning import measure, search, store
from lookupffn.tuning.schedule import Schedule
from lookupffn.tuning.space import SPACE


@pytest.fixture(scope="module")
def layer() -> Layer:
    return randomised(Layer.random(d=64, tables=16, bits=4, projection="dense", o=96))


def tune(layer: Layer, **options: Any) -> lookupffn.Tuned:
    options = {"seconds": 0.5, "batches": (1, 40)} | options
    return lookupffn.tune(layer, **options)


# -- Schedules as numbers -----------------------------------------------------

NAMED = {parameter.name: parameter for parameter in SPACE}
COLUMNS, ROWS = NAMED["tile_columns"], NAMED["prefetch_rows"]


def test_numbers(layer: Layer) -> None:
    text = lookupffn.compile(layer).schedule
    schedule = Schedule(text)
    assert str(schedule) == text and schedule.regimes == 1
    assert schedule.tokens(0) == schedule.regime_of(1) == schedule.regime_of(999) == 0
    for parameter in SPACE:
        found = schedule.get(parameter, 0)
        # The first regime has to begin at 0.
        assert (found is None) == (parameter.name == "min_tokens")
    changed = schedule.changed(COLUMNS, 0, 32)
    assert (changed.get(COLUMNS, 0), schedule.get(COLUMNS, 0)) != (32, 32)
    assert "tile_tables" not in text
    grouped = schedule.changed(NAMED["tile_tables"], 0, 4)
    kernel = lookupffn.compile(layer, schedule=str(grouped))
    assert "tile_tables = 4" in kernel.schedule


def test_regimes() -> None:
    text = (
        "{f = {regimes = [#lookupffn.regime<min_tokens = 0, block_tokens = 8>,"
        " #lookupffn.regime<min_tokens = 9, block_tokens = 16>], ops = []}}"
    )
    schedule, start = Schedule(text), NAMED["min_tokens"]
    assert [schedule.regime_of(n) for n in (1, 8, 9, 10)] == [0, 0, 1, 1]
    assert schedule.get(start, 1) == 9 and schedule.get(ROWS, 0) is None
    assert "min_tokens = 4, block" in str(schedule.changed(start, 1, 4))


def test_slabs() -> None:
    lookup = '{name = "lookupffn.lookup", schedules = [%s, %s]}'
    one = (
        '#lookupffn.schedule<path = "fast", tile_columns = 256, tile_tables = 4,'
        " slice_columns = 64>"
    )
    schedule = Schedule(lookup % (one, one))
    slab, slices = NAMED["slab"], NAMED["slice_columns"]
    assert [schedule.get(slab, r) for r in (0, 1)] == [0, 0]
    slabs = schedule.changed(slab, 1, 1)
    assert str(slabs).count("slab = true") == 1
    # A tile of a slab is as wide as a slice, which is the same in all regimes.
    assert [slabs.get(COLUMNS, r) for r in (0, 1)] == [256, 64]
    assert [slabs.get(slices, r) for r in (0, 1)] == [64, None]
    wider = slabs.changed(slices, 0, 128)
    assert [wider.get(COLUMNS, r) for r in (0, 1)] == [256, 128]
    assert str(wider).count("slice_columns = 128") == 2


def test_portable_path_has_nothing_to_tune(layer: Layer) -> None:
    schedule = Schedule(lookupffn.compile(layer, path="linalg").schedule)
    assert all(schedule.get(parameter, 0) is None for parameter in SPACE)


def test_space() -> None:
    for parameter in SPACE:
        assert len(set(parameter.values)) == len(parameter.values)
        assert parameter.name in str(parameter)
    assert list(ROWS.neighbours(8, 1))[:2] == [12, 16]
    assert list(ROWS.neighbours(9, -1))[:2] == [8, 4]
    assert list(ROWS.neighbours(0, -1)) == []


# -- The search ---------------------------------------------------------------


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search ends with the first sweep that finds nothing, whatever it takes."""
    monkeypatch.setattr(
        search._Search, "is_late", lambda self: self.rounds > measure.ROUNDS
    )


def made_up(kernel: Kernel) -> float:
    """Best with 32 rows and 64 columns; all else is alike."""
    schedule = Schedule(kernel.schedule)
    rows, columns = schedule.get(ROWS, 0) or 0, schedule.get(COLUMNS, 0) or 0
    return 1e-3 * (1 + abs(rows - 32) / 50) * (1 + abs(columns - 64) / 500)


def test_finds_the_best(
    layer: Layer,
    tmp_path: Path,
    unhurried: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        search, "turns", lambda b, old, new, n: [(made_up(old), made_up(new))] * n
    )
    lines: list[str] = []
    found = tune(layer, cache=tmp_path, progress=lines.append)
    assert found.improved and found.tried == sum("->" in line for line in lines)
    assert {(c.parameter, c.regime, c.tokens, c.new) for c in found.changes} == {
        ("lookup prefetch_rows", 0, 0, 32),
        ("lookup tile_columns", 0, 0, 64),
    }
    for times in found.times:
        assert times.after < times.before and times.gains[1] > 1.1
    tuned = lookupffn.compile(layer, schedule="tuned", cache=tmp_path)
    assert Schedule(tuned.schedule).get(COLUMNS, 0) == 64
    assert f"// Tuned for {layer!r}.\n" in found.schedule
    # Nothing but the schedule and the last kernel is on the disk.
    assert len(list(tmp_path.rglob("*.*"))) == 2


@pytest.mark.parametrize("ratio", [1.0, 0.995, 1.2])
def test_nothing_better(
    layer: Layer,
    tmp_path: Path,
    unhurried: None,
    monkeypatch: pytest.MonkeyPatch,
    ratio: float,
) -> None:
    """What is equal, within noise, or slower leaves everything as it is."""
    monkeypatch.setattr(search, "turns", lambda b, old, new, n: [(1.0, ratio)] * n)
    found = tune(layer, path=tmp_path / "s.mlir")
    assert not found.improved and not found.changes
    assert "nothing better was found among " in str(found)
    text = (tmp_path / "s.mlir").read_text()
    assert text == found.schedule and text.startswith("// Nothing better")
    assert text.endswith(lookupffn.compile(layer).schedule)


def test_slower_for_some_is_not_better(
    layer: Layer,
    tmp_path: Path,
    unhurried: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def turns(b: Any, old: Kernel, new: Kernel, n: int) -> list[tuple[float, float]]:
        return [(1.0, 1.0 if new.schedule == old.schedule else 2.0 / b.tokens)] * n

    monkeypatch.setattr(search, "turns", turns)
    assert not tune(layer, path=tmp_path / "s.mlir").improved


def test_wrong_results(
    layer: Layer,
    tmp_path: Path,
    unhurried: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search.np, "allclose", lambda *a, **k: False)
    with pytest.raises(RuntimeError, match="gives other results"):
        tune(layer, path=tmp_path / "s.mlir")
    assert not list(tmp_path.iterdir())


def test_measures() -> None:
    rounds = [(1.0, 2.0), (1.0, 2.0), (2.0, 4.0)]
    assert measure.difference(rounds) == pytest.approx(np.log(2))
    assert measure.uncertainty(rounds) == 0
    assert measure.uncertainty([(1.0, 1.0), (1.0, 2.0), (1.0, 0.5)]) > 0.3


# -- On this machine ----------------------------------------------------------


@pytest.mark.parametrize("projection", ["dense", "bh4", "external"])
def test_same_outputs(projection: str, tmp_path: Path) -> None:
    layer = randomised(
        Layer.random(d=64, tables=16, bits=4, projection=projection, block=16)
    )
    found = tune(layer, cache=tmp_path)
    assert Path(found.path).parent == tmp_path / "tuned"
    assert Path(found.path).read_text() == found.schedule
    assert [t.batch for t in found.times] == [1, 40]
    rng = np.random.default_rng(1)
    inputs: tuple[Any, ...] = (rng.standard_normal((50, 64), np.float32),)
    if projection == "external":
        inputs = rng.integers(0, 16, (50, 16)), rng.random((50, 16), np.float32)
    expected = lookupffn.compile(layer)(*inputs)
    for schedule in ("tuned", found.path, found.schedule):
        kernel = lookupffn.compile(layer, schedule=schedule, cache=tmp_path)
        np.testing.assert_allclose(kernel(*inputs), expected, rtol=1e-4, atol=1e-5)


def test_i8_rows_and_threads(layer: Layer, tmp_path: Path) -> None:
    found = tune(layer, table_type="i8", threads=2, seconds=0.5, cache=tmp_path)
    narrow = layer.with_table_type("i8")
    assert store.path(narrow, "host", tmp_path) == found.path
    lookupffn.compile(layer, table_type="i8", schedule="tuned", cache=tmp_path)
    with pytest.raises(ValueError, match="no tuned schedule"):
        lookupffn.compile(layer, schedule="tuned", cache=tmp_path)


# -- Files --------------------------------------------------------------------


def test_there_is_none(layer: Layer, tmp_path: Path) -> None:
    message = r"no tuned schedule for Layer\(.*\) on target 'x86-64'; run lookupffn\.t"
    with pytest.raises(ValueError, match=message):
        lookupffn.compile(layer, schedule="tuned", target="x86-64", cache=tmp_path)
    with pytest.raises(ValueError, match="'tuned' is for layers"):
        lookupffn.compile(layer.mlir(), schedule="tuned", cache=tmp_path)
    with pytest.raises(lookupffn.UnsupportedTarget):
        lookupffn.compile(layer, schedule="tuned", target="z80", cache=tmp_path)


def test_folder(
    layer: Layer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Set to nothing by conftest.py.
    with pytest.raises(ValueError, match="no folder for tuned schedules; set"):
        tune(layer)
    monkeypatch.setenv("LOOKUPFFN_CACHE", str(tmp_path / "own"))
    assert store.folder(True) == store.folder(False) == str(tmp_path / "own" / "tuned")
    monkeypatch.delenv("LOOKUPFFN_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert store.folder(True) == str(tmp_path / "lookupffn" / "tuned")
    assert store.folder(tmp_path / "other") == str(tmp_path / "other" / "tuned")


def test_key(layer: Layer, tmp_path: Path) -> None:
    def path(layer: Layer, target: str = "host") -> str:
        return store.path(layer, target, tmp_path)

    assert path(layer) == path(layer.replace(tables=layer.tables + 1))
    others = [path(layer, "x86-64"), path(layer, "x86-64-v3")]
    others.append(path(layer.with_table_type("i8")))
    others.append(path(layer.replace(norm_weight=None, norm_bias=None)))
    assert len({path(layer), *others}) == 5


def test_interrupted(layer: Layer, tmp_path: Path) -> None:
    def interrupt(line: str) -> None:
        if "noise at 40" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tune(layer, cache=tmp_path, progress=interrupt)
    assert not list(tmp_path.iterdir())


def test_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tuned" / "s.mlir"
    store.write(file, "first")

    def fail(*paths: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store.os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        store.write(file, "second")
    assert file.read_text() == "first" and list(file.parent.iterdir()) == [file]


# -- Errors -------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, error, message",
    [
        ({"seconds": 0}, ValueError, "seconds is 0, expected more than 0"),
        ({"seconds": float("nan")}, ValueError, "seconds is nan"),
        ({"batches": ()}, ValueError, "batches are"),
        ({"batches": (1, 0)}, ValueError, r"batches are \(1, 0\), expected some"),
        ({"threads": 0}, ValueError, "threads is 0"),
        ({"table_type": "f8"}, ValueError, "table_type is 'f8'"),
        ({"target": "z80"}, lookupffn.UnsupportedTarget, "z80"),
    ],
)
def test_bad_options(
    layer: Layer,
    tmp_path: Path,
    options: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        tune(layer, cache=tmp_path, **options)
    assert not list(tmp_path.iterdir())


def test_not_a_layer(layer: Layer) -> None:
    with pytest.raises(TypeError, match="layer is a str, expected a Layer"):
        lookupffn.tune(layer.mlir())  # type: ignore[arg-type]


# -- The command --------------------------------------------------------------

QUICK = ["tune", "--seconds", "0.5", "--batch", "1", "8"]


def test_command(
    layer: Layer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, output = tmp_path / "layer.safetensors", tmp_path / "s.mlir"
    layer.save_safetensors(file, "l.0.FFN.")
    options = [f"--checkpoint={file}", "--prefix=l.0.", "--tables=bf16"]
    options += [f"--output={output}", f"--json={tmp_path / 'json'}"]
    assert main([*QUICK, *options]) == 0
    shown = capsys.readouterr()
    assert "bf16 rows" in shown.out and f"schedule in {output}" in shown.out
    assert "noise at 8 tokens" in shown.err
    lookupffn.compile(layer, table_type="bf16", schedule=output)
    record = json.loads((tmp_path / "json").read_text())
    assert record["path"] == str(output) and len(record["times"]) == 2


def test_command_on_a_random_layer(tmp_path: Path) -> None:
    assert main([*QUICK, "--shape", "d64-t8-dense", f"--cache={tmp_path}"]) == 0
    (file,) = (tmp_path / "tuned").iterdir()
    assert "D=64" in file.read_text()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--seconds", "-1"], "seconds is -1.0, expected more than 0"),
        (["--batch", "0"], "batches are "),
        (["--tables", "f8"], "unknown --tables 'f8', expected f32"),
        (["--shape", "d64-t8"], "d64-t8 has no projection; add"),
        (["--shape", "wide"], "unknown shape 'wide'"),
        (["--prefix", "l.0."], "--prefix and --projection go with --checkpoint"),
        (["--checkpoint", "x", "--shape", "d64-t8-bh4"], "--shape is for random"),
        (["--checkpoint", "/nowhere.safetensors"], "/nowhere.safetensors: No "),
    ],
)
def test_command_errors(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if "--shape" not in arguments and "--checkpoint" not in arguments:
        arguments = [*arguments, "--shape", "d64-t8-dense"]
    with pytest.raises(SystemExit) as error:
        main(["tune", f"--cache={tmp_path}", *arguments])
    assert error.value.code == 2
    assert re.search(message, capsys.readouterr().err)
    assert not list(tmp_path.iterdir())


def test_command_is_interrupted(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(search._Search, "sweep", interrupt)
    status = main([*QUICK, "--shape", "d64-t8-dense", f"--cache={tmp_path}"])
    assert status == 130 and not list(tmp_path.iterdir())
    assert "no schedule is written" in capsys.readouterr().err


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["tune", "--help"])
    text = capsys.readouterr().out
    assert "--seconds" in text and "quiet machine" in text
