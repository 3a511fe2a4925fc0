# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is searched: a parameter that is worth measuring is a line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator


@dataclass(frozen=True)
class Parameter:
    """A number of ``#lookupffn.schedule``, tuned for each batch regime.

    ops: whose schedules have it; they get the same value. With none it is a
        number of ``#lookupffn.regime``.
    everywhere: all regimes have the same value.
    flag: false and true in the file, 0 and 1 here.
    values: in the order of what they do, so that neighbours are alike; what a
        target cannot have is skipped.
    """

    name: str
    ops: tuple[str, ...]
    values: tuple[int, ...]
    everywhere: bool = False
    flag: bool = False

    def parse(self, text: str) -> int:
        return ("false", "true").index(text) if self.flag else int(text)

    def format(self, value: int) -> str:
        return ("false", "true")[value] if self.flag else str(value)

    def neighbours(self, value: int, direction: int) -> Iterator[int]:
        """The values after ``value`` (1), or before it (-1), the nearest first."""
        if value in self.values:
            at = self.values.index(value)
            before, after = self.values[:at], self.values[at + 1 :]
        else:
            before = tuple(v for v in self.values if v < value)
            after = tuple(v for v in self.values if v > value)
        return iter(after) if direction > 0 else reversed(before)

    def __str__(self) -> str:
        return f"{'/'.join(self.ops) or 'regime'} {self.name}"


#: In the order of the search: what moves most comes first.
SPACE = (
    # 0 is all of them.
    Parameter("tile_tables", ("lookup",), (2, 4, 8, 16, 32, 64, 0)),
    Parameter("tile_columns", ("lookup",), (32, 64, 96, 128, 192, 256, 384, 512)),
    Parameter("slice_columns", ("lookup",), (32, 64, 128, 256, 0), everywhere=True),
    Parameter("slab", ("lookup",), (0, 1), flag=True),
    Parameter("prefetch_rows", ("lookup",), (0, 1, 2, 4, 8, 12, 16, 24, 32, 64, 128)),
    Parameter("prefetch_locality", ("lookup",), (1, 2, 3)),
    Parameter("tile_tokens", ("project",), (1, 2, 3, 4, 5, 6, 7, 8, 12, 14)),
    # One loop over panels holds all three.
    Parameter(
        "panel_tokens", ("layer_norm", "project", "hash"), (12, 24, 36, 64, 96, 128)
    ),
    Parameter(
        "min_tokens", (), (2, 4, 8, 16, 32, 64, 128, 256, 512, 768, 1024, 2048, 4096)
    ),
)


def fit(numbers: dict[str, str]) -> None:
    """Changes what goes with the others: a tile of a slab is as wide as a slice."""
    if numbers.get("slab") == "true":
        numbers["tile_columns"] = numbers.get("slice_columns", "0")
