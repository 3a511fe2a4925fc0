# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times the lookup alone beside torch's embedding_bag: ``python -m lookupffn.bench``.

128 tables of 256 rows of 512 f32 (64 MiB), codes (i64) and scores from outside,
one thread. Each contender has a process of its own, since two libraries in one
process share allocators and thread pools. Both are pinned to the same core and
take turns, so that both see the same disturbances.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from typing import Any, Callable

TABLES, BITS, WIDTH = 128, 8, 512
ROWS = 1 << BITS
Call = Callable[[Any, Any], Any]


def batches(tokens: int) -> list[tuple[Any, Any]]:
    """Seeded (code, score) batches, so many that calls do not find their rows
    in the cache of the call before."""
    import numpy as np

    rng = np.random.default_rng(tokens)
    shape = (tokens, TABLES)
    return [
        (rng.integers(0, ROWS, shape), rng.random(shape, np.float32))
        for _ in range(max(4, 4096 // tokens))
    ]


def tables() -> Any:
    import numpy as np

    shape = (TABLES, ROWS, WIDTH)
    return np.random.default_rng(0).standard_normal(shape, np.float32)


def ours() -> tuple[str, Callable[[Any, Any], tuple[Any, Any]], Call]:
    """Version, the form in which the call wants a batch, and the call."""
    import lookupffn

    layer = lookupffn.Layer(tables=tables(), projection="external")
    kernel = lookupffn.compile(layer, code_type="i64")
    version = f"lookupffn {lookupffn.__version__}"
    return version, lambda code, score: (code, score), kernel


def torch_bag() -> tuple[str, Callable[[Any, Any], tuple[Any, Any]], Call]:
    import numpy as np
    import torch
    from torch.nn.functional import embedding_bag

    torch.set_num_threads(1)
    flat = torch.from_numpy(tables().reshape(TABLES * ROWS, WIDTH))
    base = np.arange(TABLES) * ROWS

    def form(code: Any, score: Any) -> tuple[Any, Any]:
        return torch.from_numpy(code + base), torch.from_numpy(score)

    def call(code: Any, score: Any) -> Any:
        return embedding_bag(code, flat, mode="sum", per_sample_weights=score)

    # Autograd bookkeeping is off for the whole process.
    torch.set_grad_enabled(False)
    return f"torch {torch.__version__}", form, call


CONTENDERS = {"lookupffn": ours, "torch": torch_bag}


def work(name: str, core: int) -> int:
    """A contender's process: one JSON request a line in, one answer a line out."""
    os.sched_setaffinity(0, {core})
    try:
        version, form, call = CONTENDERS[name]()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
        return 0
    print(json.dumps({"version": version}), flush=True)
    pools: dict[int, list[tuple[Any, Any]]] = {}
    at = 0
    for line in sys.stdin:
        request = json.loads(line)
        tokens = request["tokens"]
        if tokens not in pools:
            pools[tokens] = [form(*batch) for batch in batches(tokens)]
        pool = pools[tokens]
        if request.get("check"):
            y = call(*pool[0])
            answer: Any = [float(v) for v in y[0, :: WIDTH // 8]]
        else:
            answer = []
            end = time.perf_counter() + request["seconds"]
            while time.perf_counter() < end:
                code, score = pool[at % len(pool)]
                at += 1
                start = time.perf_counter_ns()
                call(code, score)
                answer.append(time.perf_counter_ns() - start)
        print(json.dumps(answer), flush=True)
    return 0


class Contender:
    """The parent's side of a contender's process."""

    def __init__(self, name: str, core: int) -> None:
        self.name = name
        threads = {f"{v}_NUM_THREADS": "1" for v in ("OMP", "OPENBLAS", "MKL")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lookupffn.bench"]
            + ["--worker", name, "--core", str(core)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **threads},
        )
        hello = self._answer()
        self.missing: str | None = hello.get("missing")
        self.version: str = hello.get("version", "")

    def ask(self, **request: Any) -> Any:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"the process of {self.name} ended with status"
                f" {self.process.wait()}; its message stands above"
            )
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def cpu() -> str:
    """Name and vector features of this machine."""
    known = "sse4_2 avx avx2 fma f16c avx512f avx512bw avx512vl avx512_bf16"
    known += " avx512_fp16 avx512_vnni amx_tile amx_bf16 asimd sve sve2 bf16"
    name, flags = platform.machine(), set[str]()
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                key, _, value = line.partition(":")
                if key.strip() == "model name":
                    name = value.strip()
                elif key.strip() in ("flags", "Features"):
                    flags = set(value.split())
    except OSError:
        pass
    return f"{name}; {' '.join(f for f in known.split() if f in flags)}"


def compare(contenders: list[Contender], tokens: int, seconds: float) -> None:
    """Prints one block of the result."""
    checks = [c.ask(tokens=tokens, check=True) for c in contenders]
    for values in checks[1:]:
        worst = max(abs(a - b) for a, b in zip(checks[0], values))
        if not worst <= 1e-3:
            raise RuntimeError(f"results differ by {worst}; nothing was timed")
    times: dict[str, list[int]] = {c.name: [] for c in contenders}
    turn = 0.1
    for c in contenders:
        c.ask(tokens=tokens, seconds=turn)
    for _ in range(max(3, round(seconds / turn))):
        for c in contenders:
            times[c.name] += c.ask(tokens=tokens, seconds=turn)
    medians = {name: statistics.median(t) for name, t in times.items()}
    print(f"\n{tokens} tokens a call")
    for name, t in times.items():
        print(
            f"  {name:10} median {medians[name] / 1e3:10.1f} us"
            f"   min/median {min(t) / medians[name]:.2f}"
            f"   {1e9 * tokens / medians[name]:12,.0f} tokens/s"
            f"   {len(t)} calls"
        )
    if len(medians) == 2:
        ratio = medians["torch"] / medians["lookupffn"]
        print(f"  torch / lookupffn: {ratio:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m lookupffn.bench", description=__doc__
    )
    parser.add_argument("--tokens", type=int, nargs="+", default=[1, 64, 4096])
    parser.add_argument("--seconds", type=float, default=3.0,
                        help="for each contender and batch size (default: 3)")
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--worker", choices=CONTENDERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        return work(arguments.worker, arguments.core)

    contenders = []
    for name in CONTENDERS:
        contender = Contender(name, arguments.core)
        if contender.missing:
            print(f"{name} is left out ({contender.missing}); install it with"
                  " pip install 'lookupffn[bench]'")
        else:
            contenders.append(contender)
    print(f"lookup alone: {TABLES} tables x {ROWS} rows x {WIDTH} f32, one thread"
          f" on core {arguments.core}\n{cpu()}\nPython"
          f" {platform.python_version()}, "
          + ", ".join(c.version for c in contenders))
    for tokens in arguments.tokens:
        compare(contenders, tokens, arguments.seconds)
    for contender in contenders:
        contender.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
