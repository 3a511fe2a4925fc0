# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""MLIR text of a layer, which the library writes."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from . import _capi

if TYPE_CHECKING:
    from .layer import Layer


def emit(
    layer: Layer,
    batch: int | None,
    outputs: tuple[str, ...],
    bounds: str,
    code_type: str,
) -> str:
    """The module; see ``Layer.mlir``."""
    if batch is not None and batch < 0:
        raise ValueError(f"batch is {batch}, expected 0 or more, or None for any")
    lib, spec = _capi.library(), _spec(layer)
    spec.batch = -1 if batch is None else batch
    spec.outputs = ",".join(outputs).encode()
    spec.bounds, spec.code_type = bounds.encode(), code_type.encode()
    text = ctypes.c_void_p()
    _capi.check(lib.lookupffnWriteLayer(spec, text))
    try:
        return ctypes.string_at(text.value or 0).decode()
    finally:
        lib.lookupffnStringDestroy(text)


def _spec(layer: Layer) -> _capi.LookupFFNLayerSpec:
    spec = _capi.LookupFFNLayerSpec()
    _capi.library().lookupffnLayerSpecInit(spec)
    for name in ("projection", "score", "compare", "bit_order", "table_type"):
        setattr(spec, name, getattr(layer, name).encode())
    for name in ("o", "rows", "shared", "decay", "eps", "temperature", "constant"):
        setattr(spec, name, getattr(layer, name))
    spec.d, spec.num_tables = layer.d or 0, layer.num_tables or 0
    if layer.projection == "bh4" and layer.projection_weight is not None:
        repeats, _, blocks, block, _ = layer.projection_weight.shape
        spec.repeats, spec.block, spec.padded = repeats, block, blocks * block
    spec.has_norm = layer.norm_weight is not None
    spec.has_projection_bias = layer.projection_bias is not None
    spec.has_bias = layer.bias is not None
    return spec
