# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lets contenders take turns, and collects what they answer."""

from __future__ import annotations

import contextlib
import math
import os
import statistics
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Iterator

import numpy as np

from . import machine
from .cases import Case, layers_to_exceed, weight_bytes
from .contenders import Spec
from .process import NotMeasured, Process

if TYPE_CHECKING:
    # The tables that there will be are known before it is known that rich, which
    # shows progress, is installed.
    from .progress import Progress

#: Largest relative L2 distance between results of two contenders that compute the
#: same, by the less exact type.
TOLERANCE = {"f32": 1e-4, "f16": 1e-2, "bf16": 3e-2, "i8": 1e-1}

#: The same for layers, where rounding may flip a bit of a code. One of them moves
#: four tokens of 64 tables by 0.1; a wrong layer is off by more than 1.
FLIPPED = 0.3

#: Each is compiled on its own, which takes about 0.2 s.
MOST_LAYERS = 512


@dataclass(frozen=True)
class Group:
    """Measurements that stand in one table: a case, at several batch sizes.

    cold: layers take turns, each contender as many as exceed the last cache.
    """

    case: Case
    cold: bool
    contenders: tuple[Spec, ...]

    @property
    def title(self) -> str:
        case = self.case
        return (
            f"{case.what}, {case.shape.name}, {'cold' if self.cold else 'hot'},"
            f" {case.codes} codes, {case.threads}"
            f" thread{'s' if case.threads > 1 else ''}"
        )


@dataclass
class Times:
    """What one contender took for one batch size, in ns a call.

    rounds: the median of each turn.
    loops: the mean of each turn's loop without Python, for ours.
    """

    group: Group
    spec: Spec
    batch: int
    version: str
    layers: int
    rounds: list[float] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    loops: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def spread(self) -> float:
        """Distance between the slowest and the fastest round by the median."""
        return (max(self.rounds) - min(self.rounds)) / self.median

    @property
    def kernel(self) -> float | None:
        return statistics.median(self.loops) if self.loops else None

    def percentile(self, percent: float) -> float:
        """Of single calls, the nearest rank."""
        ordered = sorted(self.calls)
        return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


@dataclass(frozen=True)
class Missing:
    """A contender without a number, and why; batch None is all of them."""

    group: Group
    spec: Spec
    batch: int | None
    reason: str


@dataclass(frozen=True)
class Ratio:
    """A peer's time by ours: above 1 ours is faster.

    value: of the medians.
    low, high: the least and the greatest of the rounds.
    """

    value: float
    low: float
    high: float


def ratio(peer: Times, ours: Times) -> Ratio:
    each = [p / o for p, o in zip(peer.rounds, ours.rounds)]
    return Ratio(peer.median / ours.median, min(each), max(each))


@dataclass
class Results:
    times: list[Times] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def baselines(self, group: Group, batch: int) -> list[Times]:
        """Ours, to which the peers of a batch size are compared."""
        found = self.of(group, batch)
        return [t for t in found if t.spec.ours]

    def of(self, group: Group, batch: int) -> list[Times]:
        return [t for t in self.times if t.group == group and t.batch == batch]


@dataclass(frozen=True)
class Settings:
    """How long to measure.

    seconds: of a turn.
    core: the first of those that every process is pinned to.
    """

    batches: tuple[int, ...]
    rounds: int
    seconds: float
    core: int


def measure(groups: list[Group], settings: Settings, progress: Progress) -> Results:
    """Runs all groups, one after the other."""
    results = Results()
    for group in groups:
        _Run(group, settings, progress, results).run()
    return results


