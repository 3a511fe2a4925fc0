# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The search: one parameter after the other, each change against what is best so
far, in turns."""

from __future__ import annotations

import math
import os
import statistics
import time
from dataclasses import dataclass, replace
from typing import Callable, Mapping, Sequence

import numpy as np

from ..errors import CompileError
from ..kernel import Kernel, compile
from ..layer import Layer
from . import store
from .measure import LEAST, ROUNDS, Batches, difference, turns, uncertainty
from .schedule import Schedule
from .space import SPACE, Parameter

#: Shares of the time for the noise, and for the comparison at the end.
_NOISE, _FINAL = 0.15, 0.15

#: Twins of the first kernel. Each is compiled and packed on its own, since where
#: code and data lie in memory is part of what differs by chance.
_TWINS = 4

#: Rounds after which a change that is slower so far is given up.
_FEW = 3

#: Seconds of a turn: as a share of all, and within limits.
_TURN, _TURNS = 1 / 6000, (2e-4, 5e-3)


@dataclass(frozen=True)
class Change:
    """A value that was found to be better.

    regime: the number of the batch regime, which begins at ``tokens``.
    """

    parameter: str
    regime: int
    tokens: int
    old: int
    new: int

    def __str__(self) -> str:
        where = f"from {self.tokens} tokens on"
        return f"{self.parameter} {self.old} -> {self.new}, {where}"


@dataclass(frozen=True)
class Times:
    """Calls of one size before and after, in microseconds a call.

    rounds: of the final comparison, both in turns.
    noise: ratio by which a kernel and its twin were found to differ.
    """

    batch: int
    rounds: tuple[tuple[float, float], ...]
    noise: float

    @property
    def before(self) -> float:
        return statistics.median(before for before, _ in self.rounds)

    @property
    def after(self) -> float:
        return statistics.median(after for _, after in self.rounds)

    @property
    def gains(self) -> tuple[float, float, float]:
        """before / after: the least, the median and the greatest of the rounds."""
        ratios = sorted(before / after for before, after in self.rounds)
        return ratios[0], statistics.median(ratios), ratios[-1]


@dataclass(frozen=True)
class Tuned:
    """What ``tune`` has found; ``str`` is a table.

    schedule: the text of the schedule file at ``path``.
    improved: whether it is better than what is chosen without tuning; if not it
        is that, and there are no changes.
    tried: schedules that were measured.
    """

    schedule: str
    path: str
    improved: bool
    changes: tuple[Change, ...]
    times: tuple[Times, ...]
    tried: int

    def __str__(self) -> str:
        rows = [("tokens", "us a call", "tuned", "faster", "(rounds)", "noise")]
        for t in self.times:
            low, middle, high = t.gains
            rows.append(
                (
                    str(t.batch),
                    f"{t.before:.4g}",
                    f"{t.after:.4g}",
                    f"{middle:.3f}x",
                    f"({low:.3f}-{high:.3f})",
                    f"{t.noise:.1%}",
                )
            )
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ["  ".join(c.rjust(w) for c, w in zip(r, widths)) for r in rows]
        if not self.improved:
            lines.append(f"nothing better was found among {self.tried} schedules")
        lines += map(str, self.changes)
        return "\n".join([*lines, f"schedule in {self.path}"])


def tune(
    layer: Layer,
    *,
    seconds: float = 30,
    batches: Sequence[int] = (1, 16, 64, 1024),
    threads: int = 1,
    target: str = "host",
    table_type: str | None = None,
    path: str | os.PathLike[str] | None = None,
    cache: bool | str | os.PathLike[str] = True,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Tuned:
    """Searches schedules for a layer on this machine, and writes the best to a file.

    Changes one parameter at a time. Each change takes turns with the best so far on
    fresh random tokens, and stays when it is faster twice by more than a kernel
    differs from its twin, and slower at no batch size.

    seconds: for the search, about; the last comparison may take longer.
    batches: numbers of tokens a call that are measured. Those of one batch regime
        share their schedule.
    threads, target, table_type: as for ``compile``.
    path: the schedule file; None for where ``compile(layer, schedule="tuned")``
        finds it, for this shape of a layer on this target.
    cache: as for ``compile``, the folder of tuned schedules. Kernels that are
        only measured are not kept there.
    progress: called with a line on each schedule that was measured.

    Nothing is written when it is interrupted. Raises ValueError and what
    ``compile`` raises.
    """
    if not 0 < seconds < math.inf:
        raise ValueError(f"seconds is {seconds}, expected more than 0")
    if not batches or any(int(b) != b or b < 1 for b in batches):
        raise ValueError(f"batches are {tuple(batches)}, expected some, each 1 or more")
    if not isinstance(layer, Layer):
        raise TypeError(f"layer is a {type(layer).__name__}, expected a Layer")
    if table_type is not None:
        layer = layer.with_table_type(table_type)
    file = os.fspath(path) if path is not None else store.path(layer, target, cache)
    sizes = sorted(set(map(int, batches)))
    report = progress or (lambda line: None)
    found = _Search(layer, seconds, sizes, threads, target, seed, report).run(file)
    store.write(file, found.schedule)
    return found


class _Search:
    def __init__(
        self,
        layer: Layer,
        seconds: float,
        sizes: Sequence[int],
        threads: int,
        target: str,
        seed: int,
        report: Callable[[str], None],
    ) -> None:
        self.report = report
        self.layer, self.seconds = layer, seconds
        self.threads, self.target = threads, target
        turn = min(max(seconds * _TURN, _TURNS[0]), _TURNS[1])
        self.batches = [Batches(layer, size, turn, seed) for size in sizes]
        self.start = time.monotonic()
        self.tried, self.rounds = 0, ROUNDS
        self.changes: list[Change] = []

    def run(self, file: str) -> Tuned:
        first = self.compile(None)
        assert first
        self.expected = [np.asarray(first(*b.first())) for b in self.batches]
        self.best, self.schedule = first, Schedule(first.schedule)
        self.measure_noise()
        self.seen = {str(self.schedule)}
        while not self.is_late():
            if not self.sweep():
                # Smaller gains show when turns are many, while there is time.
                self.rounds *= 2
                self.seen = {str(self.schedule)}
                self.measure_noise()
        times = self.compare_all(first, self.best)
        improved = bool(self.changes) and self.is_better(
            {t.batch: t.rounds for t in times}
        )
        best = self.best if improved else first
        title = "Tuned" if improved else "Nothing better than the default was found"
        return Tuned(
            f"// {title} for {self.layer!r}.\n{best.schedule}",
            file,
            improved,
            tuple(_merged(self.changes) if improved else ()),
            tuple(times),
            self.tried,
        )

    def measure_noise(self) -> None:
        """The largest difference that comparisons of equal kernels find."""
        start = time.monotonic()
        self.noise = {b.tokens: LEAST for b in self.batches}
        for _ in range(_TWINS):
            twin = self.compile(self.schedule)
            assert twin
            for b in self.batches:
                found = abs(difference(turns(b, self.best, twin, self.rounds)))
                self.noise[b.tokens] = max(found, self.noise[b.tokens])
            if time.monotonic() > start + self.seconds * _NOISE or self.is_late():
                break
        for tokens, noise in self.noise.items():
            self.report(f"noise at {tokens} tokens: {noise:.1%}")

    def is_late(self) -> bool:
        return time.monotonic() > self.start + self.seconds * (1 - _FINAL)

    def sweep(self) -> bool:
        """Tries neighbours of every value once; false when none was better."""
        found = False
        for regime in range(self.schedule.regimes):
            for parameter in SPACE:
                for direction in (1, -1):
                    moved = False
                    while not self.is_late() and self.step(
                        parameter, regime, direction
                    ):
                        moved = True
                    found |= moved
                    if moved:
                        # The other side is where it came from.
                        break
        return found

    def step(self, parameter: Parameter, regime: int, direction: int) -> bool:
        """Moves to the next value that is better and that the target can have."""
        old = self.schedule.get(parameter, regime)
        if old is None:
            return False
        for new in parameter.neighbours(old, direction):
            candidate = self.schedule.changed(parameter, regime, new)
            if str(candidate) in self.seen:
                # Such as the way back.
                return False
            scope = self.scope(parameter, regime, candidate)
            kernel = self.compile(candidate) if scope else None
            if kernel is None:
                continue
            self.seen.add(str(candidate))
            tokens = self.schedule.tokens(regime)
            change = Change(str(parameter), regime, tokens, old, new)
            better = self.beats(kernel, scope, change)
            if better:
                self.best, self.schedule = kernel, candidate
                self.changes.append(change)
            return better
        return False

    def scope(
        self, parameter: Parameter, regime: int, candidate: Schedule
    ) -> list[Batches]:
        """The batches that a change can make a difference for."""
        if parameter.everywhere:
            return self.batches
        regimes = {b: self.schedule.regime_of(b.tokens) for b in self.batches}
        if parameter.ops:
            return [b for b in self.batches if regimes[b] == regime]
        return [b for b in self.batches if regimes[b] != candidate.regime_of(b.tokens)]

    def compile(self, schedule: Schedule | None) -> Kernel | None:
        """None for a schedule that the target cannot have. Never kept on disk."""
        try:
            kernel = compile(
                self.layer,
                target=self.target,
                threads=self.threads,
                schedule=None if schedule is None else str(schedule),
                cache=False,
            )
        except (CompileError, ValueError):
            if schedule is None:
                raise
            return None
        return kernel

    def beats(self, kernel: Kernel, scope: list[Batches], change: Change) -> bool:
        """Whether a kernel is faster than the best, found out twice: the best of
        many that are equal looks faster once."""
        self.tried += 1
        for b in scope:
            self.check(kernel, b, change)
        for attempt in range(2):
            rounds: dict[int, list[tuple[float, float]]] = {}
            for count in (_FEW, self.rounds - _FEW):
                for b in scope:
                    rounds.setdefault(b.tokens, [])
                    rounds[b.tokens] += turns(b, self.best, kernel, count)
                found = statistics.fmean(map(difference, rounds.values()))
                if found > 0:
                    break
            better = self.is_better(rounds)
            if not better or attempt:
                gain = math.exp(-found)
                word = "taken" if better else "left"
                self.report(f"{change}: {gain:.3f}x, {word}")
            if not better:
                return False
        return True

    def is_better(self, rounds: Mapping[int, Sequence[tuple[float, float]]]) -> bool:
        """Faster by more than noise on average, slower by more nowhere. Rounds that
        disagree more than those that the noise is from weaken what they say."""
        limits = [self.noise[t] + 2 * uncertainty(r) for t, r in rounds.items()]
        found = [difference(r) for r in rounds.values()]
        slower = any(f > self.noise[t] for t, f in zip(rounds, found))
        return statistics.fmean(found) < -statistics.fmean(limits) and not slower

    def check(self, kernel: Kernel, batches: Batches, change: Change) -> None:
        """No schedule changes results beyond rounding; one that does is wrong code."""
        y = np.asarray(kernel(*batches.first()))
        expected = self.expected[self.batches.index(batches)]
        if not np.allclose(y, expected, rtol=1e-3, atol=1e-3 * _size(expected)):
            raise RuntimeError(
                f"the schedule with {change} gives other results; please report it"
            )

    def compare_all(self, old: Kernel, new: Kernel) -> list[Times]:
        result = []
        for b in self.batches:
            rounds = turns(b, old, new, self.rounds)
            us = tuple((1e6 * before, 1e6 * after) for before, after in rounds)
            result.append(Times(b.tokens, us, self.noise[b.tokens]))
        return result


def _size(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def _merged(changes: Sequence[Change]) -> list[Change]:
    """Each value once, from what it was at first to what it is at last."""
    merged: dict[tuple[str, int], Change] = {}
    for change in changes:
        key = change.parameter, change.regime
        first = merged.get(key, change)
        merged[key] = replace(change, tokens=first.tokens, old=first.old)
    return [change for change in merged.values() if change.old != change.new]
