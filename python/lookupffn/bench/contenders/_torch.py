# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the contenders in torch share."""

from __future__ import annotations

import warnings
from typing import Any

import torch
from torch import nn


def prepare(threads: int) -> str:
    """Sets torch up for inference; its name and version."""
    torch.set_num_threads(threads)
    # Autograd bookkeeping is off for the whole process.
    torch.set_grad_enabled(False)
    # What is deprecated is measured all the same.
    warnings.simplefilter("ignore")
    return f"torch {torch.__version__}"


def tensors(*arrays: Any) -> tuple[torch.Tensor, ...]:
    """Tensors in the memory of the arrays."""
    return tuple(torch.from_numpy(array) for array in arrays)


def narrow(array: Any) -> torch.Tensor:
    """A tensor in the memory of an array of any type, bf16 among them."""
    if array.dtype.name == "bfloat16":
        return torch.from_numpy(array.view("int16")).view(torch.bfloat16)
    return torch.from_numpy(array)


def to_numpy(result: Any) -> Any:
    return result.to(torch.float32).numpy()


class FFN(nn.Module):
    """LayerNorm and a dense FFN with GELU, of the weights of ``data.dense``."""

    def __init__(self, weights: dict[str, Any]) -> None:
        super().__init__()
        d, hidden = weights["w1"].shape
        self.norm = nn.LayerNorm(d)
        self.up, self.down = nn.Linear(d, hidden), nn.Linear(hidden, d)
        self.act = nn.GELU(approximate="tanh")
        for parameter, name, turned in (
            (self.norm.weight, "gamma", False),
            (self.norm.bias, "beta", False),
            (self.up.weight, "w1", True),
            (self.up.bias, "b1", False),
            (self.down.weight, "w2", True),
            (self.down.bias, "b2", False),
        ):
            array = torch.from_numpy(weights[name])
            parameter.data.copy_(array.T if turned else array)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.down(self.act(self.up(self.norm(x))))
        return y
