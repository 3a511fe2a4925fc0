# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The results as tables, and as what goes into the JSON file."""

from __future__ import annotations

import dataclasses
from typing import Any

from rich.console import Console
from rich.table import Table

from .driver import Group, Results, Times, ratio

#: Columns of a line where standard output is not a terminal that tells.
WIDTH = 120

#: Version of the JSON file's form.
FORMAT = 1


def console() -> Console:
    found = Console(highlight=False)
    return found if found.is_terminal else Console(width=WIDTH, highlight=False)


def show(out: Console, results: Results, groups: list[Group]) -> None:
    """Prints a table for each group, and below it what was not measured."""
    for group in groups:
        out.print()
        if any(t.group == group for t in results.times):
            out.print(_table(results, group))
        else:
            out.print(group.title)
        reasons: dict[tuple[str, str], list[str]] = {}
        for m in results.missing:
            if m.group == group:
                batches = reasons.setdefault((m.spec.name, m.reason), [])
                batches += [str(m.batch)] if m.batch else []
        for (name, reason), batches in reasons.items():
            at = f" at {', '.join(batches)}" if batches else ""
            line = f"{name}{at} not measured: {reason}"
            out.print(line, soft_wrap=True, markup=False)


def _table(results: Results, group: Group) -> Table:
    table = Table(title=group.title, title_justify="left", title_style="bold")
    table.add_column("tokens\na call", justify="right")
    table.add_column("contender")
    table.add_column("us a token\nmedian", justify="right")
    table.add_column("\nmin", justify="right")
    table.add_column("\nspread", justify="right")
    table.add_column("us a call\np50", justify="right")
    table.add_column("\np99", justify="right")
    table.add_column("time by ours\n(range of rounds)", justify="right")
    for batch in sorted({t.batch for t in results.times if t.group == group}):
        ours = results.baselines(group, batch)
        table.add_section()
        for times in results.of(group, batch):
            table.add_row(str(batch), *_cells(times, ours))
            if times.kernel is not None:
                loop = _number(times.kernel / 1e3 / batch)
                table.add_row("", "  without Python", loop, *[""] * 5, style="dim")
    return table


def _cells(times: Times, ours: list[Times]) -> list[str]:
    by = 1e3 * times.batch
    # Beside ours with the same type of rows, or with the first if there is none.
    same = [t for t in ours if t.spec.element == times.spec.element] or ours
    compared = ""
    if same and not times.spec.ours:
        r = ratio(times, same[0])
        compared = f"{r.value:.2f} ({r.low:.2f}-{r.high:.2f})"
        if len(ours) > 1:
            compared = f"{same[0].spec.element}: {compared}"
    single = times.batch == 1
    return [
        times.spec.name,
        _number(times.median / by),
        _number(min(times.calls) / by),
        f"{times.spread:.0%}",
        _number(times.percentile(50) / 1e3) if single else "",
        _number(times.percentile(99) / 1e3) if single else "",
        compared,
    ]


def _number(value: float) -> str:
    """Three digits, without an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def versions(results: Results) -> list[str]:
    """Names and versions of what was measured, each once."""
    return list(dict.fromkeys(t.version for t in results.times))


def to_json(results: Results, machine: dict[str, Any], settings: Any) -> dict[str, Any]:
    """Times in microseconds a call, sizes in bytes."""
    return {
        "format": FORMAT,
        "machine": machine,
        "versions": versions(results),
        "settings": settings,
        "results": [_record(results, t) for t in results.times],
        "not_measured": [
            {
                **_group(m.group),
                "contender": m.spec.name,
                "batch": m.batch,
                "reason": m.reason,
            }
            for m in results.missing
        ],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "what": group.case.what,
        "shape": group.case.shape.name,
        "cache": "cold" if group.cold else "hot",
        "codes": group.case.codes,
    }


def _record(results: Results, times: Times) -> dict[str, Any]:
    ours = results.baselines(times.group, times.batch)
    return {
        **_group(times.group),
        "contender": times.spec.name,
        "version": times.version,
        "batch": times.batch,
        "threads": times.group.case.threads,
        "layers": times.layers,
        "calls": len(times.calls),
        "median_us": times.median / 1e3,
        "min_us": min(times.calls) / 1e3,
        "p50_us": times.percentile(50) / 1e3,
        "p99_us": times.percentile(99) / 1e3,
        "spread": times.spread,
        "rounds_us": [r / 1e3 for r in times.rounds],
        "kernel_us": None if times.kernel is None else times.kernel / 1e3,
        "ratios": {
            base.spec.name: dataclasses.asdict(ratio(times, base)) for base in ours
        },
    }
