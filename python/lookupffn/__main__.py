# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The command ``lookupffn``, which is ``python -m lookupffn`` too."""

from __future__ import annotations

import argparse
import sys

from . import __version__
from .bench import command as bench
from .tuning import command as tuning


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="lookupffn", description="Tools for lookup-based feed-forward layers."
    )
    parser.add_argument(
        "--version", action="version", version=f"lookupffn {__version__}"
    )
    commands = parser.add_subparsers(title="commands", required=True)
    bench.add_command(commands)
    tuning.add_command(commands)
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


if __name__ == "__main__":
    sys.exit(main())
