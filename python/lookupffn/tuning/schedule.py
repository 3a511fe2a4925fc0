# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A schedule file as numbers that can be changed."""

from __future__ import annotations

import re
from typing import Any

from .space import Parameter, fit

_PIECES = re.compile(
    r'name = "lookupffn\.(\w+)"|#lookupffn\.(schedule|regime)<([^>]*)>'
)


class Schedule:
    """The text of a schedule file with one entry point, cut where its numbers are.

    What has the value 0, or false, may be absent from an attribute.
    """

    def __init__(self, text: str) -> None:
        self._between: list[str] = []
        self._attributes: list[tuple[str, int, dict[str, str]]] = []
        at, op, regime = 0, "", 0
        for match in _PIECES.finditer(text):
            if match[1]:
                op, regime = match[1], 0
                continue
            owner = "" if match[2] == "regime" else op
            numbers = dict(pair.split(" = ") for pair in match[3].split(", "))
            self._between.append(text[at : match.start(3)])
            self._attributes.append((owner, regime, numbers))
            at, regime = match.end(3), regime + 1
        self._between.append(text[at:])

    @property
    def regimes(self) -> int:
        return sum(owner == "" for owner, _, _ in self._attributes)

    def tokens(self, regime: int) -> int:
        """The number of tokens that a regime begins at."""
        starts = [n["min_tokens"] for owner, _, n in self._attributes if not owner]
        return int(starts[regime])

    def regime_of(self, tokens: int) -> int:
        """The number of the regime that a call of so many tokens runs in."""
        return sum(self.tokens(r) <= tokens for r in range(self.regimes)) - 1

    def get(self, parameter: Parameter, regime: int) -> int | None:
        """None where nothing has it: no such op, or not on the fast path."""
        found = self._find(parameter, regime)
        if not found or any(n.get("path", '"fast"') != '"fast"' for n in found):
            return None
        # The first regime begins at 0.
        if regime == 0 and not parameter.ops or regime and parameter.everywhere:
            return None
        return parameter.parse(found[-1].get(parameter.name, parameter.format(0)))

    def changed(self, parameter: Parameter, regime: int, value: int) -> Schedule:
        copy = Schedule(str(self))
        for numbers in copy._find(parameter, regime):
            numbers[parameter.name] = parameter.format(value)
            fit(numbers)
        return copy

    def _find(self, parameter: Parameter, regime: int) -> list[dict[str, str]]:
        owners = parameter.ops or ("",)
        return [
            numbers
            for owner, number, numbers in self._attributes
            if owner in owners and (number == regime or parameter.everywhere)
        ]

    def __str__(self) -> str:
        parts = [self._between[0]]
        for (_, _, numbers), text in zip(self._attributes, self._between[1:]):
            parts.append(", ".join(f"{k} = {v}" for k, v in numbers.items()))
            parts.append(text)
        return "".join(parts)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Schedule) and str(self) == str(other)
