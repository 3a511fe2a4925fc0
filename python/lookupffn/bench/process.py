# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The driver's side of a contender's process."""

from __future__ import annotations

import dataclasses
import json
import os
import select
import subprocess
import sys
import tempfile
from typing import Any

from .cases import Case
from .contenders import Spec

#: Seconds that an answer may take; compilers that are measured can be slow.
PATIENCE = 600.0


def threads(count: int) -> dict[str, str]:
    """Variables that libraries read, when they are loaded, for a number of threads."""
    libraries = ("OMP", "OPENBLAS", "MKL", "BLIS")
    return {f"{name}_NUM_THREADS": str(count) for name in libraries}


class NotMeasured(Exception):
    """Why a contender has no number; the message is shown."""


class Process:
    """Starts the worker of a contender; NotMeasured when it cannot serve."""

    def __init__(self, spec: Spec, case: Case, cores: list[int]) -> None:
        self.spec = spec
        self._log = tempfile.TemporaryFile("w+", errors="replace")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lookupffn.bench.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **threads(len(cores))},
        )
        self._rest = b""
        try:
            answer = self.ask(
                spec=dataclasses.astuple(spec),
                case=dataclasses.asdict(case),
                cores=cores,
            )
        except BaseException:
            self.close()
            raise
        self.version: str = answer["version"]

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise NotMeasured(self._death()) from None
        answer: dict[str, Any] = json.loads(self._line())
        if "error" in answer:
            raise NotMeasured(answer["error"])
        return answer

    def close(self) -> None:
        """Ends the process, whatever it does at the moment."""
        self._process.kill()
        self._process.communicate()
        self._log.close()

    def _line(self) -> bytes:
        assert self._process.stdout
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
            if not ready:
                # Else its answer would be taken for that to the next request.
                self._process.kill()
                raise NotMeasured(f"no answer within {PATIENCE:.0f} s")
            part = os.read(self._process.stdout.fileno(), 1 << 20)
            if not part:
                raise NotMeasured(self._death())
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _death(self) -> str:
        status = self._process.wait()
        self._log.seek(0)
        lines = [line for line in self._log.read().splitlines() if line.strip()]
        ended = f"its process ended with status {status}"
        return f"{ended}: {lines[-1].strip()}" if lines else ended
