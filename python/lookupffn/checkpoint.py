# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Safetensors files and state dicts in and out, without torch."""

from __future__ import annotations

import os
import sys
from typing import Any, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from .errors import CheckpointError, DTypeError, ShapeError

Path = str | os.PathLike[str]

#: Every key that a layer may have, after the prefix.
KEYS = (
    "LayerNorm.weight",
    "LayerNorm.bias",
    "hash.projection.weight",
    "hash.projection.bias",
    "hash.projection.pairs",
    "tables",
    "tables_scale",
    "bias",
)


class SafetensorsFile(Mapping[str, Any]):
    """A safetensors file as a mapping of key to array, read on access.

    Raises CheckpointError when the file is malformed and OSError when it cannot
    be read.
    """

    def __init__(self, path: Path) -> None:
        # Imported here, since import of the package has to be cheap.
        from safetensors import SafetensorError, safe_open

        self.path = os.fspath(path)
        # The reader wants a regular file; a missing one or a directory is told
        # apart here, with the operating system's own error.
        with open(self.path, "rb"):
            pass
        self._error = SafetensorError
        try:
            self._file: Any = safe_open(self.path, framework="np")
            self._keys: list[str] = list(self._file.keys())  # type: ignore
        except (SafetensorError, UnicodeError, ValueError) as e:
            raise CheckpointError(self._malformed(e)) from e

    def _malformed(self, error: Exception) -> str:
        return (
            f"{self.path} is not a safetensors file ({str(error).rstrip('.')});"
            " write it again with the safetensors package"
        )

    def __iter__(self) -> Any:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, key: str) -> NDArray[Any]:
        if key not in self._keys:
            raise KeyError(key)
        # The package finds bfloat16 in ml_dtypes.
        bfloat16()
        try:
            array: NDArray[Any] = self._file.get_tensor(key)
        except (self._error, AttributeError, TypeError, ValueError) as e:
            raise CheckpointError(
                f"{self.path}: cannot read {key} ({str(e).rstrip('.')}); expected"
                " f32, f16, bf16, i8, i32 or i64"
            ) from e
        return array


def write_safetensors(
    path: Path, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]
) -> None:
    """Writes ``arrays`` to ``path``; bfloat16 arrays are ml_dtypes.bfloat16."""
    from safetensors.numpy import save_file

    whole = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
    save_file(whole, os.fspath(path), metadata=dict(metadata))


def bfloat16() -> np.dtype[Any]:
    """The NumPy type of bf16, which NumPy itself does not have."""
    import ml_dtypes

    result: np.dtype[Any] = np.dtype(ml_dtypes.bfloat16)
    return result


def find_prefix(keys: Iterable[str], prefix: str) -> str:
    """The part of the keys before ``tables``, from what the caller wrote.

    The documented form ends in "FFN."; without it, or without the full stop, it
    is found as well.
    """
    known = set(keys)
    ending = "" if prefix == "" or prefix.endswith(".") else "."
    tried = [prefix + ending, prefix + ending + "FFN."]
    for candidate in tried:
        if candidate + "tables" in known:
            return candidate
    found = sorted(k[: -len("tables")] for k in known if k.endswith(".tables"))
    message = f"no layer at prefix {prefix!r}: neither {tried[0]}tables nor"
    message += f" {tried[1]}tables is there; "
    if found:
        shown = ", ".join(repr(f) for f in found[:8])
        message += f"pass prefix= one of {shown}"
        message += f" and {len(found) - 8} more" if len(found) > 8 else ""
    elif "state_dict" in known:
        message += "pass the mapping under 'state_dict'"
    else:
        message += "the checkpoint has no key that ends in 'tables'"
    raise CheckpointError(message)


def check_keys(keys: set[str], prefix: str, projection: str | None) -> None:
    """Whether the keys after the prefix make a layer, before any is read."""
    unknown = sorted(keys - set(KEYS))
    if unknown:
        raise CheckpointError(
            f"unknown keys {', '.join(prefix + k for k in unknown[:8])}, expected"
            f" only {', '.join(KEYS)} after {prefix!r}; remove them"
        )
    weight, pairs = "hash.projection.weight", "hash.projection.pairs"
    if projection is None and not keys & {weight, pairs}:
        raise CheckpointError(
            f"{prefix}{weight} is missing; pass projection='identity', 'pairwise' or"
            " 'external'"
        )
    wanted = {"bh4": weight, "dense": weight, "pairwise": pairs}.get(projection or "")
    if wanted and wanted not in keys:
        raise CheckpointError(
            f"{prefix}{wanted} is missing; add it or pass another projection"
        )
    norm = keys & {"LayerNorm.weight", "LayerNorm.bias"}
    if len(norm) == 1:
        (found,) = norm
        other = "weight" if found.endswith("bias") else "bias"
        raise CheckpointError(
            f"{prefix}LayerNorm.{other} is missing beside {prefix}{found}; a layer has"
            " both or, without a norm, neither"
        )


def to_numpy(value: Any, name: str) -> NDArray[Any]:
    """A weight as a NumPy array: arrays, torch tensors and what they convert to.

    bf16 torch tensors become ml_dtypes.bfloat16. Raises DTypeError.
    """
    if isinstance(value, np.ndarray):
        return value
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        value = value.detach().cpu().contiguous()
        if value.dtype == torch.bfloat16:
            bits: NDArray[Any] = value.view(torch.int16).numpy()
            return bits.view(bfloat16())
        array: NDArray[Any] = value.numpy()
        return array
    if any(hasattr(value, a) for a in ("__array__", "__array_interface__")):
        return np.asarray(value)
    if hasattr(value, "__dlpack__"):
        return np.from_dlpack(value)
    raise DTypeError(
        f"{name} is a {type(value).__name__}, expected an array or a tensor"
    )


def unflatten(
    arrays: Mapping[str, NDArray[Any]], count: int | None, prefix: str
) -> dict[str, NDArray[Any]]:
    """2-D tables as [T, S, O], when the caller says how many tables they are."""
    tables = arrays["tables"]
    if tables.ndim != 2:
        return {}
    if count is None:
        raise CheckpointError(
            f"{prefix}tables has shape {tables.shape}, which is ambiguous; pass"
            " tables=T when it holds T tables (row t*S + code), or shared=True when"
            " all codes index it"
        )
    if count < 1 or tables.shape[0] % count:
        raise ShapeError(
            f"{prefix}tables has {tables.shape[0]} rows, expected a multiple of"
            f" tables={count}"
        )
    shape = (count, -1, tables.shape[1])
    result: dict[str, NDArray[Any]] = {"tables": tables.reshape(shape)}
    scale = arrays.get("tables_scale")
    if scale is not None and scale.size == tables.shape[0]:
        result["tables_scale"] = scale.reshape(count, -1)
    return result
