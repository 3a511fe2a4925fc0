# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A bar on standard error, for commands that take a while."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import ProgressColumn


class ProgressBar:
    """``with ProgressBar(total, *columns)``; nothing is drawn where nobody looks."""

    def __init__(self, total: float, *columns: ProgressColumn) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bar = Bar(
            *columns,
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=total)
        self._start = time.monotonic()

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def _print(self, text: str) -> None:
        """A line that stays, after the seconds so far."""
        seconds = time.monotonic() - self._start
        line = f"{seconds:5.0f} s  {text}"
        self._console.print(line, soft_wrap=True, markup=False)
