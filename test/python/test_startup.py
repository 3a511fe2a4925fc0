# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How long a process takes from its start to the outputs of a large bundle."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from lookupffn import Layer


def run(program: Path, weights: Path) -> tuple[float, float]:
    """Seconds that a process takes, and those that it computes."""
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    process = os.posix_spawn(
        program, [program, weights], os.environ, file_actions=silent
    )
    _, status, usage = os.wait4(process, 0)
    assert status == 0
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


@pytest.mark.slow
def test_first_output(tools: Path, tmp_path: Path) -> None:
    """The example of a bundle with 64 MiB of tables, in the page cache, prints its
    outputs within 20 ms. It waits for nothing, so that is the time it computes,
    which is not that of other processes on the machine."""
    layer = Layer.random(d=512, tables=128, bits=8, projection="bh4", block=64)
    source, weights = tmp_path / "layer.mlir", tmp_path / "layer.safetensors"
    source.write_text(layer.mlir())
    layer.save_safetensors(weights, "FFN.")
    compiler = [tools / "lookupffn-compile", source, f"--weights={weights}"]
    compiler += ["--emit=bundle", "--target-cpu=host", "-o", tmp_path / "ffn"]
    subprocess.run(compiler, check=True, timeout=120)
    program = tmp_path / "example"
    cc = ["cc", "ffn_example.c", "-L.", "-lffn", f"-Wl,-rpath,{tmp_path}"]
    subprocess.run([*cc, "-o", program], check=True, cwd=tmp_path)

    packed = tmp_path / "ffn.safetensors"
    assert packed.stat().st_size > 64 << 20
    packed.read_bytes()
    elapsed, computed = map(min, zip(*(run(program, packed) for _ in range(30))))
    print(f"{1e3 * elapsed:.1f} ms, computing {1e3 * computed:.1f} ms")
    assert computed < 0.020
