# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What was tried, on standard error: beside a bar, or line by line where nobody
looks."""

from __future__ import annotations

import time

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

from .._progress import ProgressBar


class Progress(ProgressBar):
    """``with Progress(seconds) as progress: progress.line(text)``"""

    def __init__(self, seconds: float) -> None:
        text = TextColumn("{task.description}", markup=False)
        super().__init__(seconds, BarColumn(20), TimeElapsedColumn(), text)

    def __enter__(self) -> Progress:
        super().__enter__()
        return self

    def line(self, text: str) -> None:
        """Says what was found; what was taken stays to be seen."""
        seconds = time.monotonic() - self._start
        self._bar.update(self._task, completed=seconds, description=text)
        if text.endswith("taken") or not self._console.is_terminal:
            self._print(text)
