# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Names of compiled functions for perf; the lit tests have gdb."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterator

import pytest

import lookupffn
from lookupffn import Layer


@pytest.fixture
def perf_map() -> Iterator[Path]:
    path = Path(f"/tmp/perf-{os.getpid()}.map")
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def names(perf_map: Path) -> set[str]:
    return {line.split()[2] for line in perf_map.read_text().splitlines()}


def test_option(layer: Layer, perf_map: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = lookupffn.compile(layer, symbols="perf")
    assert "lookupffn::layer" in names(perf_map)
    del kernel
    # The option wins over the environment.
    perf_map.unlink()
    monkeypatch.setenv("LOOKUPFFN_SYMBOLS", "perf")
    lookupffn.compile(layer, symbols="")
    assert not perf_map.exists()


def test_environment(
    layer: Layer, perf_map: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lookupffn.compile(layer)
    assert not perf_map.exists()
    monkeypatch.setenv("LOOKUPFFN_SYMBOLS", "gdb,perf")
    # Code of the cache has names as well.
    for expected in ("stored", "loaded"):
        kernel = lookupffn.compile(layer, cache=tmp_path)
        assert kernel.cache.startswith(expected)
        assert "lookupffn::layer" in names(perf_map)
        perf_map.unlink()


def test_unknown(layer: Layer) -> None:
    with pytest.raises(ValueError, match="unknown reader of symbols 'vtune'; expected"):
        lookupffn.compile(layer, symbols="vtune")
