# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the layers of this folder: definitions in torch and jax, as the compiler
of IREE imports them, beside inputs and what the framework computes.

Needs torch, iree-turbine, iree-base-compiler, jax and safetensors; what is
installed is exported. The layers differ in how they spell the same formulas.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable

import numpy as np
from safetensors.numpy import save_file

FOLDER = Path(__file__).parent
D, T, L, O = 16, 4, 4, 24
S = 1 << L
rng = np.random.default_rng(0)


def random(*shape: int, scale: float = 1.0) -> np.ndarray:
    return (rng.normal(size=shape) * scale).astype(np.float32)


def hadamard(n: int) -> np.ndarray:
    h = np.ones((1, 1), np.float32)
    while len(h) < n:
        h = np.block([[h, h], [h, -h]])
    return h


def strip(text: str) -> str:
    """The program on tensors, without the runtime's imports, fences and globals."""
    if "$async" not in text:
        return text.replace("util.func public", "func.func").replace("util.", "")
    values = dict(re.findall(r"util\.global private (@\S+) = (dense.*)", text))
    body, arguments, results = [], [], ("", "")
    lines = text[text.index("util.func public @main$async") :].split("\n")[1:]
    for line in lines:
        if "hal.tensor.import" in line:
            name, kind = re.match(r"\s*(%\S+) = .* -> (tensor<[^>]*>)", line).groups()
            arguments.append(f"{name}: {kind}")
        elif "hal.tensor.barrier" in line:
            results = re.search(r"join\((.*) : (.*)\) =>", line).groups()
            break
        elif "util.global.load" in line:
            name, key = re.match(r"(\s*%\S+) = \S+ (@\S+)", line).groups()
            body.append(f"{name} = arith.constant {values[key]}")
        elif "hal.buffer_view.dim" not in line:
            body.append(line)
    head = f"  func.func @main({', '.join(arguments)}) -> {results[1]} {{"
    end = f"    return {results[0]} : {results[1]}\n  }}\n}}\n"
    resources = text[text.index("{-#") :] if "{-#" in text else ""
    return "\n".join(["module {", head, *body, end, resources])


