# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What "correct" means, and the layers and vectors it is checked on.

Hashing is discontinuous, so a layer is checked in three parts, each on its own:
z against float64; codes exactly, wherever z is clear of 0; y and score from the
codes and the z that the kernel itself found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from lookupffn import Layer, reference
from lookupffn.checkpoint import SafetensorsFile

INPUTS = Path(__file__).parents[1] / "Inputs" / "vectors"
CASES = sorted(p.stem for p in INPUTS.glob("*.safetensors"))
BAGS = [c for c in CASES if c.startswith("bag-")]
LAYERS = [c for c in CASES if c not in BAGS]
PREFIX = "layer.0.FFN."
OUTPUTS = ("y", "z", "code", "score")

#: Vectors whose z is exact in any arithmetic, so that every code counts.
EXACT = ("dense-exact-zero", "dense-oge-lsb-softmax", "memoryformer-code")
EXACT_KINDS = ("identity", "pairwise")


def scheduled(text: str, order: str) -> str:
    """``text``, MLIR of a layer, with a lookup that runs in one regime, in blocks of
    128 tokens; ``order`` is the rest of its schedule."""
    schedule = (
        '#lookupffn.schedule<path = "fast", tile_tokens = 1, panel_tokens = 128,'
        f" prefetch_locality = 3, {order}>"
    )
    regimes = "[#lookupffn.regime<min_tokens = 0, block_tokens = 128>]"
    # The body of the function is the first brace at the end of a line.
    text, functions = re.subn(
        r"\) \{$",
        f") attributes {{lookupffn.regimes = {regimes}}} {{",
        text,
        count=1,
        flags=re.M,
    )
    text, lookups = re.subn(
        r"( = lookupffn\.lookup .*)( -> )",
        rf"\1 {{lookupffn.schedule = [{schedule}]}}\2",
        text,
    )
    assert (functions, lookups) == (1, 1), text
    return text


@dataclass
class Vector:
    """A golden vector: the layer, its inputs and what float64 made of them."""

    name: str
    layer: Layer
    meta: dict[str, str]
    arrays: dict[str, np.ndarray]

    @property
    def expected(self) -> dict[str, np.ndarray]:
        return {o: self.arrays.get(f"expected.{o}") for o in OUTPUTS}

    @property
    def exact(self) -> bool:
        return self.name in EXACT or self.layer.projection in EXACT_KINDS

    @property
    def inputs(self) -> dict[str, np.ndarray]:
        return {k: self.arrays[k] for k in ("x", "code", "score") if k in self.arrays}

    @property
    def code_type(self) -> str:
        """Of external codes."""
        return "i64" if self.arrays["code"].dtype == np.int64 else "i32"

    @property
    def first_bad(self) -> str:
        """What the error about the first code outside its table matches, or "" when
        all are inside."""
        if not self.meta["first_bad"]:
            return ""
        token, table = self.meta["first_bad"].split(",")
        return rf"\b{token}\b.*\b{table}\b.*-1\b"


def load(name: str) -> Vector:
    path = INPUTS / f"{name}.safetensors"
    with safe_open(path, framework="np") as f:
        meta = f.metadata()
    arrays = {k: v for k, v in SafetensorsFile(path).items() if k[:5] != "layer"}
    kind, options = meta["kind"], {}
    if kind == "external":
        # The scores of a bag are inputs, and "one" stands for none.
        options["score"] = "one" if meta["score"] == "one" else "margin"
        options["tables"] = int(meta["K"])
    else:
        for key in ("score", "compare", "bit_order"):
            options[key] = meta[key]
        for key in ("decay", "eps", "temperature", "constant"):
            options[key] = float(meta.get(key, 1.0))
        if meta["tables"] == "flat":
            options["tables"] = int(meta["T"])
        if kind in ("bh4", "pairwise"):
            options["d"] = int(meta["D"])
    layer = Layer.from_safetensors(
        path,
        PREFIX,
        projection=None if kind in ("bh4", "dense") else kind,
        shared=meta["tables"] == "shared",
        **options,
    )
    return Vector(name, layer, meta, arrays)


def randomised(layer: Layer, seed: int = 1) -> Layer:
    """The layer with a norm and biases that are not all ones and zeros."""
    rng = np.random.default_rng(seed)
    changes: dict[str, Any] = {}
    for field, scale in (
        ("norm_weight", 0.3),
        ("norm_bias", 0.3),
        ("projection_bias", 0.3),
        ("bias", 0.1),
    ):
        old = getattr(layer, field)
        if old is not None:
            noise = rng.standard_normal(old.shape, np.float32) * np.float32(scale)
            changes[field] = old + noise
    return layer.replace(**changes)


def flat(array: Any, features: int) -> np.ndarray:
    """One token dimension, in float64 (codes: int64)."""
    array = np.asarray(array)
    kind = np.int64 if array.dtype.kind in "iu" else np.float64
    return array.astype(kind).reshape(-1, *array.shape[array.ndim - features :])


def same_pattern(found: np.ndarray, wanted: np.ndarray) -> None:
    """NaN where NaN, and the same infinities."""
    np.testing.assert_array_equal(np.isnan(found), np.isnan(wanted))
    infinite = np.isinf(wanted)
    np.testing.assert_array_equal(np.isinf(found), infinite)
    np.testing.assert_array_equal(found[infinite], wanted[infinite])


