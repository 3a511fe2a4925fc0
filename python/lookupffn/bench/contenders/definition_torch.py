# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The definition of the layer in torch, eager and compiled."""

from __future__ import annotations

from typing import Any, Sequence

import torch
from torch import nn

from .. import data
from . import Call, Contender
from ._definition import Definition
from ._torch import prepare, tensors, to_numpy


class Peer(Contender):
    """Rows are summed by embedding_bag: a gather writes all of them first when
    eager, and what is compiled of it was two to six times as slow where AVX2 is
    the widest vector."""

    modules: list[nn.Module] | None = None

    def version(self) -> str:
        return prepare(self.case.threads)

    def calls(self, batch: int) -> Sequence[Call]:
        if self.modules is None:
            count = range(self.case.layers)
            self.modules = [Definition(self.case, bag=True).eval() for _ in count]
        if self.mode == "eager":
            return self.modules
        torch.compiler.reset()
        return [torch.compile(m, dynamic=False) for m in self.modules]

    def form(self, *arrays: Any) -> tuple[Any, ...]:
        return tensors(*arrays)

    def values(self, result: Any) -> Any:
        return to_numpy(result)
