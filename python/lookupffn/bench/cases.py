# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is measured: stages, shapes, and their sizes in bytes and operations."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

WHAT = ("layer", "projection", "hash", "lookup")
ELEMENTS = {"f32": 4, "f16": 2, "bf16": 2, "i8": 1}  # bytes
CODES = ("random", "skewed")
BATCHES = (1, 4, 16, 64, 256, 1024, 4096, 32768)  # tokens a call
BITS = 8
ROWS = 1 << BITS
BLOCK = 64

#: The shapes that "all" stands for.
SHAPES = (
    "d512-t128-bh4",
    "d512-t128-dense",
    "d512-t64-bh4",
    "d512-t64-dense",
    "d768-t192-bh4",
    "d1024-t256-bh4",
    "d4096-t1024-bh4",
)


@dataclass(frozen=True)
class Shape:
    """Widths D = O, T tables of 256 rows; beside it a dense FFN D-4D-D.

    projection: "bh4", "dense", or "" for a stage that has none.
    """

    d: int
    tables: int
    projection: str

    @classmethod
    def parse(cls, text: str) -> Shape:
        """The shape of a name such as "d512-t128-bh4"; ValueError for others."""
        match = re.fullmatch(r"d([1-9]\d*)-t([1-9]\d*)(?:-(bh4|dense))?", text)
        if not match:
            raise ValueError(
                f"unknown shape {text!r}, expected d<width>-t<tables>-<bh4|dense>,"
                f" such as {SHAPES[0]}"
            )
        return cls(int(match[1]), int(match[2]), match[3] or "")

    @property
    def name(self) -> str:
        name = f"d{self.d}-t{self.tables}"
        return f"{name}-{self.projection}" if self.projection else name

    @property
    def hidden(self) -> int:
        """Width of the dense FFN between its two matrices."""
        return 4 * self.d

    @property
    def padded(self) -> int:
        """P, the width of a bh4 projection, a power of two."""
        return 1 << (self.d - 1).bit_length()

    @property
    def repeats(self) -> int:
        """R, the repeats of a bh4 projection."""
        return -(-self.tables * BITS // self.padded)


@dataclass(frozen=True)
class Case:
    """One measurement, but for the contender and the batch.

    what: one of WHAT.
    layers: how many layers take turns; 1 is hot.
    """

    what: str
    shape: Shape
    codes: str = "random"
    threads: int = 1
    layers: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Work:
    """What a call has to do, however it is done.

    flops: a multiply-add is two.
    traffic: bytes that are read or written at least once a call.
    """

    flops: float
    traffic: float


def weight_bytes(function: str, what: str, shape: Shape, element: str) -> int:
    """Bytes of the weights of one layer.

    function: "dense" (an FFN of two matrices) or "lookupffn".
    element: of the matrices of a dense FFN, of the rows of a lookup; what else
        there is (projections, biases, scales) is f32.
    """
    item = ELEMENTS[element]
    if function == "dense":
        return 2 * shape.d * shape.hidden * item + 4 * (3 * shape.d + shape.hidden)
    size = 0
    if what in ("layer", "lookup"):
        size += shape.tables * ROWS * (shape.d * item + (4 if element == "i8" else 0))
    if what in ("layer", "projection"):
        size += 4 * _projection_elements(shape)
    return size


def layers_to_exceed(cache: int, size: int) -> int:
    """How many layers of ``size`` bytes are more than four times ``cache``.

    Then no layer finds its weights in the cache when its turn comes round, even
    where the cache keeps some of what it should have dropped.
    """
    return 4 * cache // size + 1


def work(function: str, what: str, shape: Shape, element: str, batch: int) -> Work:
    """The work of a call with ``batch`` tokens."""
    item, d, t = ELEMENTS[element], shape.d, shape.tables
    if function == "dense":
        weights = weight_bytes(function, what, shape, element)
        return Work(4.0 * d * shape.hidden * batch, weights + 8.0 * d * batch)
    flops = traffic = 0.0
    if what in ("layer", "projection"):
        multiplied = _projection_elements(shape)
        flops += 2.0 * multiplied * batch
        if shape.projection == "bh4":
            adds = 4 * shape.repeats * shape.padded * math.log2(shape.padded)
            flops += adds * batch
        traffic += 4.0 * multiplied + 4.0 * d * batch
    if what in ("layer", "lookup"):
        # No more rows than there are, and no more than are asked for.
        read = min(batch, ROWS) * t
        traffic += read * d * item + 4.0 * d * batch
        flops += 2.0 * t * d * batch
    if what == "projection":
        traffic += 4.0 * t * BITS * batch
    if what in ("layer", "hash"):
        # exp counts as one, so that no polynomial is preferred: per bit exp, two
        # additions and a multiplication.
        flops += 4.0 * t * BITS * batch
    if what == "hash":
        traffic += (4.0 * BITS + 5.0) * t * batch
    if what == "lookup":
        traffic += 12.0 * t * batch
    return Work(flops, traffic)


def _projection_elements(shape: Shape) -> int:
    if shape.projection == "bh4":
        return shape.repeats * 4 * shape.padded * min(BLOCK, shape.padded)
    return shape.tables * BITS * shape.d
