# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The options of ``lookupffn bench``, and the run."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from typing import Any

from . import machine
from .cases import BATCHES, CODES, ELEMENTS, SHAPES, WHAT, Case, Shape
from .contenders import FAMILIES, OURS, SPECS, take_part

_DEFAULT: dict[str, Any] = {
    "what": ["layer", "lookup"],
    "shape": ["d512-t128-bh4"],
    "batch": [1, 16, 256, 4096],
    "tables": ["f32"],
    "peers": ["all"],
    "rounds": 5,
    "seconds": 0.1,
}

#: What starts fast, and as few rounds as show a spread.
_QUICK: dict[str, Any] = {
    "batch": [1, 64, 1024],
    "peers": ["torch-dense-f32-eager", "embedding-bag"],
    "rounds": 3,
    "seconds": 0.03,
}

_DESCRIPTION = """
Times layers of this package beside what could stand in their place: dense FFNs,
and the same lookup by other libraries. Every contender has a process of its own,
pinned to the same cores, and they take turns, so that all see the same
disturbances. Ratios are of medians over the rounds; the range beside them is
that of single rounds.
"""

_EPILOG = """
hot: one layer, called with fresh tokens from a pool of 8192. cold: as many
layers in turn as exceed four times the last cache. The time "without Python" is
that of a loop over the kernel's C function, called through ctypes.
"all" stands for every value of an option.
"""


