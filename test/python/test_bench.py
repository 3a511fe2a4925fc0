# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The comparison with torch runs, with or without torch."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_bench_compares_results_and_prints_times() -> None:
    command = [sys.executable, "-m", "lookupffn.bench"]
    command += ["--tokens", "1", "64", "--seconds", "0.2"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("lookupffn  median") == 2
    both = "torch is left out" not in result.stdout
    assert result.stdout.count("torch / lookupffn:") == (2 if both else 0)
