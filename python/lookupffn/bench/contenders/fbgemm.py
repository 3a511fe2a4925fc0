# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The lookup by FBGEMM's table-batched embedding bag for inference."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
import torch
from fbgemm_gpu import __version__
from fbgemm_gpu.split_embedding_configs import SparseType
from fbgemm_gpu.split_table_batched_embeddings_ops_inference import (
    IntNBitTableBatchedEmbeddingBagsCodegen as Bags,
)
from fbgemm_gpu.tbe.config.embedding_config import EmbeddingLocation, PoolingMode

from .. import data
from ..cases import ROWS
from . import Call, Contender
from ._torch import prepare, to_numpy

_TYPES = {"f32": SparseType.FP32, "f16": SparseType.FP16, "i8": SparseType.INT8}


class Peer(Contender):
    """The tables lie behind one another as one table, so that a token is one bag.
    i8 rows are unsigned, and hold an f16 scale and an f16 offset each."""

    bags: list[Call] | None = None

    def version(self) -> str:
        return f"fbgemm-gpu-cpu {__version__} ({prepare(self.case.threads)})"

    def calls(self, batch: int) -> Sequence[Call]:
        if self.bags is None:
            case = self.case
            rows, scale = data.tables(case.shape, self.element, case.seed)
            self.bags = [self._bag(rows, scale) for _ in range(case.layers)]
        return self.bags

    def _bag(self, rows: Any, scale: Any) -> Call:
        count, width = rows.shape[0] * rows.shape[1], rows.shape[2]
        bag: Call = Bags(
            [("", count, width, _TYPES[self.element], EmbeddingLocation.HOST)],
            device="cpu",
            output_dtype=SparseType.FP32,
            pooling_mode=PoolingMode.SUM,
            indices_dtype=torch.int64,
        )
        bag.fill_random_weights()  # type: ignore[attr-defined]
        ((stored, scales),) = bag.split_embedding_weights()  # type: ignore[attr-defined]
        flat = rows.reshape(count, width)
        if scale is not None:
            flat = (flat.astype(np.int16) + 128).astype(np.uint8)
            pairs = np.stack((scale.ravel(), -128 * scale.ravel()), axis=1)
            scales.copy_(torch.from_numpy(pairs.astype(np.float16).view(np.uint8)))
        stored.copy_(torch.from_numpy(flat.view(np.uint8)))
        return bag

    def form(self, *arrays: Any) -> tuple[Any, ...]:
        code, score = arrays
        tokens, tables = code.shape
        index = (code + np.arange(tables) * ROWS).ravel()
        offsets = np.arange(tokens + 1) * tables
        parts = (index, offsets, np.ascontiguousarray(score).ravel())
        return tuple(torch.from_numpy(part) for part in parts)

    def values(self, result: Any) -> Any:
        return to_numpy(result)
