# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a token of a layer costs, for ``repr`` of a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .layer import Layer


def cost(layer: Layer) -> tuple[int, int]:
    """Bytes and floating-point operations per token.

    Bytes: the rows read, their scales, the input and the output; weights of the
    projection stay in the caches and are not counted. Operations: a
    multiply-add is two, an addition of the Hadamard transform one.
    """
    tables, o = layer.num_tables or 0, layer.o
    item = layer.tables.itemsize
    size = tables * (o * item + (4 if layer.tables_scale is not None else 0)) + 4 * o
    flops = 2 * tables * o
    weight = layer.projection_weight
    if layer.projection == "external":
        return size + tables * 12, flops
    assert layer.d is not None
    size += 4 * layer.d
    if layer.projection == "bh4" and weight is not None:
        padded = weight.shape[2] * weight.shape[3]
        stages = weight.shape[0] * 4
        flops += stages * padded * (2 * weight.shape[3] + padded.bit_length() - 1)
    elif layer.projection == "dense" and weight is not None:
        flops += 2 * weight.size
    elif layer.projection == "pairwise":
        flops += tables * layer.bits
    return size, flops
