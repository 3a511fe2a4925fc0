# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The lookup by ``F.embedding_bag`` with per-sample weights."""

from __future__ import annotations

import functools
from typing import Any, Sequence

import numpy as np
import torch
from torch.nn.functional import embedding_bag

from .. import data
from ..cases import ROWS
from . import Call, Contender
from ._torch import narrow, prepare, tensors, to_numpy


class Peer(Contender):
    """The tables lie behind one another as one, and codes count from its start,
    which is a user's to prepare, so it is not timed."""

    bags: list[Call] | None = None

    def version(self) -> str:
        return prepare(self.case.threads)

    def calls(self, batch: int) -> Sequence[Call]:
        if self.bags is None:
            rows, _ = data.tables(self.case.shape, self.element, self.case.seed)
            flat = narrow(rows.reshape(-1, rows.shape[-1]))
            layers = [flat] + [flat.clone() for _ in range(1, self.case.layers)]
            self.bags = [functools.partial(_bag, layer) for layer in layers]
        return self.bags

    def form(self, *arrays: Any) -> tuple[Any, ...]:
        code, score = arrays
        index, weight = tensors(code + np.arange(code.shape[1]) * ROWS, score)
        types = {"f16": torch.float16, "bf16": torch.bfloat16}
        # It wants the weights in the type of the rows.
        return index, weight.to(types.get(self.element, torch.float32))

    def values(self, result: Any) -> Any:
        return to_numpy(result)


def _bag(rows: Any, index: Any, weight: Any) -> Any:
    return embedding_bag(index, rows, mode="sum", per_sample_weights=weight)