def write(name: str, kind: str, source: str, arrays: dict[str, np.ndarray]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in.mlir"
        file.write_text(source)
        command = ["iree-compile", "--compile-to=input", f"--iree-input-type={kind}"]
        command = [str(Path(sys.executable).parent / command[0]), *command[1:], file]
        made = subprocess.run(command, check=True, capture_output=True, text=True)
    (FOLDER / f"{name}.mlir").write_text(strip(made.stdout))
    save_file(arrays, FOLDER / f"{name}.safetensors")


def export_torch() -> None:
    import iree.turbine.aot as aot
    import torch
    import torch.nn.functional as F

    def parameter(*shape: int, scale: float = 1.0) -> torch.nn.Parameter:
        return torch.nn.Parameter(
            torch.from_numpy(random(*shape, scale=scale)), requires_grad=False
        )

    class Layer(torch.nn.Module):
        def __init__(self, d: int = D, columns: int = T * L) -> None:
            super().__init__()
            self.gamma, self.beta = parameter(d, scale=0.2), parameter(d, scale=0.1)
            self.gamma += 1
            self.w = parameter(columns, d, scale=0.25)
            self.pb = parameter(columns, scale=0.1)
            self.tables = parameter(columns // L, S, O, scale=0.1)
            self.bias = parameter(O, scale=0.1)

        def norm(self, x: torch.Tensor) -> torch.Tensor:
            return F.layer_norm(x, x.shape[-1:], self.gamma, self.beta)

    class Flat(Layer):
        """No norm, powers as floats, sigmoids, flat tables, a contraction."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            z = (x @ self.w.T + self.pb).view(-1, T, L)
            powers = 2.0 ** torch.arange(L - 1, -1, -1, dtype=torch.float32)
            code = ((z > 0).float() * powers).sum(-1).long()
            score = z.abs().sum(-1) * torch.sigmoid(2 * z.abs()).prod(-1)
            rows = self.tables.view(T * S, O)[code + torch.arange(T) * S]
            return torch.einsum("btd,bt->bd", rows, score) + self.bias

    class Softmax(Layer):
        """oge and lsb by shifts, a temperature, no biases."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            z = F.linear(self.norm(x), self.w).reshape(*x.shape[:-1], T, L)
            bits = (z >= 0).to(torch.int64)
            code = torch.bitwise_left_shift(bits, torch.arange(L)).sum(-1)
            score = 1 / torch.prod(1 + torch.exp(-2 * z.abs() / 0.7), dim=-1)
            rows = self.tables[torch.arange(T), code]
            return (rows * score.unsqueeze(-1)).sum(-2)

    class Constant(Layer):
        """Two token dimensions, clamped codes, an embedding, the mean of rows."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            z = torch.einsum("btd,kd->btk", self.norm(x), self.w) + self.pb
            z = z.unflatten(-1, (T, L))
            code = ((z > 0) * torch.tensor([8, 4, 2, 1])).sum(-1).clamp(0, S - 1)
            rows = F.embedding(
                code + torch.arange(T) * S, self.tables.view(T * S, O)
            )
            return rows.sum(-2) / T + self.bias

    def memoryformer(x: torch.Tensor, tables: torch.Tensor, t: int) -> torch.Tensor:
        z = x.view(-1, t, L)
        code = ((z >= 0) * torch.tensor([8, 4, 2, 1])).sum(-1)
        score = z.abs().sum(-1) / (1 + torch.exp(-2 * z.abs())).prod(-1)
        rows = tables[code + torch.arange(t) * S]
        return (rows * score[..., None]).sum(1)

    class MemoryFormer(Layer):
        """Two layers without projections, one behind the other."""

        def __init__(self) -> None:
            super().__init__()
            self.second = parameter(O // L * S, D, scale=0.1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = memoryformer(x, self.tables.view(T * S, O), T)
            return memoryformer(y, self.second, O // L)

    class BH4(Layer):
        """D = 12 padded to 16, two repeats, z cut to 24, the transform a matrix."""

        def __init__(self) -> None:
            super().__init__(d=12, columns=24)
            self.w = parameter(2, 4, 4, 4, 4, scale=0.125)
            self.register_buffer("h", torch.from_numpy(hadamard(16)))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            padded = F.pad(self.norm(x), (0, 4))
            repeats = []
            for r in range(2):
                v = padded
                for s in range(4):
                    u = torch.einsum("moi,nmi->nmo", self.w[r, s], v.view(-1, 4, 4))
                    v = u.reshape(-1, 16) @ self.h
                repeats.append(v)
            z = 0.7 * torch.cat(repeats, -1)
            z = z + (1 - 0.7) * torch.cat([padded, padded], -1)
            z = (z[:, :24] + self.pb).view(-1, 6, L)
            code = ((z > 0) * torch.tensor([8, 4, 2, 1])).sum(-1)
            score = z.abs().sum(-1) / (1 + torch.exp(-2 * z.abs())).prod(-1)
            rows = self.tables[torch.arange(6), code]
            return (rows * score[..., None]).sum(1) + self.bias

    class Bag(Layer):
        """Codes and scores from outside."""

        def forward(self, code: torch.Tensor, score: torch.Tensor) -> torch.Tensor:
            rows = F.embedding(code, self.tables.view(T * S, O))
            return (rows * score[..., None]).sum(1)

    x = random(5, D)
    batch = torch.export.Dim("batch")
    for name, module, arrays, is_dynamic in [
        ("flat", Flat(), {"x": x}, True),
        ("softmax", Softmax(), {"x": x}, True),
        ("constant", Constant(), {"x": random(2, 3, D)}, False),
        ("memoryformer", MemoryFormer(), {"x": x}, True),
        ("bh4-matrix", BH4(), {"x": random(5, 12)}, True),
        ("bag", Bag(), {"code": rng.integers(T * S, size=(5, 3)),
                        "score": random(5, 3)}, True),
    ]:  # fmt: skip
        inputs = tuple(torch.from_numpy(a) for a in arrays.values())
        dynamic = {k: {0: batch} for k in arrays} if is_dynamic else None
        exported = aot.export(module.eval(), args=inputs, dynamic_shapes=dynamic)
        y = module(*inputs).numpy()
        write(f"torch-{name}", "auto", str(exported.mlir_module), arrays | {"y": y})


def export_jax() -> None:
    import jax
    import jax.numpy as jnp

    gamma, beta = 1 + random(D, scale=0.1), random(D, scale=0.1)
    w, pb = random(T * L, D, scale=0.25), random(T * L, scale=0.1)
    tables, bias = random(T, S, O, scale=0.1), random(O, scale=0.1)
    blocks = random(1, 4, 4, 4, 4, scale=0.125)
    powers = 2 ** jnp.arange(L - 1, -1, -1)

    def margin(z: Any) -> tuple[Any, Any]:
        code = jnp.sum(jnp.where(z > 0, powers, 0), -1)
        size = jnp.abs(z)
        return code, size.sum(-1) / jnp.prod(1 + jnp.exp(-2 * size), -1)

    def dense(x: Any) -> Any:
        """Indexing with the default of jax, which wraps and fills with NaN."""
        mean = x.mean(-1, keepdims=True)
        variance = ((x - mean) ** 2).mean(-1, keepdims=True)
        xn = (x - mean) / jnp.sqrt(variance + 1e-5) * gamma + beta
        code, score = margin((xn @ w.T + pb).reshape(-1, T, L))
        rows = jnp.asarray(tables)[jnp.arange(T), code]
        return (rows * score[..., None]).sum(1) + bias

    def flax(x: Any) -> Any:
        """The norm of flax, a transposed matrix, shifts, clipped flat indices."""
        mean, square = jnp.mean(x, -1), jnp.mean(jax.lax.square(x), -1)
        variance = jnp.maximum(0.0, square - jax.lax.square(mean))
        factor = jax.lax.rsqrt(variance + 1e-6)[..., None] * gamma
        xn = (x - mean[..., None]) * factor + beta
        z = jnp.einsum("nd,dk->nk", xn, jnp.asarray(w.T.copy())).reshape(-1, T, L)
        code = ((z > 0).astype(jnp.int32) << jnp.arange(L - 1, -1, -1)).sum(-1)
        size = jnp.abs(z)
        score = size.sum(-1) * jnp.prod(jax.nn.sigmoid(2 * size), -1)
        flat = jnp.asarray(tables).reshape(T * S, O)
        places = code + S * jnp.arange(T, dtype=jnp.int32)
        rows = jnp.take(flat, places, axis=0, mode="clip")
        return jnp.einsum("nto,nt->no", rows, score) + bias

    def paper(x: Any) -> Any:
        """MemoryFormer's paper with t = 2, float powers, a gather by table."""
        z = x.reshape(-1, T, L)
        ascending = jnp.power(2.0, jnp.arange(L, dtype=jnp.float32))
        bits = (z >= 0).astype(jnp.float32)
        code = (bits * ascending).sum(-1).astype(jnp.int32)
        score = jnp.prod(jax.nn.sigmoid(jnp.abs(z)), -1)
        pick = jax.vmap(lambda table, c: table[c], in_axes=(0, 1), out_axes=1)
        return (score[..., None] * pick(jnp.asarray(tables), code)).sum(1)

    def bh4(x: Any, weights: Any, tables: Any) -> Any:
        """Weights as arguments, the transform as a product of two matrices."""
        h, v = hadamard(4), x
        for s in range(4):
            u = jnp.einsum("moi,nmi->nmo", weights[0, s], v.reshape(-1, 4, 4))
            v = jnp.einsum("nmo,mp,oq->npq", u, h, h).reshape(-1, 16)
        code, score = margin((0.7 * v + (1 - 0.7) * x).reshape(-1, T, L))
        return (tables[jnp.arange(T), code] * score[..., None]).sum(1)

    x = random(5, D)
    given = {"FFN.hash.projection.weight": blocks, "FFN.tables": tables}
    cases: list[tuple[Callable[..., Any], dict[str, np.ndarray]]] = [
        (dense, {"x": x}),
        (flax, {"x": x}),
        (paper, {"x": x}),
        (bh4, {"x": x} | given),
    ]
    for function, arrays in cases:
        compiled = jax.jit(function)
        source = compiled.lower(*arrays.values()).as_text()
        y = np.asarray(compiled(*arrays.values()))
        write(f"jax-{function.__name__}", "stablehlo", source, arrays | {"y": y})


if __name__ == "__main__":
    for framework, export in (("torch", export_torch), ("jax", export_jax)):
        try:
            __import__(framework)
        except ImportError:
            print(f"no {framework}, none of its layers are exported")
        else:
            export()
