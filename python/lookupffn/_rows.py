# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Conversion of table rows between their types."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .checkpoint import bfloat16

Array = NDArray[Any]


def convert(tables: Array, scale: Array | None, table_type: str) -> dict[str, Any]:
    """``tables`` and ``tables_scale`` with rows of another type."""
    rows = tables.astype(np.float32)
    if scale is not None:
        rows *= scale[..., None]
    if table_type == "i8":
        return _quantised(rows)
    types: dict[str, np.dtype[Any]] = {
        "f32": np.dtype(np.float32),
        "f16": np.dtype(np.float16),
    }
    dtype = types[table_type] if table_type in types else bfloat16()
    with np.errstate(over="ignore"):
        narrow = rows.astype(dtype)
    if not np.array_equal(np.isfinite(narrow), np.isfinite(rows)):
        raise ValueError(
            f"a row has a value too large for {table_type}; keep f32, or scale the"
            " tables down"
        )
    return {"tables": narrow, "tables_scale": None}


def _quantised(rows: Array) -> dict[str, Any]:
    peak = np.max(np.abs(rows), axis=-1)
    if not np.isfinite(peak).all():
        raise ValueError("a row has a NaN or infinity, which i8 cannot hold; use f32")
    scale = peak / np.float32(127)
    # A row of zeros, or so small that its scale is zero, becomes zeros.
    scale[scale == 0] = 1
    rows = np.rint(rows / scale[..., None])
    return {"tables": np.clip(rows, -127, 127).astype(np.int8), "tables_scale": scale}
