# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled code on disk: what is found again, what is not trusted, what it may
take, and where it is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small import tokens

import lookupffn
from lookupffn import Kernel, Layer

SUFFIX = ".kernel"


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*" + SUFFIX))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there" / "yet"


@pytest.fixture
def stored(layer: Layer, folder: Path) -> Path:
    """The file of the layer's kernel."""
    kernel = lookupffn.compile(layer, cache=folder)
    (file,) = files(folder)
    assert kernel.cache == f"stored in '{file}'"
    return file


def check_same(found: Kernel, kernel: Kernel) -> None:
    """That nothing of a kernel got lost, and all arguments are checked still."""
    assert repr(found) == repr(kernel)
    assert (found.target, found.schedule) == (kernel.target, kernel.schedule)
    assert found.inputs == kernel.inputs and found.weights == kernel.weights
    assert found.outputs == kernel.outputs
    assert np.array_equal(found(tokens(7)), kernel(tokens(7)))
    assert found.ir("asm") == kernel.ir("asm")


# -- Found again --------------------------------------------------------------


def test_loaded(layer: Layer, kernel: Kernel, stored: Path) -> None:
    found = lookupffn.compile(layer, cache=stored.parent)
    assert found.cache == f"loaded from '{stored}'"
    check_same(found, kernel)


SCRIPT = """
import sys, numpy, lookupffn
kernel = lookupffn.compile(sys.argv[1], cache=sys.argv[2], threads=2)
kernel.bind({w.name: numpy.ones(w.shape, w.dtype) for w in kernel.weights})
y = kernel(numpy.ones(kernel.inputs[0].shape[1:], numpy.float32))
print(kernel.cache.split(" from ")[0], y.sum())
"""


