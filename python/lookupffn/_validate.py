# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rules that the fields of a layer obey, and the fields they imply."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import checkpoint
from .errors import CodeRangeError, DTypeError, ShapeError

if TYPE_CHECKING:
    from .layer import Layer

Array = NDArray[Any]

PROJECTIONS = ("bh4", "dense", "identity", "pairwise", "external")
SCORES = ("margin", "softmax", "one", "constant")
TABLE_TYPES = {"float32": "f32", "float16": "f16", "bfloat16": "bf16", "int8": "i8"}

#: Field of Layer and key of a checkpoint, in the order of the arguments of the
#: emitted function.
FIELDS = {
    "norm_weight": "LayerNorm.weight",
    "norm_bias": "LayerNorm.bias",
    "projection_weight": "hash.projection.weight",
    "pairs": "hash.projection.pairs",
    "projection_bias": "hash.projection.bias",
    "tables": "tables",
    "tables_scale": "tables_scale",
    "bias": "bias",
}


def validate(layer: Layer) -> None:
    """Checks every field, and fills in those that others imply."""
    for field, key in FIELDS.items():
        value = getattr(layer, field)
        if value is not None:
            _set(layer, field, _weight(value, key))
    _check_options(layer)
    _check_tables(layer)
    if layer.projection == "external":
        _check_external(layer)
    else:
        _check_hash(layer)
        _check_projection(layer)
    for field, shape in _expected_shapes(layer).items():
        value = getattr(layer, field)
        if value is not None and value.shape != shape:
            raise ShapeError(
                f"{FIELDS[field]} has shape {value.shape}, expected {shape}"
            )


def _set(layer: Layer, field: str, value: Any) -> None:
    object.__setattr__(layer, field, value)


def _check_options(layer: Layer) -> None:
    if layer.projection is None:
        _set(layer, "projection", _projection_of_arrays(layer))
    for name, value, known in (
        ("projection", layer.projection, PROJECTIONS),
        ("score", layer.score, SCORES),
        ("compare", layer.compare, ("ogt", "oge")),
        ("bit_order", layer.bit_order, ("msb", "lsb")),
    ):
        if value not in known:
            raise ValueError(
                f"{name} is {value!r}, expected one of {', '.join(known)}"
            )
    for name in ("decay", "eps", "temperature", "constant"):
        number = float(getattr(layer, name))
        _set(layer, name, number)
        if not math.isfinite(number):
            raise ValueError(f"{name} is {number}, expected a finite number")
    if layer.eps < 0:
        raise ValueError(f"eps is {layer.eps}, expected 0 or more")
    if layer.temperature <= 0:
        raise ValueError(f"temperature is {layer.temperature}, expected more than 0")
    for name in ("d", "num_tables"):
        value = getattr(layer, name)
        if value is not None and (int(value) != value or value < 1):
            raise ValueError(f"{name} is {value}, expected an integer from 1")


def _projection_of_arrays(layer: Layer) -> str:
    if layer.projection_weight is not None:
        kinds = {5: "bh4", 2: "dense"}
        rank = layer.projection_weight.ndim
        if rank not in kinds:
            raise ShapeError(
                f"hash.projection.weight has rank {rank}, expected 5 (bh4) or 2"
                " (dense)"
            )
        return kinds[rank]
    if layer.pairs is not None:
        return "pairwise"
    raise ValueError(
        "there is no projection weight; pass projection='identity', 'pairwise'"
        " or 'external'"
    )


def _check_tables(layer: Layer) -> None:
    if layer.tables.dtype.name not in TABLE_TYPES:
        raise DTypeError(
            f"tables are {layer.tables.dtype.name}, expected float32, float16,"
            " bfloat16 or int8"
        )
    rank = 2 if layer.shared else 3
    if layer.tables.ndim != rank or 0 in layer.tables.shape:
        hint = "" if layer.shared else ", or [S, O] with shared=True"
        raise ShapeError(
            f"tables have shape {layer.tables.shape}, expected"
            f" {'[S, O]' if layer.shared else '[T, S, O]'}{hint}, no size 0"
        )
    if not layer.shared:
        if layer.num_tables not in (None, layer.tables.shape[0]):
            raise ShapeError(
                f"tables have shape {layer.tables.shape}, expected"
                f" {layer.num_tables} tables"
            )
        _set(layer, "num_tables", int(layer.tables.shape[0]))
    if (layer.tables_scale is not None) != (layer.table_type == "i8"):
        raise ValueError(
            f"tables are {layer.table_type} and tables_scale is"
            f" {'absent' if layer.tables_scale is None else 'present'}; i8 rows"
            " need it and no other rows take it"
        )


def _check_external(layer: Layer) -> None:
    if layer.score not in ("margin", "one"):
        raise ValueError(
            f"score is {layer.score!r}, expected 'margin' (the caller passes"
            " scores) or 'one' with external codes"
        )
    for field in ("projection_weight", "projection_bias", "pairs", "norm_weight"):
        if getattr(layer, field) is not None:
            raise ValueError(
                f"projection='external' takes no {FIELDS[field]}; remove it"
            )


def _check_hash(layer: Layer) -> None:
    rows, bits = layer.rows, layer.bits
    if rows != 1 << bits or not 1 <= bits <= 30:
        raise ShapeError(
            f"tables have {rows} rows, expected a power of two from 2 to 2^30"
            " unless projection='external'"
        )
    if (layer.norm_weight is None) != (layer.norm_bias is None):
        raise ValueError(
            "one of LayerNorm.weight and LayerNorm.bias is absent, expected"
            " both or neither"
        )
    if layer.num_tables is None:
        _set(layer, "num_tables", _tables_of_projection(layer))


