# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``lookupffn bench`` as a user runs it, at a tiny shape and without peers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lookupffn import _capi
from lookupffn.__main__ import main
from lookupffn.bench import machine, process, roofs

TINY = ["--shape", "d64-t8-bh4", "--batch", "1", "3", "--rounds", "2"]
TINY += ["--seconds", "0.005"]


def bench(*options: str) -> int:
    return main(["bench", *TINY, *options])


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a module of one's own in the place of torch, in the workers."""

    def put(text: str) -> None:
        (tmp_path / "torch.py").write_text(text)
        path = sys.path[:]
        monkeypatch.setenv("PYTHONPATH", ":".join([str(tmp_path), *path]))

    return put


MISSING = "raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n"


def test_bench_writes_what_it_measured(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Tiny layers exceed a real cache by the hundreds only.
    monkeypatch.setattr(machine, "last_level_cache", lambda core: 1 << 18)
    file = tmp_path / "bench.json"
    options = ["--what", "all", "--tables", "f32", "i8", "--peers", "none"]
    options += ["--codes", "skewed", "--cold", "--seed", "3", "--json", str(file)]
    assert bench(*options) == 0
    record = json.loads(file.read_text())
    assert record["format"] == 1
    assert record["machine"]["cpu"]
    # A container may hide what caches there are.
    hidden = not Path("/sys/devices/system/cpu/cpu0/cache").exists()
    assert hidden or record["machine"]["caches"]
    assert record["versions"] == ["lookupffn 0.1.0"]
    assert record["settings"]["seed"] == 3
    assert record["not_measured"] == []
    groups = [(r["what"], r["cache"], r["codes"]) for r in record["results"]]
    # One row type where there are no rows, and no weights of a hash to be cold.
    counts = {"layer": 2, "lookup": 2, "projection": 1, "hash": 1}
    for what, types in counts.items():
        for cache in ("hot",) if what == "hash" else ("hot", "cold"):
            assert groups.count((what, cache, "skewed")) == 2 * types
    for result in record["results"]:
        assert result["batch"] in (1, 3)
        assert len(result["rounds_us"]) == 2
        assert 0 < result["min_us"] <= result["p50_us"] <= result["p99_us"]
        assert result["min_us"] <= result["median_us"]
        assert result["kernel_us"] > 0 and result["spread"] >= 0
        assert (result["layers"] > 1) == (result["cache"] == "cold")
        assert result["ratios"][result["contender"]]["value"] == 1.0
    out = capsys.readouterr()
    assert "layer, d64-t8-bh4, cold, skewed codes, 1 thread" in out.out
    assert "without Python" in out.out and "lookupffn-i8" in out.out
    # Where standard error is no terminal, progress is a line a batch size.
    assert "3 tokens a call" in out.err


def test_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Machines with one core refuse two threads, which is tested below.
    allowed = sorted(os.sched_getaffinity(0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {allowed[0], allowed[-1]})
    file = tmp_path / "bench.json"
    threads = str(len({allowed[0], allowed[-1]}))
    assert bench("--peers", "none", "--threads", threads, "--json", str(file)) == 0
    results = json.loads(file.read_text())["results"]
    assert {r["threads"] for r in results} == {int(threads)}


def test_bench_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"f32": 50.0, "memory": 10.0, "L2": 60.0}
    monkeypatch.setattr(roofs, "measure", lambda core: found)
    file = tmp_path / "bench.png"
    assert bench("--peers", "none", "--png", str(file)) == 0
    assert file.read_bytes().startswith(b"\x89PNG")


def test_missing_peer_is_reported(
    fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake(MISSING)
    file = tmp_path / "bench.json"
    assert bench("--what", "lookup", "--peers", "embedding-bag", "--json", str(file)) == 0
    reason = "torch is not installed; pip install 'lookupffn[bench]'"
    assert f"embedding-bag-f32 not measured: {reason}" in capsys.readouterr().out
    (missing,) = json.loads(file.read_text())["not_measured"]
    assert missing["contender"] == "embedding-bag-f32"
    assert missing["what"] == "lookup" and missing["batch"] is None
    assert missing["reason"] == reason


def test_intrinsics_that_are_not_built(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The kernels by hand lie beside the library of a build, if at all."""
    link = tmp_path / "lib" / Path(_capi.library_path()).name
    link.parent.mkdir()
    link.symlink_to(Path(_capi.library_path()).resolve())
    monkeypatch.setenv("LOOKUPFFN_LIBRARY", str(link))
    assert bench("--what", "lookup", "--peers", "intrinsics") == 0
    out = capsys.readouterr().out
    assert "intrinsics-f32 not measured: liblookupffn-intrinsics.so is not in" in out
    assert "build it in a checkout with 'ninja -C build lookupffn-intrinsics'" in out


@pytest.mark.parametrize(
    "text, reason",
    [
        ("raise RuntimeError('it broke\\nhere')", "RuntimeError: it broke\n"),
        ("import os; os._exit(3)", "its process ended with status 3\n"),
        (
            "import os, sys; sys.stderr.write('no luck\\n'); sys.stderr.flush();"
            " os._exit(3)",
            "its process ended with status 3: no luck\n",
        ),
        ("import time; time.sleep(60)", "no answer within 2 s\n"),
    ],
)
def test_broken_peer_is_reported(
    text: str,
    reason: str,
    fake: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(process, "PATIENCE", 2.0)
    fake(text)
    assert bench("--what", "lookup", "--peers", "embedding-bag-f32") == 0
    assert f"embedding-bag-f32 not measured: {reason}" in capsys.readouterr().out


def test_what_does_not_fit_is_not_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "available_memory", lambda: 1000 << 10)
    # Ours without a number is a failure.
    assert bench("--what", "lookup", "--peers", "none") == 1
    out = capsys.readouterr()
    assert (
        "lookupffn-f32 not measured: its weights take 512 KiB, more than half of the"
        " 1000 KiB of memory that are available" in out.out
    )
    assert "lookupffn itself was not measured, see above" in out.err


def test_layers_too_small_to_be_cold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "last_level_cache", lambda core: 32 << 20)
    bench("--what", "projection", "--peers", "none", "--cold")
    message = "lookupffn-f32 not measured: 2049 layers would have to take turns to"
    assert message + " exceed the cache, and 512 is the limit" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options, message",
    [
        (["--what", "layers"], "unknown --what 'layers', expected layer"),
        (["--tables", "f64"], "unknown --tables 'f64', expected f"),
        (["--codes", "trained"], "unknown --codes 'trained', expected"),
        (["--peers", "torch"], "unknown --peers 'torch', expected torch-dense"),
        (["--shape", "big"], "unknown shape 'big', expected d<width>-t<tables>"),
        (["--shape", "d64-t8"], "shape d64-t8 has no projection, which layer needs"),
        (["--batch", "many"], "--batch is many, expected numbers of tokens or all"),
        (["--batch", "0"], "--batch is 0, expected at least 1"),
        (["--rounds", "0"], "--rounds is 0, expected at least 1"),
        (["--seconds", "0"], "--seconds is 0.0, expected more than 0"),
        (["--threads", "9999"], "--threads is 9999, expected at least 1 and at most"),
        (["--core", "9999"], "--core is 9999, expected one of "),
        (["--json", "/no/such/file"], "cannot write /no/such/file: No such file"),
    ],
)
def test_bad_options(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        bench(*options)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_without_rich(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import lookupffn.bench

    for name in ("driver", "report", "progress"):
        monkeypatch.delitem(sys.modules, f"lookupffn.bench.{name}", raising=False)
        monkeypatch.delattr(lookupffn.bench, name, raising=False)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with pytest.raises(SystemExit):
        bench()
    message = "bench needs rich, which is not installed; pip install 'lookupffn[bench]'"
    assert message in capsys.readouterr().err


def test_command_line() -> None:
    command = [sys.executable, "-m", "lookupffn", "bench", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("usage: lookupffn bench")
    # The name that an installation puts on the path leads to the same function.
    project = Path(__file__).parents[2] / "python" / "pyproject.toml"
    assert f'lookupffn = "{main.__module__}:main"' in project.read_text()
