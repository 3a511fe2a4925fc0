# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a checkpoint, compiles its first layer, checks it, and times it.

The times stand beside a dense FFN 512-2048-512 in NumPy and, when torch is
installed, in torch. All of them run on one thread.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Callable

# Read when NumPy and torch are loaded, so this comes before them.
for _name in ("OMP", "OPENBLAS", "MKL", "BLIS"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402

import lookupffn  # noqa: E402
from lookupffn import reference  # noqa: E402
from lookupffn.bench.machine import cpu  # noqa: E402

# RoBERTa small-512 with T = 128 and a bh4 projection.
LAYERS, D, TABLES, BITS, BLOCK, HIDDEN = 4, 512, 128, 8, 64, 2048
BATCHES = (1, 64, 1024)
PREFIX = "roberta.encoder.layer.{}."


class Progress:
    """``with Progress("title"):`` says what takes long, and how long it took."""

    def __init__(self, title: str) -> None:
        self.title = title

    def __enter__(self) -> None:
        self.start = time.perf_counter()
        print(f"...   {self.title}", flush=True)

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind is None:
            seconds = time.perf_counter() - self.start
            print(f"ok    {self.title} ({seconds:.1f} s)", flush=True)


def make_checkpoint(path: Path) -> None:
    """Writes all FFN keys of four layers as they are before training."""
    from safetensors.numpy import save_file

    arrays: dict[str, np.ndarray] = {}
    for i in range(LAYERS):
        layer = lookupffn.Layer.random(D, TABLES, BITS, "bh4", BLOCK, seed=i)
        arrays |= layer.weights(PREFIX.format(i) + "FFN.")
    # Renamed when whole, so that an interrupted run leaves no half file.
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    save_file(arrays, part)
    part.replace(path)


def check(layer: Any, tokens: int = 256) -> bool:
    """The three parts of correctness, against float64."""
    x = np.random.default_rng(7).standard_normal((tokens, layer.d), np.float32)
    kernel = lookupffn.compile(layer, outputs=("y", "z", "code", "score"))
    y, z, code, score = kernel(x)
    z_ref, code_ref = reference.evaluate(layer, x, outputs=("z", "code"))

    rms = np.sqrt((z_ref**2).mean(axis=(1, 2), keepdims=True))
    z_error = float((np.abs(z - z_ref) / rms).max())
    clear = (np.abs(z_ref) > 1e-4 * rms).all(axis=-1)
    codes = np.asarray(code).astype(np.int64)
    wrong = int((codes != code_ref)[clear].sum())
    y_ref = reference.lookup(layer, codes, np.asarray(score, np.float64))
    y_error = float(
        (np.linalg.norm(y - y_ref, axis=1) / np.linalg.norm(y_ref, axis=1)).max()
    )
    ok = z_error <= 1e-5 and wrong == 0 and y_error <= 1e-5
    print(
        f"{'ok   ' if ok else 'FAIL '} {tokens} tokens against float64:"
        f" z off by {z_error:.1e} rms (limit 1e-5),"
        f" {wrong} of {int(clear.sum())} codes wrong"
        f" ({1 - clear.mean():.1e} of all too close to 0 to tell),"
        f" y off by {y_error:.1e} (limit 1e-5)"
    )
    return ok


def dense_numpy() -> Callable[[np.ndarray], np.ndarray]:
    rng = np.random.default_rng(0)
    w1 = rng.standard_normal((D, HIDDEN), np.float32) * np.float32(D**-0.5)
    w2 = rng.standard_normal((HIDDEN, D), np.float32) * np.float32(HIDDEN**-0.5)
    b1, b2 = np.zeros(HIDDEN, np.float32), np.zeros(D, np.float32)
    half, c1, c3 = np.float32(0.5), np.float32(0.7978845608), np.float32(0.0356774081)

    def run(x: np.ndarray) -> np.ndarray:
        h = x @ w1
        h += b1
        # GELU by tanh, with as few temporaries as NumPy allows.
        t = h * h
        t *= c3
        t += c1
        t *= h
        np.tanh(t, out=t)
        t += 1
        t *= h
        t *= half
        y = t @ w2
        y += b2
        return y

    return run


def dense_torch() -> Callable[[np.ndarray], Any] | None:
    try:
        import torch
        from torch.nn.functional import gelu, linear
    except ImportError:
        return None
    torch.set_num_threads(1)
    g = torch.Generator().manual_seed(0)
    w1 = torch.randn(HIDDEN, D, generator=g) * D**-0.5
    w2 = torch.randn(D, HIDDEN, generator=g) * HIDDEN**-0.5
    b1, b2 = torch.zeros(HIDDEN), torch.zeros(D)

    def run(x: np.ndarray) -> Any:
        with torch.inference_mode():
            h = linear(torch.from_numpy(x), w1, b1)
            return linear(gelu(h, approximate="tanh"), w2, b2)

    return run


def measure(
    contenders: dict[str, Callable[[np.ndarray], Any]], tokens: int, seconds: float
) -> dict[str, float]:
    """Median seconds a call, over fresh batches and in alternating rounds."""
    rng = np.random.default_rng(tokens)
    # Fresh batches, since a repeated token finds its rows in the cache.
    count = max(8, 2048 // tokens)
    pool = [rng.standard_normal((tokens, D), np.float32) for _ in range(count)]
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run(pool[0])
    end = time.perf_counter() + seconds * len(contenders)
    at = 0
    while time.perf_counter() < end:
        for name, run in contenders.items():
            # As many calls a turn as make up about a millisecond.
            for _ in range(max(1, 64 // tokens)):
                x = pool[at % count]
                at += 1
                start = time.perf_counter()
                run(x)
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(t) for name, t in times.items()}


def versions() -> str:
    parts = [f"Python {platform.python_version()}", f"NumPy {np.__version__}"]
    if "torch" in sys.modules:
        parts.append(f"torch {sys.modules['torch'].__version__}")
    return ", ".join([f"lookupffn {lookupffn.__version__}"] + parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True,
                        help="where the checkpoint is kept")
    parser.add_argument("--seconds", type=float, default=1.5,
                        help="time for each measurement (default: 1.5)")
    arguments = parser.parse_args()

    path = arguments.folder / "roberta-small-512.safetensors"
    if path.exists():
        print(f"ok    checkpoint {path} is there already")
    else:
        with Progress(f"write a checkpoint of four layers to {path}"):
            make_checkpoint(path)
    with Progress("load layer 0"):
        layer = lookupffn.Layer.from_safetensors(path, prefix=PREFIX.format(0))
    with Progress("compile it for this machine and pack its weights"):
        kernel = lookupffn.compile(layer)
    print(kernel)
    ok = check(layer)

    contenders: dict[str, Callable[[np.ndarray], Any]] = {
        "lookupffn": kernel, "dense, NumPy": dense_numpy()}
    torch_ffn = dense_torch()
    if torch_ffn:
        contenders["dense, torch"] = torch_ffn
    rows = []
    for tokens in BATCHES:
        with Progress(f"measure batches of {tokens}"):
            rows.append((tokens, measure(contenders, tokens, arguments.seconds)))

    print(f"\nTokens a second, one layer {D}-{D} (dense: {D}-{HIDDEN}-{D}), f32,"
          " one thread, median call")
    print("".join(f"{title:>16}" for title in ("tokens a call", *contenders)))
    for tokens, times in rows:
        cells = (f"{tokens / t:16,.0f}" for t in times.values())
        print(f"{tokens:16}" + "".join(cells))
    print(f"{cpu()}\n{versions()}")
    if not torch_ffn:
        print("torch is not installed; tools/quickstart --with-torch compares"
              " with it")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