def add_command(commands: Any) -> None:
    """Adds ``bench`` to the commands of ``lookupffn``."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "bench",
        help="time layers beside dense FFNs and other libraries",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    names = sorted(FAMILIES.keys() - {OURS})
    add = parser.add_argument
    add("--what", nargs="+", metavar="STAGE", help=f"{', '.join(WHAT)}; layer lookup")
    add("--shape", nargs="+", metavar="NAME",
        help=f"d<width>-t<tables>-<bh4|dense>; {SHAPES[0]}")
    add("--batch", nargs="+", metavar="N", help="tokens a call; 1 16 256 4096")
    add("--tables", nargs="+", metavar="TYPE",
        help=f"types of the rows: {', '.join(ELEMENTS)}; f32")
    add("--peers", nargs="+", metavar="NAME",
        help=f"none, {', '.join(names)}, or one with its variant, such as"
        f" {SPECS[-1].name}; all")
    add("--codes", nargs="+", metavar="KIND", default=["random"],
        help="random, or skewed as those of trained layers may be; random")
    add("--threads", nargs="+", type=int, metavar="N", default=[1],
        help="how many there are for each contender; 1")
    add("--cold", action="store_true", help="measure cold layers too")
    add("--rounds", type=int, metavar="N", help="turns of each contender; 5")
    add("--seconds", type=float, metavar="S", help="length of a turn; 0.1")
    add("--core", type=int, metavar="N", help="the first to pin to; the first")
    add("--seed", type=int, metavar="N", default=0, help="of weights and tokens; 0")
    add("--quick", action="store_true", help="less of everything, in under a minute")
    add("--json", metavar="FILE", help="write all numbers to FILE")
    add("--png", metavar="FILE", help="draw times by batch, and a roofline")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    """Measures and prints; 1 when one of ours has no number."""
    parser: argparse.ArgumentParser = options.parser
    _fill(options)
    try:
        _check(options)
        groups = _groups(options)
        for path in filter(None, (options.json, options.png)):
            # Before minutes are spent on numbers that have no place.
            open(path, "ab").close()
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"cannot write {error.filename}: {error.strerror}")
    try:
        from . import driver, report
        from .progress import Progress

        if options.png:
            from . import plot, roofs
    except ModuleNotFoundError as error:
        parser.error(
            f"bench needs {(error.name or '').partition('.')[0]}, which is not"
            " installed; pip install 'lookupffn[bench]'"
        )
    out = report.console()
    about = machine.describe(options.core)
    sizes = (f"{k} {machine.size(v)}" for k, v in about["caches"].items())
    out.print(
        f"{machine.cpu()}\n{', '.join(sizes)}; {about['cores']} cores, core"
        f" {options.core} and on; load {about['load']:.1f}; Python {about['python']}",
        soft_wrap=True,
    )
    settings = driver.Settings(
        tuple(options.batch), options.rounds, options.seconds, options.core
    )
    steps = sum(
        len(g.contenders) * (1 + len(options.batch))
        + len(options.batch) * options.rounds
        for g in groups
    )
    with Progress(steps) as progress:
        results = driver.measure(groups, settings, progress)
    report.show(out, results, groups)
    out.print("\n" + ", ".join(report.versions(results)), soft_wrap=True)
    if options.json:
        said = {k: v for k, v in vars(options).items() if k not in ("run", "parser")}
        record = report.to_json(results, about, said)
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(record, file, indent=1)
    if options.png:
        plot.draw(results, groups, roofs.measure(options.core), options.png)
    if any(m.spec.ours for m in results.missing):
        print("lookupffn itself was not measured, see above", file=sys.stderr)
        return 1
    return 0


def _fill(options: argparse.Namespace) -> None:
    """Gives options that were not given their values, and "all" its meaning."""
    values = _DEFAULT | (_QUICK if options.quick else {})
    for name, value in values.items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if options.core is None:
        options.core = min(os.sched_getaffinity(0))
    every = {
        "what": WHAT,
        "shape": SHAPES,
        "batch": BATCHES,
        "tables": tuple(ELEMENTS),
        "codes": CODES,
        "peers": tuple(FAMILIES),
    }
    for name, meaning in every.items():
        given = getattr(options, name)
        setattr(options, name, list(meaning) if given == ["all"] else given)
    if options.peers == ["none"]:
        options.peers = []


def _check(options: argparse.Namespace) -> None:
    """ValueError for what cannot be measured."""
    peers = [f for f in FAMILIES if f != OURS] + [s.name for s in SPECS if not s.ours]
    for name, known in (
        ("what", WHAT),
        ("tables", tuple(ELEMENTS)),
        ("codes", CODES),
        ("peers", (*peers, OURS)),
    ):
        for value in getattr(options, name):
            if value not in known:
                near = difflib.get_close_matches(value, known, 3, 0.4) or known
                raise ValueError(
                    f"unknown --{name} {value!r}, expected {', '.join(near)}"
                )
    try:
        options.batch = [int(batch) for batch in options.batch]
    except ValueError:
        raise ValueError(
            f"--batch is {' '.join(options.batch)}, expected numbers of tokens or all"
        ) from None
    allowed = os.sched_getaffinity(0)
    for name, values, most in (
        ("batch", options.batch, None),
        ("threads", options.threads, len(allowed)),
        ("rounds", [options.rounds], None),
    ):
        for value in values:
            if value < 1 or (most is not None and value > most):
                limit = f" and at most {most}, the cores there are" if most else ""
                raise ValueError(f"--{name} is {value}, expected at least 1{limit}")
    if not options.seconds > 0:
        raise ValueError(f"--seconds is {options.seconds}, expected more than 0")
    if options.core not in allowed:
        raise ValueError(
            f"--core is {options.core}, expected one of"
            f" {', '.join(map(str, sorted(allowed)))}"
        )


def _groups(options: argparse.Namespace) -> list[Any]:
    """The tables that there will be."""
    from .driver import Group

    groups = {}
    for what in options.what:
        for text in options.shape:
            shape = Shape.parse(text)
            if what in ("layer", "projection") and not shape.projection:
                raise ValueError(f"shape {text} has no projection, which {what} needs")
            if what in ("hash", "lookup"):
                # Such shapes may differ in nothing else.
                shape = Shape(shape.d, shape.tables, "")
            # A hash has no weights that could be cold.
            for cold in (False, True) if options.cold and what != "hash" else (False,):
                for codes in options.codes:
                    for threads in options.threads:
                        case = Case(
                            what, shape, codes, threads, seed=options.seed
                        )
                        chosen = take_part(what, options.tables, options.peers)
                        groups[case, cold] = Group(case, cold, tuple(chosen))
    return list(groups.values())
