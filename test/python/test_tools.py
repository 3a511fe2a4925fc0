# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The golden vectors through the command-line tools: lookupffn-opt lowers the module
of each to the LLVM dialect, and lookupffn-runner runs it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from checks import (
    BAGS,
    INPUTS,
    LAYERS,
    OUTPUTS,
    PREFIX,
    Vector,
    check_bag,
    check_parts,
    load,
)

from lookupffn.checkpoint import SafetensorsFile

# Both paths go through the library as well, so that one of them does here.
PATHS = ("auto", pytest.param("linalg", marks=pytest.mark.slow))


class Tools:
    """Lowers a vector's module and runs it, with its files in a folder."""

    def __init__(self, tools: Path, folder: Path) -> None:
        self.tools = tools
        self.source, self.lowered = folder / "layer.mlir", folder / "lowered.mlir"
        self.output = folder / "output.safetensors"

    def run(
        self, vector: Vector, text: str, path: str
    ) -> subprocess.CompletedProcess[str]:
        self.source.write_text(text)
        opt = [self.tools / "lookupffn-opt", self.source, "-o", self.lowered]
        opt += [f"--lookupffn-pipeline=path={path}"]
        subprocess.run(opt, check=True, timeout=60)
        file = weights = INPUTS / f"{vector.name}.safetensors"
        if vector.meta["tables"] == "flat":
            # The module has its tables one by one.
            weights = self.source.with_suffix(".safetensors")
            vector.layer.save_safetensors(weights, PREFIX)
        runner = [self.tools / "lookupffn-runner", self.lowered]
        runner += [f"--weights={weights}", f"--prefix={PREFIX.removesuffix('FFN.')}"]
        runner += [f"--output={self.output}"]
        runner += [f"--input={name}={file}:{name}" for name in vector.inputs]
        return subprocess.run(runner, capture_output=True, text=True, timeout=60)


@pytest.fixture
def both(tools: Path, tmp_path: Path) -> Tools:
    return Tools(tools, tmp_path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", LAYERS)
def test_layer(both: Tools, name: str, path: str) -> None:
    vector = load(name)
    run = both.run(vector, vector.layer.mlir(outputs=OUTPUTS), path)
    assert run.returncode == 0, run.stderr
    results, expected = SafetensorsFile(both.output), vector.expected
    for output in OUTPUTS:
        assert results[output].shape == expected[output].shape
    check_parts(
        vector.layer,
        [results[output] for output in OUTPUTS],
        expected["z"],
        expected["code"],
        exact=vector.exact,
    )


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("bounds", ["check", "clamp", "assume"])
@pytest.mark.parametrize("name", BAGS)
def test_bag(both: Tools, name: str, bounds: str, path: str) -> None:
    vector = load(name)
    if vector.first_bad and bounds == "assume":
        # A bad code under a promise is undefined behaviour: nothing to test.
        pytest.skip("the promise does not hold")
    text = vector.layer.mlir(bounds=bounds, code_type=vector.code_type)
    run = both.run(vector, text, path)
    if vector.first_bad and bounds == "check":
        assert run.returncode == 1 and re.search(vector.first_bad, run.stderr)
        assert not both.output.exists()
        return
    assert run.returncode == 0, run.stderr
    check_bag(vector, SafetensorsFile(both.output)["y"])