class _Run:
    """One group: its processes live as long as it is measured."""

    def __init__(
        self, group: Group, settings: Settings, progress: Progress, results: Results
    ) -> None:
        self.group, self.settings = group, settings
        self.progress, self.results = progress, results
        first = settings.core
        allowed = sorted(os.sched_getaffinity(0))
        at = allowed.index(first)
        self.cores = (allowed[at:] + allowed[:at])[: group.case.threads]
        self.layers: dict[Spec, int] = {}
        self.processes: dict[Spec, Process] = {}

    def run(self) -> None:
        try:
            for spec in self.group.contenders:
                self.progress.step(self.group.title, f"start {spec.name}")
                with self._reported(spec, None):
                    self.processes[spec] = self._start(spec)
            for batch in self.settings.batches:
                self._batch(batch)
        finally:
            for process in self.processes.values():
                process.close()

    def _start(self, spec: Spec) -> Process:
        case = self.group.case
        size = weight_bytes(spec.function, case.what, case.shape, spec.element)
        layers = 1
        if self.group.cold:
            layers = layers_to_exceed(machine.last_level_cache(self.cores[0]), size)
            if layers > MOST_LAYERS:
                raise NotMeasured(
                    f"{layers} layers would have to take turns to exceed the cache,"
                    f" and {MOST_LAYERS} is the limit"
                )
        available = machine.available_memory()
        if size * layers > available / 2:
            raise NotMeasured(
                f"its weights take {machine.size(size * layers)}, more than half of"
                f" the {machine.size(available)} of memory that are available"
            )
        self.layers[spec] = layers
        return Process(spec, replace(case, layers=layers), self.cores)

    def _batch(self, batch: int) -> None:
        title = f"{self.group.title}, {batch} token{'s' if batch > 1 else ''} a call"
        found: dict[Spec, Times] = {}
        first: dict[str, Compared] = {}
        for spec, process in self.processes.items():
            self.progress.step(title, f"prepare {spec.name}")
            with self._reported(spec, batch):
                answer = process.ask(do="prepare", batch=batch)
                compare(self.group.case.what, first, Compared(spec, answer["values"]))
                found[spec] = Times(
                    self.group,
                    spec,
                    batch,
                    process.version,
                    self.layers[spec],
                )
        for number in range(self.settings.rounds):
            self.progress.step(title, f"round {number + 1}")
            order = list(found)
            # Nobody always comes after the same neighbour.
            at = number % max(1, len(order))
            for spec in order[at:] + order[:at]:
                measured = False
                with self._reported(spec, batch):
                    self._turn(found[spec])
                    measured = True
                if not measured:
                    # What lacks rounds cannot be compared round by round.
                    del found[spec]
        self.results.times += found.values()

    def _turn(self, times: Times) -> None:
        process = self.processes[times.spec]
        answer = process.ask(do="time", seconds=self.settings.seconds)
        times.rounds.append(statistics.median(answer["calls"]))
        times.calls += answer["calls"]
        if answer["loop"]:
            times.loops.append(answer["loop"])

    @contextlib.contextmanager
    def _reported(self, spec: Spec, batch: int | None) -> Iterator[None]:
        """Notes why a contender has no number, and goes on without it."""
        try:
            yield
        except NotMeasured as error:
            self.results.missing.append(Missing(self.group, spec, batch, str(error)))


@dataclass(frozen=True)
class Compared:
    """The first results of a contender, [tokens, ...]."""

    spec: Spec
    values: list[list[float]]


def compare(what: str, first: dict[str, Compared], new: Compared) -> None:
    """NotMeasured when a result is not that of the first of its function, which
    ``first`` keeps."""
    known = first.setdefault(new.spec.function, new)
    limit = max(TOLERANCE[known.spec.element], TOLERANCE[new.spec.element])
    if what == "layer":
        limit = max(limit, FLIPPED)
    a, b = np.array(known.values), np.array(new.values)
    if a.shape != b.shape:
        raise NotMeasured(
            f"its result has shape {b.shape[1:]} a token, and that of"
            f" {known.spec.name} {a.shape[1:]}"
        )
    distance = float(np.linalg.norm(a - b) / np.linalg.norm(a))
    if not distance <= limit:
        raise NotMeasured(
            f"its results differ from those of {known.spec.name} by {distance:.1e},"
            f" more than {limit:.0e}"
        )
