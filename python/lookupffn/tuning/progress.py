# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What was tried, on standard error: beside a bar, or line by line where nobody
looks."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar


class Progress:
    """``with Progress(seconds) as progress: progress.line(text)``"""

    def __init__(self, seconds: float) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bar = Bar(
            BarColumn(20),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=seconds)
        self._start = time.monotonic()

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def line(self, text: str) -> None:
        """Says what was found; what was taken stays to be seen."""
        seconds = time.monotonic() - self._start
        self._bar.update(self._task, completed=seconds, description=text)
        if text.endswith("taken") or not self._console.is_terminal:
            line = f"{seconds:5.0f} s  {text}"
            self._console.print(line, soft_wrap=True, markup=False)
