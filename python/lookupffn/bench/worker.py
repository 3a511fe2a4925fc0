# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The process of one contender: ``python -m lookupffn.bench.worker``.

One JSON request a line comes in and one JSON answer a line goes out. The first
request says who and what:

    {"spec": [family, element, mode], "case": {...}, "cores": [0]}
    -> {"version": "torch 2.13.0"}
    {"do": "prepare", "batch": 64}   builds what calls of this size need, runs one
    -> {"values": [[...], ...]}      the first results, to be compared
    {"do": "time", "seconds": 0.1}   one turn
    -> {"calls": [ns, ...], "loop": ns a call or null}

An answer {"error": reason} ends the process after the first request, and leaves
it where it was after others.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, TextIO

from .cases import Case, Shape
from .contenders import Call, Contender, Spec, Unsupported

#: Tokens of the first batch whose results are compared.
CHECKED = 4


class Worker:
    """Batches and layers in turn, each call with fresh tokens."""

    def __init__(self, contender: Contender) -> None:
        from . import data

        self.contender, self.at, self.short = contender, 0, True
        self.pool = data.inputs(contender.case)
        self.batches: list[tuple[Any, ...]] = []
        self.layers: list[Call] = []

    def prepare(self, batch: int) -> dict[str, Any]:
        from . import data

        contender = self.contender
        arrays = data.batches(self.pool, batch)
        self.batches = [contender.form(*a) for a in arrays]
        self.layers = list(contender.calls(batch))
        self.short = True
        for layer in self.layers:
            result = layer(*self.batches[0])
        return {"values": contender.values(result)[:CHECKED].astype(float).tolist()}

    def time(self, seconds: float) -> dict[str, Any]:
        calls: list[int] = []
        clock = time.perf_counter_ns
        # The contender before left its own data in the caches, which matters to
        # short calls only; the first ones are not counted.
        warm = clock() + int(seconds * 1e8)
        while self.short and clock() < warm:
            call, batch = self._next()
            call(*batch)
        end = clock() + int(seconds * 1e9)
        while not calls or clock() < end:
            call, batch = self._next()
            start = clock()
            call(*batch)
            calls.append(clock() - start)
        self.short = calls[-1] < seconds * 1e8
        turns = [self._next() for _ in calls[: max(1, len(calls) // 2)]]
        total = self.contender.loop(turns)
        return {"calls": calls, "loop": total and total / len(turns)}

    def _next(self) -> tuple[Call, tuple[Any, ...]]:
        self.at += 1
        layer = self.layers[self.at % len(self.layers)]
        return layer, self.batches[self.at % len(self.batches)]


def main() -> int:
    # Libraries print what they like; only answers go to the driver.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.readline())
    # Before a library counts the cores and starts its threads.
    os.sched_setaffinity(0, request["cores"])
    case = request["case"]
    case["shape"] = Shape(**case["shape"])
    try:
        contender = Spec(*request["spec"]).make(Case(**case))
        version = contender.version()
        worker = Worker(contender)
    except Exception as error:
        _answer(answers, {"error": _reason(error)})
        return 0
    _answer(answers, {"version": version})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "prepare":
                answer = worker.prepare(request["batch"])
            else:
                answer = worker.time(request["seconds"])
        except Exception as error:
            answer = {"error": _reason(error)}
        _answer(answers, answer)
    return 0


def _answer(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _reason(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return f"{package} is not installed; pip install 'lookupffn[bench]'"
    if isinstance(error, Unsupported):
        return str(error)
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}".rstrip(": ")


if __name__ == "__main__":
    sys.exit(main())
