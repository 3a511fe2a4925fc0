# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A dense FFN in torch, exported and compiled by IREE."""

from __future__ import annotations

import os
from typing import Any, Sequence

from torch import nn

from .. import data
from . import Call, Contender
from . import _iree
from ._torch import FFN, prepare


class Peer(Contender):
    """Compiled anew for each batch size, which suits it best."""

    device: Any = None

    def version(self) -> str:
        return f"{_iree.version()} ({prepare(self.case.threads)})"

    def module(self) -> nn.Module:
        return FFN(data.dense(self.case))

    def calls(self, batch: int) -> Sequence[Call]:
        if self.device is None:
            cores = sorted(os.sched_getaffinity(0))
            self.device = _iree.config(self.case.threads, cores)
        module = self.module().eval()
        weights = dict(module.state_dict())
        (example,) = data.batches(data.inputs(self.case), batch)[:1]
        code = _iree.compile(module, example)
        layers = range(self.case.layers)
        return [_iree.load(self.device, code, weights) for _ in layers]

    def values(self, result: Any) -> Any:
        return result.to_host()
