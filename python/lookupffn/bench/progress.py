# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is being done, on standard error: a bar, or lines where nobody looks."""

from __future__ import annotations

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from .._progress import ProgressBar


class Progress(ProgressBar):
    """``with Progress(steps) as progress: progress.step(title, detail)``"""

    def __init__(self, steps: int) -> None:
        text = TextColumn("{task.description}", markup=False)
        columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), text)
        super().__init__(steps, *columns)
        self._title = ""

    def __enter__(self) -> Progress:
        super().__enter__()
        return self

    def step(self, title: str, detail: str) -> None:
        """Says what begins; ``title`` is what several steps have in common."""
        self._bar.update(self._task, advance=1, description=f"{title}: {detail}")
        if not self._console.is_terminal and title != self._title:
            self._print(title)
        self._title = title
