# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layer as its definition reads, in plain torch."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import embedding_bag, layer_norm

from ...layer import Layer
from .. import data
from ..cases import Case


class Definition(nn.Module):
    """One layer, or the stage of it that ``case.what`` names.

    bag: sums rows with embedding_bag. Else with a gather and a sum, which
        generates [tokens, T, O] unless a compiler fuses the two.
    """

    tables: torch.Tensor
    bias: torch.Tensor
    projection_weight: torch.Tensor
    projection_bias: torch.Tensor
    norm_weight: torch.Tensor | None
    norm_bias: torch.Tensor | None
    first: torch.Tensor
    powers: torch.Tensor

    def __init__(self, case: Case, bag: bool) -> None:
        super().__init__()
        layer: Layer = data.layer(case, "f32")
        self.what, self.bag, self.decay = case.what, bag, layer.decay
        self.tables_count, self.bits = case.shape.tables, layer.bits
        self.padded = case.shape.padded
        arrays = "tables bias projection_weight projection_bias norm_weight norm_bias"
        for name in arrays.split():
            array = getattr(layer, name)
            tensor = None if array is None else torch.from_numpy(array)
            if name == "tables" and tensor is not None:
                tensor = tensor.reshape(-1, tensor.shape[-1])
            self.register_buffer(name, tensor)
        self.register_buffer("first", torch.arange(case.shape.tables) * layer.rows)
        powers = 2 ** torch.arange(layer.bits - 1, -1, -1)
        self.register_buffer("powers", powers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.what == "hash":
            code, score = self.hash(x.reshape(-1, self.tables_count, self.bits))
            return torch.cat((code.to(torch.float32), score), dim=1)
        if self.norm_weight is not None:
            x = layer_norm(x, x.shape[-1:], self.norm_weight, self.norm_bias)
        z = self.project(x).reshape(-1, self.tables_count, self.bits)
        if self.what == "projection":
            return z.flatten(1)
        return self.lookup(*self.hash(z))

    def project(self, x: torch.Tensor) -> torch.Tensor:
        weight = self.projection_weight
        if weight.dim() == 2:
            return x @ weight.T + self.projection_bias
        repeats, stages, blocks, block, _ = weight.shape
        x = nn.functional.pad(x, (0, self.padded - x.shape[-1]))
        results = []
        for r in range(repeats):
            v = x
            for s in range(stages):
                split = v.reshape(-1, blocks, block).transpose(0, 1)
                v = torch.bmm(split, weight[r, s].transpose(1, 2))
                v = self.hadamard(v.transpose(0, 1).reshape(-1, self.padded))
            results.append(self.decay * v + (1 - self.decay) * x)
        columns = self.tables_count * self.bits
        return torch.cat(results, dim=1)[:, :columns] + self.projection_bias

    def hadamard(self, v: torch.Tensor) -> torch.Tensor:
        step = 1
        while step < self.padded:
            low, high = v.reshape(-1, self.padded // (2 * step), 2, step).unbind(2)
            v = torch.stack((low + high, low - high), dim=2).reshape(-1, self.padded)
            step *= 2
        return v

    def hash(self, z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        code = ((z > 0) * self.powers).sum(-1)
        m = z.abs()
        return code, m.sum(-1) / (1 + torch.exp(-2 * m)).prod(-1)

    def lookup(self, code: torch.Tensor, score: torch.Tensor) -> torch.Tensor:
        index = code + self.first
        if self.bag:
            y = embedding_bag(index, self.tables, mode="sum", per_sample_weights=score)
        else:
            y = (self.tables[index] * score[..., None]).sum(1)
        return y + self.bias
