# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""LayerNorm and a dense FFN D-4D-D with GELU in torch, eager and compiled."""

from __future__ import annotations

from typing import Any, Sequence

import torch
from torch import nn

from .. import data
from . import Call, Contender
from ._torch import FFN, prepare, tensors, to_numpy


class Peer(Contender):
    """i8 is dynamic: weights are i8, activations become so in every call."""

    modules: list[nn.Module] | None = None

    def version(self) -> str:
        return prepare(self.case.threads)

    def calls(self, batch: int) -> Sequence[Call]:
        if self.modules is None:
            weights = data.dense(self.case)
            count = range(self.case.layers)
            self.modules = [self._module(weights) for _ in count]
        if self.mode == "eager":
            return self.modules
        torch.compiler.reset()
        return [torch.compile(m, dynamic=False) for m in self.modules]

    def _module(self, weights: dict[str, Any]) -> nn.Module:
        module = FFN(weights).eval()
        if self.element == "bf16":
            return module.to(torch.bfloat16)
        if self.element == "i8":
            quantize: Any = torch.ao.quantization.quantize_dynamic
            return quantize(module, {nn.Linear}, dtype=torch.qint8)  # type: ignore
        return module

    def form(self, *arrays: Any) -> tuple[Any, ...]:
        dtype = torch.bfloat16 if self.element == "bf16" else torch.float32
        return tuple(t.to(dtype) for t in tensors(*arrays))

    def values(self, result: Any) -> Any:
        return to_numpy(result)
