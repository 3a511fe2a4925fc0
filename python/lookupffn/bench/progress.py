# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is being done, on standard error: a bar, or lines where nobody looks."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar


class Progress:
    """``with Progress(steps) as progress: progress.step(title, detail)``"""

    def __init__(self, steps: int) -> None:
        self._console = Console(stderr=True)
        self._bar = Bar(
            BarColumn(20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=steps)
        self._title, self._start = "", time.monotonic()

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

    def step(self, title: str, detail: str) -> None:
        """Says what begins; ``title`` is what several steps have in common."""
        self._bar.update(self._task, advance=1, description=f"{title}: {detail}")
        if not self._console.is_terminal and title != self._title:
            seconds = time.monotonic() - self._start
            self._console.print(f"{seconds:5.0f} s  {title}", soft_wrap=True)
        self._title = title
