# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What tests and tools read from the README.

    readme.py block <language> <n>      prints the n-th code block
    readme.py stages <lookupffn-opt>    compares the table of stages with the
                                        pipeline; prints the differences
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def blocks(language: str) -> list[str]:
    """The text of all blocks fenced as ``language``, in order."""
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return fence.findall(README.read_text(encoding="utf-8"))


def stages() -> dict[str, list[str]]:
    """Passes of the project by stage, from the table of stages."""
    text = README.read_text(encoding="utf-8")
    section = text.split("\n## Stages\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", section, re.MULTILINE)
    return {name: re.findall(r"`([\w-]*lookupffn-[\w-]+)`", rest) for name, rest in rows}


def pipeline(opt: str, stage: str) -> list[str]:
    """Passes of the project that run up to ``stage``, in order."""
    command = [opt, f"--lookupffn-pipeline=stop-after={stage}"]
    command += ["--dump-pass-pipeline", "/dev/null"]
    dump = subprocess.run(command, capture_output=True, text=True, check=True)
    return re.findall(r"[\w-]*lookupffn-[\w-]+", dump.stderr)


def compare(opt: str) -> list[str]:
    """Differences between the table and the pipeline, as sentences."""
    found, before = [], []
    for stage, said in stages().items():
        passes = pipeline(opt, stage)
        real = list(dict.fromkeys(passes[len(before) :]))
        if passes[: len(before)] != before:
            found.append(f"stage {stage} does not begin with the one before it")
        if real != said:
            found.append(f"stage {stage} runs {real}, but the README says {said}")
        before = passes
    if before != pipeline(opt, "llvm"):
        found.append("the README's last stage is not the pipeline's")
    return found


if __name__ == "__main__":
    if sys.argv[1] == "stages":
        sys.exit("\n".join(compare(sys.argv[2])) or 0)
    sys.stdout.write(blocks(sys.argv[2])[int(sys.argv[3]) - 1])