def _tables_of_projection(layer: Layer) -> int:
    """T of a layer with a shared table: the columns of z by L."""
    columns: int | None = None
    if layer.projection_bias is not None:
        columns = layer.projection_bias.shape[0]
    elif layer.projection == "dense" and layer.projection_weight is not None:
        columns = layer.projection_weight.shape[0]
    elif layer.pairs is not None:
        columns = layer.pairs.shape[0]
    elif layer.projection == "identity":
        known = layer.norm_weight
        columns = known.shape[0] if known is not None else layer.d
    if columns is None or columns % layer.bits:
        raise ShapeError(
            f"cannot tell the number of tables from {columns} columns of z and"
            f" {layer.bits} bits; pass num_tables"
        )
    return columns // layer.bits


def _check_projection(layer: Layer) -> None:
    weight, pairs = layer.projection_weight, layer.pairs
    assert layer.num_tables is not None
    columns = layer.num_tables * layer.bits
    wanted = {"bh4": 5, "dense": 2}.get(layer.projection or "")
    if wanted is None and weight is not None:
        raise ValueError(
            f"projection={layer.projection!r} takes no hash.projection.weight;"
            " remove it or choose another projection"
        )
    if wanted is not None and (weight is None or weight.ndim != wanted):
        found = "absent" if weight is None else f"of shape {weight.shape}"
        raise ShapeError(
            f"hash.projection.weight is {found}, expected rank {wanted} for"
            f" projection={layer.projection!r}"
        )
    if (pairs is not None) != (layer.projection == "pairwise"):
        raise ValueError(
            f"hash.projection.pairs is {'absent' if pairs is None else 'present'}"
            f" and projection={layer.projection!r}; pairwise needs it and no other"
            " projection takes it"
        )
    width: int | None = None
    if layer.norm_weight is not None:
        width = layer.norm_weight.shape[0]
    elif layer.projection == "dense" and weight is not None:
        width = weight.shape[1]
    elif layer.projection == "identity":
        width = columns
    elif layer.projection == "bh4" and layer.d is None and weight is not None:
        width = weight.shape[2] * weight.shape[3]
    if layer.d is None and width is None:
        raise ValueError("the width of the input is not known; pass d")
    if layer.d is not None and width is not None and layer.d != width:
        raise ShapeError(f"d is {layer.d}, but the arrays have width {width}")
    _set(layer, "d", width if layer.d is None else int(layer.d))
    if layer.projection == "identity" and layer.d != columns:
        raise ShapeError(
            f"d is {layer.d}, expected T*L = {columns} for projection='identity'"
        )
    if layer.projection == "bh4" and weight is not None:
        _check_bh4(layer, weight, columns)
    if pairs is not None:
        _check_pairs(layer, pairs)


def _check_bh4(layer: Layer, weight: Array, columns: int) -> None:
    repeats, stages, blocks, block, other = weight.shape
    padded = blocks * block
    assert layer.d is not None
    if stages != 4 or other != block or padded & (padded - 1) or padded == 0:
        raise ShapeError(
            f"hash.projection.weight has shape {weight.shape}, expected"
            " [R, 4, P/b, b, b] with P a power of two"
        )
    if padded < layer.d or repeats * padded < columns:
        raise ShapeError(
            f"hash.projection.weight has shape {weight.shape}, expected P ="
            f" {padded} of at least d = {layer.d} and R*P = {repeats * padded} of"
            f" at least T*L = {columns}"
        )


def _check_pairs(layer: Layer, pairs: Array) -> None:
    assert layer.d is not None
    bad = np.argwhere((pairs < 0) | (pairs >= layer.d))
    if len(bad):
        at = tuple(int(i) for i in bad[0])
        raise CodeRangeError(
            f"hash.projection.pairs[{at[0]}, {at[1]}] is {int(pairs[at])},"
            f" expected an input in [0, {layer.d})"
        )
    _set(layer, "pairs", np.ascontiguousarray(pairs, dtype=np.int32))


def _expected_shapes(layer: Layer) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "bias": (layer.o,),
        "tables_scale": layer.tables.shape[:-1],
    }
    if layer.projection != "external":
        assert layer.num_tables is not None and layer.d is not None
        columns = layer.num_tables * layer.bits
        shapes |= {"norm_weight": (layer.d,), "norm_bias": (layer.d,)}
        shapes |= {"projection_bias": (columns,), "pairs": (columns, 2)}
        if layer.projection == "dense":
            shapes["projection_weight"] = (columns, layer.d)
    return shapes


def _weight(value: Any, key: str) -> Array:
    """A weight in row-major order; f16 and bf16 become f32 except for tables."""
    array = np.ascontiguousarray(checkpoint.to_numpy(value, key))
    if array.dtype.byteorder == ">":
        array = array.astype(array.dtype.newbyteorder("<"))
    if key == "tables":
        return array
    if key == "hash.projection.pairs":
        if array.dtype.kind not in "iu" or array.ndim != 2:
            raise DTypeError(
                f"{key} is {array.dtype.name} of rank {array.ndim}, expected integers"
                " of rank 2"
            )
        return array
    if array.dtype.name in ("float16", "bfloat16"):
        return array.astype(np.float32)
    if array.dtype != np.float32:
        raise DTypeError(f"{key} is {array.dtype.name}, expected float32")
    return array
