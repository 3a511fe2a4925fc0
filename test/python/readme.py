# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The README's code blocks. ``readme.py <language> <n>`` prints the n-th one."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def blocks(language: str) -> list[str]:
    """The text of all blocks fenced as ``language``, in order."""
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return fence.findall(README.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.stdout.write(blocks(sys.argv[1])[int(sys.argv[2]) - 1])
