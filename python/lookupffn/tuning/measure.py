# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Two kernels in turns on fresh tokens, and how much their times differ by
chance."""

from __future__ import annotations

import math
import statistics
import time
from typing import Any, Sequence

import numpy as np

from ..kernel import Kernel
from ..layer import Layer

#: Tokens that batches are cut from. One token again and again would find its
#: rows in the caches, which no model does.
POOL = 8192

#: Turns of each kernel that make one comparison at first.
ROUNDS = 7

#: Differences below this are never believed, as natural logarithms.
LEAST = 0.01


class Batches:
    """Calls of one size with fresh tokens, the pool over and over again."""

    def __init__(self, layer: Layer, tokens: int, turn: float, seed: int) -> None:
        """turn: seconds that a turn takes at least."""
        rng = np.random.default_rng(seed)
        size = max(POOL // tokens, 1) * tokens
        self.tokens = tokens
        self._pool = _inputs(layer, size, rng)
        self._starts = range(0, size, tokens)
        self._next, self._turn, self._calls = 0, turn, 0

    def first(self) -> tuple[Any, ...]:
        return tuple(array[: self.tokens] for array in self._pool)

    def time(self, kernel: Kernel) -> float:
        """Seconds a call, the median of one turn: what else runs on the machine
        takes the core away in few of the calls."""
        if not self._calls:
            # How many calls fill a turn; the first of all warms up.
            self._calls = 1
            self.time(kernel)
            self._calls = max(1, math.ceil(self._turn / max(self.time(kernel), 1e-7)))
        times, clock = [], time.perf_counter_ns
        for _ in range(self._calls):
            start = self._starts[self._next]
            self._next = (self._next + 1) % len(self._starts)
            inputs = [array[start : start + self.tokens] for array in self._pool]
            begin = clock()
            kernel(*inputs)
            times.append(clock() - begin)
        return statistics.median(times) * 1e-9


def _inputs(layer: Layer, size: int, rng: np.random.Generator) -> tuple[Any, ...]:
    if layer.projection != "external":
        return (rng.standard_normal((size, layer.d or 0), np.float32),)
    code = rng.integers(0, layer.rows, (size, layer.num_tables or 0))
    if layer.score != "margin":
        return (code,)
    return code, rng.random(code.shape, np.float32) + np.float32(0.5)


def turns(
    batches: Batches, old: Kernel, new: Kernel, rounds: int
) -> list[tuple[float, float]]:
    """Seconds a call of both, round by round; who begins changes."""
    result = []
    for number in range(rounds):
        if number % 2:
            second = batches.time(new)
            first = batches.time(old)
        else:
            first = batches.time(old)
            second = batches.time(new)
        result.append((first, second))
    return result


def difference(rounds: Sequence[tuple[float, float]]) -> float:
    """Median of ln(new / old): below 0 the new one is faster."""
    return statistics.median(math.log(new / old) for old, new in rounds)


def uncertainty(rounds: Sequence[tuple[float, float]]) -> float:
    """Standard error of ``difference``, from how much the rounds disagree: of a
    normal distribution, by the median distance from the median."""
    middle = difference(rounds)
    distance = statistics.median(abs(math.log(n / o) - middle) for o, n in rounds)
    return 1.2533 * 1.4826 * distance / math.sqrt(len(rounds))

