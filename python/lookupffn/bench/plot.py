# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The picture: time by batch size with crossovers, and a roofline."""

from __future__ import annotations

import math
from typing import Any

import matplotlib

from .cases import work
from .driver import Group, Results, Times

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

#: Of one panel, in inches.
_SIZE = (8.0, 5.5)


def draw(
    results: Results, groups: list[Group], roofs: dict[str, float], path: str
) -> None:
    """Writes a PNG with a row for each group that has numbers.

    roofs: what ``roofs.measure`` returns.
    """
    shown = [g for g in groups if any(t.group == g for t in results.times)]
    figure, axes = pyplot.subplots(
        max(1, len(shown)),
        2,
        figsize=(2 * _SIZE[0], _SIZE[1] * max(1, len(shown))),
        squeeze=False,
        layout="constrained",
    )
    for group, (left, right) in zip(shown, axes):
        lines = _lines(results, group)
        _times(left, group, lines)
        _roofline(right, group, lines, roofs)
    figure.savefig(path, dpi=100, format="png")
    pyplot.close(figure)


def crossovers(
    ours: list[tuple[float, float]], peer: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Where two lines (batch, time) meet, as drawn on logarithmic axes."""
    known, found = dict(ours), []
    both = [(math.log(b), math.log(t), math.log(known[b])) for b, t in peer if b in known]
    for (x0, p0, o0), (x1, p1, o1) in zip(both, both[1:]):
        before, after = p0 - o0, p1 - o1
        if before * after < 0:
            at = before / (before - after)
            found.append((math.exp(x0 + at * (x1 - x0)), math.exp(o0 + at * (o1 - o0))))
    return found


def _lines(results: Results, group: Group) -> dict[str, list[Times]]:
    lines: dict[str, list[Times]] = {}
    for times in results.times:
        if times.group == group:
            lines.setdefault(times.spec.name, []).append(times)
    for line in lines.values():
        line.sort(key=lambda t: t.batch)
    return lines


def _points(line: list[Times]) -> list[tuple[float, float]]:
    """Batch sizes and microseconds a token."""
    return [(t.batch, t.median / 1e3 / t.batch) for t in line]


def _style(line: list[Times]) -> dict[str, Any]:
    if line[0].spec.ours:
        return {"marker": "o", "linewidth": 3.0, "zorder": 3}
    return {"marker": ".", "linewidth": 1.0}


def _times(axes: Any, group: Group, lines: dict[str, list[Times]]) -> None:
    axes.set_title(group.title)
    axes.set_xlabel("tokens a call")
    axes.set_ylabel("us a token, median")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.grid(alpha=0.3, which="both")
    ours = [_points(line) for line in lines.values() if line[0].spec.ours]
    for i, (name, line) in enumerate(lines.items()):
        points = _points(line)
        axes.plot(*zip(*points), label=name, color=f"C{i}", **_style(line))
        if not ours or line[0].spec.ours:
            continue
        for batch, time in crossovers(ours[0], points):
            axes.plot(batch, time, "x", color=f"C{i}", markersize=12, zorder=4)
            axes.annotate(f"{batch:.0f}", (batch, time), (4, 6),
                          textcoords="offset points")
    batches = sorted({t.batch for line in lines.values() for t in line})
    axes.set_xticks(batches, [str(b) for b in batches])
    axes.legend(fontsize="small")


def _roofline(
    axes: Any, group: Group, lines: dict[str, list[Times]], roofs: dict[str, float]
) -> None:
    axes.set_title("roofline of one core, as NumPy finds it; larger dots: more tokens")
    axes.set_xlabel("FLOP a byte that a call must read or write")
    axes.set_ylabel("GFLOP/s")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.grid(alpha=0.3, which="both")
    case, intensities = group.case, [1.0]
    for i, (name, line) in enumerate(lines.items()):
        for times in line:
            spec = times.spec
            done = work(spec.function, case.what, case.shape, spec.element, times.batch)
            x, y = done.flops / done.traffic, done.flops / times.median
            size = 12 + 6 * math.log2(times.batch)
            axes.scatter(x, y, size, color=f"C{i}", alpha=0.8)
            intensities.append(x)
    low, high = min(intensities) / 2, max(intensities) * 2
    peak = roofs["f32"]
    axes.axhline(peak, color="black", linewidth=1)
    axes.annotate(f"f32 {peak:.0f} GFLOP/s", (low, peak), (2, 3),
                  textcoords="offset points")
    for name, bandwidth in roofs.items():
        if name == "f32":
            continue
        ends = (low, min(high, max(low, peak / bandwidth)))
        axes.plot(ends, [e * bandwidth for e in ends], "--", color="grey")
        axes.annotate(f"{name} {bandwidth:.0f} GB/s", (low, low * bandwidth), (2, 3),
                      textcoords="offset points", color="grey")
