# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Settings of the Python tests, and the layer that several of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest
from checks import randomised
from small import D, L, O, T

import lookupffn
from lookupffn import Kernel, Layer, _capi


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes long; the quick check skips it")


@pytest.fixture(scope="session", autouse=True)
def no_trace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every test compiles, and leaves nothing behind; those of the cache name a
    folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOOKUPFFN_CACHE", "")
        # Where kernels go that are made below the functions that read it.
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        # Where errors leave what reproduces them.
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))
        yield


@pytest.fixture(scope="session")
def layer() -> Layer:
    return randomised(Layer.random(d=D, tables=T, bits=L, projection="dense", o=O))


@pytest.fixture(scope="session")
def kernel(layer: Layer) -> Kernel:
    """The layer's kernel; tests that bind weights make one of their own."""
    return lookupffn.compile(layer)


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder with the tools of the build that the library is from."""
    folder = Path(_capi.library_path()).resolve().parents[1] / "bin"
    for name in ("lookupffn-opt", "lookupffn-runner", "lookupffn-compile"):
        if not (folder / name).exists():
            pytest.fail(
                f"{name} is not in {folder}; build it, and set LOOKUPFFN_LIBRARY to"
                " the library of that build"
            )
    return folder
