# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What one core can do at most, as NumPy finds it: ``-m lookupffn.bench.roofs``.

A process of its own, so that it has one thread and the core that it is told.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any, Callable

import numpy as np

from . import machine
from .process import threads


def measure(core: int) -> dict[str, float]:
    """GFLOP/s of an f32 product, and GB/s read from memory and from each cache but
    the first: {"f32": 80.0, "memory": 10.0, "L2": 50.0, "L3": 25.0}."""
    command = [sys.executable, "-m", "lookupffn.bench.roofs", str(core)]
    environment = {**os.environ, **threads(1)}
    result = subprocess.run(command, env=environment, capture_output=True, check=True)
    found: dict[str, float] = json.loads(result.stdout)
    return found


def _measure(core: int) -> dict[str, float]:
    os.sched_setaffinity(0, {core})
    # Large enough to reach the peak, small enough for a second-level cache.
    size = 256
    a = np.ones((size, size), np.float32)
    product = np.empty_like(a)
    roofs = {"f32": 2 * size**3 / _best(lambda: np.matmul(a, a, out=product))}
    sizes = {"memory": 4 * machine.last_level_cache(core)}
    for name, size in machine.caches(core).items():
        # The first is read in less time than NumPy needs for a call.
        if not name.startswith("L1"):
            # Half of a cache, since other data lies there too.
            sizes[name] = size // 2
    for name, size in sizes.items():
        x = np.ones(size // 4, np.float32)
        roofs[name] = x.nbytes / _best(lambda x=x: np.dot(x, x))
    return roofs


def _best(run: Callable[..., Any]) -> float:
    """Nanoseconds of the fastest of the calls that fit into 0.1 s."""
    times: list[int] = []
    end = time.perf_counter() + 0.1
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    return float(min(times))


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
