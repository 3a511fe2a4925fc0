# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The options of ``lookupffn tune``, and the run."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import Any

from ..bench.cases import ELEMENTS, SHAPES, Case, Shape
from ..errors import CheckpointError
from ..layer import Layer
from .search import tune

_DESCRIPTION = """
Searches schedules for a layer on this machine. One parameter after the other is
changed, and each change takes turns with the best so far on fresh random tokens;
it stays when it is faster by more than equal kernels differ. The result is
written to a file, which compile(layer, schedule="tuned") finds for all layers of
the same shape on such a machine.
"""

_EPILOG = """
Use a quiet machine: what else runs on it is noise, and hides what could be
gained. Ctrl-C ends the search, and nothing is written.
"""


def add_command(commands: Any) -> None:
    """Adds ``tune`` to the commands of ``lookupffn``."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "tune",
        help="search schedules for a layer on this machine",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    add = parser.add_argument
    add("--checkpoint", metavar="FILE",
        help="safetensors file with the layer; a random one of --shape")
    add("--prefix", metavar="TEXT", default="",
        help="what the checkpoint has before the layer's keys; nothing")
    add("--projection", metavar="KIND",
        help="kind, where the checkpoint has no projection weight: identity,"
        " pairwise, external")
    add("--shape", metavar="NAME",
        help=f"d<width>-t<tables>-<bh4|dense>, without a checkpoint; {SHAPES[0]}")
    add("--tables", metavar="TYPE",
        help=f"type of the rows: {', '.join(ELEMENTS)}; that of the checkpoint, else"
        " f32")
    add("--batch", nargs="+", type=int, metavar="N", default=[1, 16, 64, 1024],
        help="tokens a call; 1 16 64 1024")
    add("--threads", type=int, metavar="N", default=1, help="of a call; 1")
    add("--seconds", type=float, metavar="S", default=30.0, help="of the search; 30")
    add("--output", metavar="FILE",
        help="schedule file to write; where compile(schedule=\"tuned\") finds it")
    add("--cache", metavar="DIR",
        help="folder of compiled code and tuned schedules; $LOOKUPFFN_CACHE, else"
        " the user's")
    add("--seed", type=int, metavar="N", default=0, help="of weights and tokens; 0")
    add("--json", metavar="FILE", help="write all numbers to FILE")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    """Tunes and prints; 130 when it is interrupted."""
    parser: argparse.ArgumentParser = options.parser
    try:
        from .progress import Progress
    except ModuleNotFoundError:
        parser.error("tune needs rich, which is not installed; pip install"
                     " 'lookupffn[tune]'")
    try:
        layer = _layer(options)
        if options.json:
            # Before the time is spent on numbers that have no place.
            open(options.json, "ab").close()
        with Progress(options.seconds) as progress:
            found = tune(
                layer,
                seconds=options.seconds,
                batches=options.batch,
                threads=options.threads,
                path=options.output,
                cache=options.cache if options.cache is not None else True,
                seed=options.seed,
                progress=progress.line,
            )
    except (ValueError, CheckpointError) as error:
        parser.error(str(error))
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        parser.error(f"{name}{error.strerror or error}")
    except KeyboardInterrupt:
        print("interrupted; no schedule is written", file=sys.stderr)
        return 130
    print(f"{layer!r}, {options.threads} thread{'s'[: options.threads > 1]}")
    print(found)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            record = {"layer": repr(layer), **dataclasses.asdict(found)}
            json.dump(record, file, indent=1)
    return 0


def _layer(options: argparse.Namespace) -> Layer:
    """ValueError for options that do not go together."""
    tables = options.tables
    if tables is not None and tables not in ELEMENTS:
        raise ValueError(f"unknown --tables {tables!r}, expected {', '.join(ELEMENTS)}")
    if options.checkpoint is None:
        if options.prefix or options.projection:
            raise ValueError("--prefix and --projection go with --checkpoint; add it")
        from ..bench import data

        shape = Shape.parse(options.shape or SHAPES[0])
        if not shape.projection:
            raise ValueError(
                f"shape {shape.name} has no projection; add -bh4 or -dense"
            )
        return data.layer(Case("layer", shape, seed=options.seed), tables or "f32")
    if options.shape:
        raise ValueError("--shape is for random layers; drop it, or --checkpoint")
    layer = Layer.from_safetensors(
        options.checkpoint, options.prefix, projection=options.projection
    )
    return layer.with_table_type(tables) if tables else layer