def test_many_processes(layer: Layer, folder: Path) -> None:
    """At once, then one more: all get the same, and one file stays."""
    command = [sys.executable, "-c", SCRIPT, layer.mlir(), str(folder)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    sums = {process.communicate()[0].split()[-1] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    (file,) = folder.iterdir()
    assert file.suffix == SUFFIX
    assert subprocess.check_output(command, text=True).split() == ["loaded", *sums]


def test_codes_are_checked_still(folder: Path) -> None:
    bag = Layer(np.ones((4, 3), np.float32), "external", shared=True, num_tables=2)
    for note in ("stored", "loaded"):
        kernel = lookupffn.compile(bag, cache=folder)
        assert kernel.cache.startswith(note)
        with pytest.raises(lookupffn.CodeRangeError, match=r"code 4 .*\[0, 4\)"):
            kernel(np.array([[0, 4]]))


@pytest.mark.parametrize(
    "options",
    [
        {"path": "linalg"},
        {"target": "x86-64"},
        {"outputs": ("y", "code")},
        {"table_type": "bf16"},
    ],
)
def test_what_changes_code_changes_the_key(
    layer: Layer, stored: Path, options: dict[str, Any]
) -> None:
    kernel = lookupffn.compile(layer, cache=stored.parent, **options)
    assert kernel.cache.startswith("stored in")
    assert len(files(stored.parent)) == 2


def test_what_does_not_change_code(layer: Layer, stored: Path) -> None:
    other = layer.replace(tables=layer.tables + 1)
    kernel = lookupffn.compile(other, cache=stored.parent, threads=2)
    assert kernel.cache == f"loaded from '{stored}'"
    np.testing.assert_allclose(
        kernel(tokens(5)), other.reference(tokens(5)), rtol=1e-4, atol=1e-5
    )


def test_errors_are_not_kept(folder: Path) -> None:
    for _ in range(2):
        with pytest.raises(lookupffn.CompileError):
            lookupffn.compile("module {\n", cache=folder)
        with pytest.raises(lookupffn.UnsupportedTarget, match="znver99"):
            lookupffn.compile("module {\n}", cache=folder, target="znver99")
    assert not files(folder)


# -- Not trusted --------------------------------------------------------------


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flip_last(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _flip_key(data: bytes) -> bytes:
    at = data.index(b"\n") + 1
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _older(data: bytes) -> bytes:
    return data.replace(b"lookupffn kernel 1\n", b"lookupffn kernel 0\n", 1)


@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        _flip_last,
        _flip_key,
        _older,
        lambda data: b"",
        lambda data: b"\x7fELF" + bytes(4096),
        lambda data: data + b"\0",
    ],
    ids=["cut", "flipped", "other key", "older", "empty", "foreign", "longer"],
)
def test_damaged_file_is_built_again(
    layer: Layer, kernel: Kernel, stored: Path, damage: Any
) -> None:
    good = stored.read_bytes()
    stored.write_bytes(damage(good))
    again = lookupffn.compile(layer, cache=stored.parent)
    assert again.cache == f"stored in '{stored}'"
    check_same(again, kernel)
    assert stored.read_bytes() == good


def test_file_of_another_kernel(layer: Layer, stored: Path) -> None:
    lookupffn.compile(layer, cache=stored.parent, path="linalg")
    (other,) = set(files(stored.parent)) - {stored}
    stored.write_bytes(other.read_bytes())
    again = lookupffn.compile(layer, cache=stored.parent)
    assert again.cache == f"stored in '{stored}'"


def test_private(layer: Layer, stored: Path) -> None:
    assert stat.S_IMODE(stored.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    stored.parent.chmod(0o777)
    again = lookupffn.compile(layer, cache=stored.parent)
    assert again.cache.startswith("not cached: '") and "mode 0700" in again.cache


# -- No error -----------------------------------------------------------------


def test_directory_that_cannot_be(layer: Layer, kernel: Kernel, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below", Path("/proc/lookupffn")):
        found = lookupffn.compile(layer, cache=folder)
        assert found.cache.startswith("not cached: cannot ")
        assert str(folder) in found.cache
        assert np.array_equal(found(tokens(2)), kernel(tokens(2)))


# -- Size ---------------------------------------------------------------------


def test_longest_unused_goes_first(layer: Layer, stored: Path) -> None:
    folder = stored.parent
    mib = 1 << 20

    def make(name: str, size: int, age: int) -> Path:
        path = folder / name
        with open(path, "wb") as f:
            f.truncate(size)  # without blocks on the disk
        os.utime(path, (1e9 - age, 1e9 - age))
        return path

    kept = make("b" + SUFFIX, 200 * mib, 1)
    gone = make("a" + SUFFIX, 100 * mib, 2)
    other = make("other", 500 * mib, 3)
    os.utime(stored, (1e9 - 4, 1e9 - 4))
    # Using it makes it the youngest.
    assert lookupffn.compile(layer, cache=folder).cache.startswith("loaded")
    assert gone.exists()
    lookupffn.compile(layer, cache=folder, path="linalg")
    assert stored.exists() and kept.exists() and other.exists()
    assert not gone.exists()


# -- Where --------------------------------------------------------------------


def test_places(
    layer: Layer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {"LOOKUPFFN_CACHE": "own", "XDG_CACHE_HOME": "xdg", "HOME": "home"}
    for name, value in places.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    text = layer.mlir()

    def note(cache: Any = True) -> str:
        return lookupffn.compile(text, cache=cache).cache

    assert note().startswith(f"stored in '{tmp_path}/own/")
    monkeypatch.delenv("LOOKUPFFN_CACHE")
    assert note().startswith(f"stored in '{tmp_path}/xdg/lookupffn/")
    # A relative one is to be ignored.
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert note().startswith(f"stored in '{tmp_path}/home/.cache/lookupffn/")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert note().startswith(f"loaded from '{tmp_path}/home/.cache/lookupffn/")
    assert note(False) == note("") == ""
    monkeypatch.setenv("LOOKUPFFN_CACHE", "")
    assert note() == ""
    assert note(tmp_path / "own").startswith("loaded from")


def test_runner(layer: Layer, tools: Path, tmp_path: Path) -> None:
    """Finds what Python has compiled, and the other way round."""
    source = tmp_path / "layer.mlir"
    source.write_text(layer.mlir())
    lookupffn.compile(layer, cache=tmp_path / "cache")
    command = [tools / "lookupffn-runner", source, "--tokens=1", "--splat=x=1"]
    command += [f"--splat={w}=1" for w in layer.weights()]
    place = {**os.environ, "LOOKUPFFN_CACHE": str(tmp_path / "cache")}
    subprocess.run(command, check=True, env=place, stdout=subprocess.DEVNULL)
    assert len(files(tmp_path / "cache")) == 1
    command += [f"--cache={tmp_path / 'other'}"]
    subprocess.run(command, check=True, env=place, stdout=subprocess.DEVNULL)
    assert [f.name for f in files(tmp_path / "other")] == [
        f.name for f in files(tmp_path / "cache")
    ]
