# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``Layer``: the parameters of one lookup layer and its arrays."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from . import _rows, checkpoint
from ._validate import FIELDS, TABLE_TYPES, validate

Array = NDArray[Any]

@dataclass(frozen=True, eq=False, repr=False)
class Layer:
    """One layer: which steps it has, their parameters and their arrays.

    tables: [T, S, O], or [S, O] with ``shared=True``; f32, f16, bf16 (as
        ml_dtypes.bfloat16) or i8, which needs ``tables_scale`` [T, S] or [S].
    projection: "bh4", "dense", "identity", "pairwise" or "external" (codes are
        the input); None means bh4 or dense by the rank of ``projection_weight``,
        pairwise when there are ``pairs``.
    projection_weight: bh4 [R, 4, P/b, b, b], dense [T*L, D].
    pairs: [T*L, 2] of any integer type, pairwise only.
    projection_bias [T*L], bias [O]: None for none.
    norm_weight, norm_bias [D]: both or neither.
    d: width of the input, where no array tells it: pairwise without a norm, and
        bh4 without one when it is less than P.
    num_tables: T, needed where no array tells it: the codes a token of an
        external layer with a shared table.
    score: "margin", "softmax", "one" or "constant". In an external layer
        "margin", the default, stands for scores that the caller passes.

    f16 and bf16 arrays other than tables are widened to f32, which is exact;
    arrays that are not row-major are copied; nothing else is converted.
    Raises ShapeError, DTypeError, CodeRangeError (pairs) and ValueError.
    """

    tables: Array
    projection: str | None = None
    projection_weight: Array | None = None
    projection_bias: Array | None = None
    pairs: Array | None = None
    norm_weight: Array | None = None
    norm_bias: Array | None = None
    bias: Array | None = None
    tables_scale: Array | None = None
    shared: bool = False
    d: int | None = None
    num_tables: int | None = None
    decay: float = 0.7
    eps: float = 1e-5
    score: str = "margin"
    compare: str = "ogt"
    bit_order: str = "msb"
    temperature: float = 1.0
    constant: float = 1.0

    # -- Sizes, under the letters of the operator ------------------------------

    @property
    def rows(self) -> int:
        """S, the number of rows of a table."""
        return int(self.tables.shape[-2])

    @property
    def o(self) -> int:
        """O, the width of the output."""
        return int(self.tables.shape[-1])

    @property
    def bits(self) -> int:
        """L, the number of bits of a code; 0 for external codes."""
        return 0 if self.projection == "external" else self.rows.bit_length() - 1

    @property
    def table_type(self) -> str:
        """Element type of the rows: "f32", "f16", "bf16" or "i8"."""
        return TABLE_TYPES[self.tables.dtype.name]

    def __post_init__(self) -> None:
        validate(self)

    # -- Checkpoints -----------------------------------------------------------

    @classmethod
    def from_safetensors(
        cls,
        path: checkpoint.Path,
        prefix: str = "",
        *,
        projection: str | None = None,
        tables: int | None = None,
        shared: bool = False,
        d: int | None = None,
        decay: float = 0.7,
        eps: float = 1e-5,
        score: str = "margin",
        compare: str = "ogt",
        bit_order: str = "msb",
        temperature: float = 1.0,
        constant: float = 1.0,
    ) -> Layer:
        """Loads one layer of a safetensors file, reading that layer alone.

        prefix: the part of the keys before "tables", such as
            "roberta.encoder.layer.0.FFN."; found without "FFN." too.
        The options are those of ``from_state_dict``. A checkpoint does not store
        them, a file of ``save_safetensors`` included.
        Raises CheckpointError for a malformed file, no layer at the prefix, and
        missing or unknown keys; OSError; and what the constructor raises.
        """
        return cls.from_state_dict(
            checkpoint.SafetensorsFile(path),
            prefix,
            projection=projection,
            tables=tables,
            shared=shared,
            d=d,
            decay=decay,
            eps=eps,
            score=score,
            compare=compare,
            bit_order=bit_order,
            temperature=temperature,
            constant=constant,
        )

    @classmethod
    def from_state_dict(
        cls,
        mapping: Mapping[str, Any],
        prefix: str = "",
        *,
        projection: str | None = None,
        tables: int | None = None,
        shared: bool = False,
        d: int | None = None,
        decay: float = 0.7,
        eps: float = 1e-5,
        score: str = "margin",
        compare: str = "ogt",
        bit_order: str = "msb",
        temperature: float = 1.0,
        constant: float = 1.0,
    ) -> Layer:
        """Loads one layer from a mapping of key to array or torch tensor.

        projection: needed when there is no projection weight. The rank of a
            weight tells its kind: 5 is bh4, 2 is dense.
        tables: the number of tables T, for 2-D tables stored flat (row t*S +
            code); with ``shared=True`` the number of codes a token.
        shared: the 2-D tables are one table that all codes index.
        d: width of the input of a bh4 (default P) or pairwise layer without
            LayerNorm.
        Raises CheckpointError, and what the constructor raises.
        """
        found = checkpoint.find_prefix(mapping, prefix)
        keys = {k[len(found) :] for k in mapping if k.startswith(found)}
        checkpoint.check_keys(keys, found, projection)
        arrays = {
            field: checkpoint.to_numpy(mapping[found + key], found + key)
            for field, key in FIELDS.items()
            if key in keys
        }
        if not shared:
            arrays |= checkpoint.unflatten(arrays, tables, found)
        return cls(
            **arrays,
            projection=projection,
            shared=shared,
            d=d,
            num_tables=tables,
            decay=decay,
            eps=eps,
            score=score,
            compare=compare,
            bit_order=bit_order,
            temperature=temperature,
            constant=constant,
        )

    def weights(self, prefix: str = "FFN.") -> dict[str, Array]:
        """The arrays under their keys, in the order of the emitted function."""
        values = ((key, getattr(self, field)) for field, key in FIELDS.items())
        return {prefix + key: value for key, value in values if value is not None}

    def save_safetensors(self, path: checkpoint.Path, prefix: str = "FFN.") -> None:
        """Writes the layer under the keys that ``from_safetensors`` reads.

        The parameters are written as metadata for the reader's eye; they have to
        be passed again on loading.
        """
        arrays = set(FIELDS) | {"shared"}
        names = [f.name for f in dataclasses.fields(self) if f.name not in arrays]
        metadata = {name: str(getattr(self, name)) for name in names}
        metadata["tables"] = "shared" if self.shared else "per_code"
        checkpoint.write_safetensors(path, self.weights(prefix), metadata)

    # -- Making and converting -------------------------------------------------

    @classmethod
    def random(
        cls,
        d: int = 512,
        tables: int = 128,
        bits: int = 8,
        projection: str = "bh4",
        block: int = 64,
        seed: int = 0,
        *,
        o: int | None = None,
        norm: bool = True,
        **options: Any,
    ) -> Layer:
        """A layer with the initialisation that training starts from, seeded.

        Block weights are N(0, 1/(b*P)) and dense ones N(0, 1/D), so that every
        stage has gain 1; tables have standard deviation 0.02; LayerNorm is 1
        and 0, biases are 0. All keys of a checkpoint are there.

        o: width of the output, default d. norm=False leaves LayerNorm out.
        options: the other parameters of the constructor.
        """
        rng = np.random.default_rng(seed)
        columns, padded = tables * bits, 1 << max(d - 1, 0).bit_length()
        arrays: dict[str, Any] = {}
        if projection == "bh4":
            block = min(block, padded)
            if block < 1 or padded % block:
                raise ValueError(f"block is {block}, expected a divisor of {padded}")
            shape = (-(-columns // padded), 4, padded // block, block, block)
            std = 1.0 / math.sqrt(block * padded)
            arrays["projection_weight"] = _normal(rng, shape, std)
        elif projection == "dense":
            std = 1.0 / math.sqrt(d)
            arrays["projection_weight"] = _normal(rng, (columns, d), std)
        elif projection == "pairwise":
            first = rng.integers(0, d, columns)
            step = rng.integers(1, max(d, 2), columns)
            arrays["pairs"] = np.stack((first, (first + step) % d), axis=1)
        if projection != "external":
            arrays["projection_bias"] = np.zeros(columns, np.float32)
            if norm:
                arrays["norm_weight"] = np.ones(d, np.float32)
                arrays["norm_bias"] = np.zeros(d, np.float32)
        o = d if o is None else o
        return cls(
            tables=_normal(rng, (tables, 1 << bits, o), 0.02),
            bias=np.zeros(o, np.float32),
            projection=projection,
            d=d,
            **arrays,
            **options,
        )

    def replace(self, **changes: Any) -> Layer:
        """A copy with some fields changed, checked anew."""
        return dataclasses.replace(self, **changes)

    def with_table_type(self, table_type: str) -> Layer:
        """The layer with rows of "f32", "f16", "bf16" or "i8".

        i8 rows get one scale each, the largest magnitude / 127. Raises
        ValueError for an unknown type and for rows that the type cannot hold.
        """
        if table_type == self.table_type:
            return self
        if table_type not in TABLE_TYPES.values():
            raise ValueError(
                f"table_type is {table_type!r}, expected one of"
                f" {', '.join(TABLE_TYPES.values())}"
            )
        rows = _rows.convert(self.tables, self.tables_scale, table_type)
        return self.replace(**rows)

    def reference(
        self,
        x: Any,
        score: Any = None,
        *,
        outputs: Iterable[str] = ("y",),
        bounds: str = "check",
    ) -> Any:
        """y [..., O] in float64 NumPy; see ``lookupffn.reference.evaluate``."""
        from .reference import evaluate

        return evaluate(self, x, score, outputs=outputs, bounds=bounds)

    def mlir(
        self,
        batch: int | None = None,
        outputs: Iterable[str] = ("y",),
        *,
        bounds: str = "check",
        code_type: str = "i64",
    ) -> str:
        """The layer as an MLIR module with one function, ``@layer``.

        batch: number of tokens, or None for any number.
        outputs: any of "y", "z", "code", "score"; steps that none of them needs
            are left out.
        bounds, code_type: of external codes, see ``lookupffn.compile``.
        """
        from ._mlir import emit

        return emit(self, batch, tuple(outputs), bounds, code_type)

    def __repr__(self) -> str:
        sizes = f"D={self.d} " if self.d is not None else ""
        sizes += f"O={self.o} T={self.num_tables} "
        sizes += f"L={self.bits}" if self.bits else f"S={self.rows}"
        shared = " shared" if self.shared else ""
        norm = ", norm" if self.norm_weight is not None else ""
        return f"Layer({self.projection} {sizes}, {self.table_type}{shared} rows{norm})"


def _normal(rng: np.random.Generator, shape: tuple[int, ...], std: float) -> Array:
    values = rng.standard_normal(shape, np.float32)
    values *= np.float32(std)
    return values