def rms_of(z: np.ndarray) -> np.ndarray:
    """Per token, as [B, 1, 1]; 0 for a token of zeros.

    A few z may all be close to 0 by chance, which says nothing of the numbers
    that they are sums of; the other tokens then tell what is usual.
    """
    rms = np.sqrt((z**2).mean(axis=(1, 2), keepdims=True))
    if z.size and z[0].size < 16:
        rms = np.maximum(rms, np.sqrt((z**2).mean()))
    return rms


def check_z(layer: Layer, found: Any, wanted: Any) -> None:
    found, wanted = flat(found, 2), flat(wanted, 2)
    assert found.shape == wanted.shape
    finite = np.isfinite(wanted).all(axis=(1, 2))
    same_pattern(found[~finite], wanted[~finite])
    found, wanted = found[finite], wanted[finite]
    if not wanted.size:
        return
    tolerance = 1e-5 * max(1.0, np.sqrt((layer.d or 1) / 512))
    error = np.abs(found - wanted)
    limit = tolerance * rms_of(wanted)
    assert (error <= limit).all(), f"z off by {np.max(error / (limit + 1e-300))} limits"


def check_code(found: Any, wanted: Any, z: Any, exact: bool = False) -> float:
    """Returns the share of (token, table) pairs too close to 0 to tell."""
    found, wanted, z = flat(found, 1), flat(wanted, 1), flat(z, 2)
    if exact:
        np.testing.assert_array_equal(found, wanted)
        return 0.0
    finite = np.isfinite(z).all(axis=(1, 2))
    # NaN gives bit 0 and an infinity its sign in every precision.
    np.testing.assert_array_equal(found[~finite], wanted[~finite])
    z = z[finite]
    if not z.size:
        return 0.0
    # Rows of zero weights have a z of exactly 0 in any arithmetic.
    clear = (np.abs(z) > 1e-4 * rms_of(z)) | (z == 0)
    clear = clear.all(axis=-1)
    np.testing.assert_array_equal(found[finite][clear], wanted[finite][clear])
    return float(1 - clear.mean())


def check_score(layer: Layer, found: Any, z: Any) -> None:
    """Score against float64 from the z that the kernel found."""
    found, z = flat(found, 1), flat(z, 2)
    with np.errstate(all="ignore"):
        wanted = reference.hash_score(
            z, layer.score, layer.temperature, layer.constant
        )
    same_pattern(found, wanted)
    finite = np.isfinite(wanted)
    error = np.abs(found[finite] - wanted[finite])
    # Below the normal f32 numbers the spacing is the limit.
    limit = 1e-6 * np.abs(wanted[finite]) + np.finfo(np.float32).tiny
    assert (error <= limit).all(), f"score off by {np.max(error / limit)} limits"


def check_y(layer: Layer, found: Any, code: Any, score: Any) -> None:
    """y against the float64 sum of the stored rows, for given codes."""
    found, code, score = flat(found, 1), flat(code, 1), flat(score, 1)
    with np.errstate(all="ignore"):
        wanted = reference.lookup(layer, code, score)
    # Infinite scores make NaN or infinity by the order of summation.
    plain = np.isfinite(score).all(axis=1)
    np.testing.assert_array_equal(
        np.isfinite(found[~plain]), np.isfinite(wanted[~plain])
    )
    error = np.linalg.norm(found[plain] - wanted[plain], axis=1)
    limit = 1e-5 * np.linalg.norm(wanted[plain], axis=1) + 1e-30
    if (error <= limit).all():
        return
    # In a narrow output a sum may cancel, and what is left of it says nothing of
    # the rounding of its terms.
    layer = layer.with_table_type("f32")
    bias = None if layer.bias is None else np.abs(layer.bias)
    layer = layer.replace(tables=np.abs(layer.tables), bias=bias)
    terms = reference.lookup(layer, code[plain], np.abs(score[plain]))
    limit += 2e-7 * np.linalg.norm(terms, axis=1)
    assert (error <= limit).all(), f"y off by {np.max(error / limit)} limits"


def check_parts(
    layer: Layer, results: Any, z: Any, code: Any, exact: bool = False
) -> float:
    """All three parts of what a kernel returned for ``OUTPUTS``."""
    found_y, found_z, found_code, found_score = results
    check_z(layer, found_z, z)
    share = check_code(found_code, code, z, exact)
    found = flat(found_code, 1)
    assert ((found >= 0) & (found < layer.rows)).all()
    check_score(layer, found_score, found_z)
    check_y(layer, found_y, found_code, found_score)
    return share


def check_bag(vector: Vector, y: Any) -> None:
    """y of a vector with external codes; those outside their table clamped."""
    code, score = vector.arrays["code"], vector.arrays.get("score")
    weight = np.ones(code.shape) if score is None else score
    check_y(vector.layer, y, np.clip(code, 0, vector.layer.rows - 1), weight)
    np.testing.assert_allclose(y, vector.expected["y"], rtol=1e-4, atol=1e-6)
