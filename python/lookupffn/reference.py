# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The operator in float64 NumPy, one function per step, for reading and tests.

    xn          = layer_norm(x)      [B, D]      optional
    z           = project(xn)        [B, T, L]
    code, score = hash_bits(z)       [B, T] each
    y           = lookup(code, score)  = bias + sum_t score * table[t, code]

Every function takes and returns float64 with one token dimension. Nothing of
size B*T*O is ever made: the lookup adds one table after another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable

import numpy as np
from numpy.typing import NDArray

from .errors import CodeRangeError, ShapeError

if TYPE_CHECKING:
    from .layer import Layer

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

OUTPUTS = ("y", "z", "code", "score")


def layer_norm(x: F64, gamma: F64, beta: F64, eps: float) -> F64:
    """Each token to mean 0 and (biased) variance 1, then ``* gamma + beta``."""
    mean = x.mean(axis=-1, keepdims=True)
    var = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    y: F64 = (x - mean) / np.sqrt(var + eps) * gamma + beta
    return y


def hadamard(v: F64) -> F64:
    """``H v`` along the last axis, H[i, j] = (-1)^popcount(i & j)."""
    size = v.shape[-1]
    step = 1
    while step < size:
        pairs = v.reshape(*v.shape[:-1], size // (2 * step), 2, step)
        low, high = pairs[..., 0, :], pairs[..., 1, :]
        v = np.stack((low + high, low - high), axis=-2).reshape(v.shape)
        step *= 2
    return v


def project_bh4(x: F64, weight: F64, decay: float, columns: int) -> F64:
    """Four block-diagonal x Hadamard stages, R repeats, first ``columns``.

    ``weight`` is [R, 4, P/b, b, b], last two axes (out, in).
    """
    repeats, stages, blocks, block, _ = weight.shape
    tokens, padded = x.shape[0], blocks * block
    hp = np.zeros((tokens, padded))
    hp[:, : x.shape[1]] = x
    g = np.empty((tokens, repeats * padded))
    for r in range(repeats):
        v = hp
        for s in range(stages):
            split = v.reshape(tokens, blocks, block)
            u = np.einsum("nmi,moi->nmo", split, weight[r, s], optimize=True)
            v = hadamard(u.reshape(tokens, padded))
        g[:, r * padded : (r + 1) * padded] = v
    # Both factors are f32 constants of the operator, in every precision.
    keep, tap = float(np.float32(decay)), float(np.float32(1.0 - decay))
    return keep * g[:, :columns] + tap * np.tile(hp, repeats)[:, :columns]


def project(layer: Layer, x: F64) -> F64:
    """``z`` [B, T, L] of the tokens ``x`` [B, D], which are normalised here."""
    if layer.norm_weight is not None and layer.norm_bias is not None:
        gamma, beta = _f64(layer.norm_weight), _f64(layer.norm_bias)
        x = layer_norm(x, gamma, beta, layer.eps)
    assert layer.num_tables is not None
    columns = layer.num_tables * layer.bits
    if layer.projection == "bh4":
        z = project_bh4(x, _f64(layer.projection_weight), layer.decay, columns)
    elif layer.projection == "dense":
        z = x @ _f64(layer.projection_weight).T
    elif layer.projection == "pairwise":
        assert layer.pairs is not None
        z = x[:, layer.pairs[:, 0]] - x[:, layer.pairs[:, 1]]
    else:
        z = x
    if layer.projection_bias is not None:
        z = z + _f64(layer.projection_bias)
    return z.reshape(x.shape[0], layer.num_tables, layer.bits)


def hash_code(z: F64, compare: str = "ogt", bit_order: str = "msb") -> I64:
    """Row numbers [B, T]: the signs of ``z`` [B, T, L] read as a number."""
    bits = z > 0 if compare == "ogt" else z >= 0
    weights = 1 << np.arange(z.shape[-1], dtype=np.int64)
    return bits @ (weights[::-1] if bit_order == "msb" else weights)


def hash_score(
    z: F64, rule: str = "margin", temperature: float = 1.0, constant: float = 1.0
) -> F64:
    """Weights of the rows [B, T]: how far ``z`` [B, T, L] is from 0."""
    if rule == "one":
        return np.ones(z.shape[:-1])
    if rule == "constant":
        return np.full(z.shape[:-1], constant)
    m = np.abs(z)
    q = np.prod(1.0 + np.exp(-2.0 * m / temperature), axis=-1)
    score: F64 = (m.sum(axis=-1) if rule == "margin" else 1.0) / q
    return score


def lookup(layer: Layer, code: I64, score: F64) -> F64:
    """``bias + sum_t score[n, t] * table[t, code[n, t]]``, [B, O]."""
    y = np.zeros((code.shape[0], layer.o))
    if layer.bias is not None:
        y += _f64(layer.bias)
    for t in range(code.shape[1]):
        at = (code[:, t],) if layer.shared else (t, code[:, t])
        rows = _f64(layer.tables[at])
        if layer.tables_scale is not None:
            rows *= _f64(layer.tables_scale[at])[:, None]
        rows *= score[:, t, None]
        y += rows
    return y


def bound_codes(code: I64, rows: int, bounds: str = "check") -> I64:
    """External codes as row numbers.

    ``check`` raises CodeRangeError for the first code outside [0, rows) in
    row-major order; ``clamp`` moves it to the nearest row; ``assume`` is a
    promise of the caller, which the reference checks all the same.
    """
    if bounds == "clamp":
        return np.clip(code, 0, rows - 1)
    bad = np.argwhere((code < 0) | (code >= rows))
    if len(bad):
        token, table = bad[0]
        raise CodeRangeError(
            f"token {token}, table {table}: code {code[token, table]} is outside"
            f" [0, {rows}); correct it or compile with bounds='clamp'"
        )
    return code


def evaluate(
    layer: Layer,
    x: Any,
    score: Any = None,
    *,
    outputs: Iterable[str] = ("y",),
    bounds: str = "check",
) -> Any:
    """The layer in float64, leading dimensions kept.

    x: [..., D] of any real type; for an external layer the codes [..., T],
    integers, with ``score`` [..., T] or None for ones.
    outputs: any of "y" [..., O], "z" [..., T, L], "code" [..., T] (int64) and
    "score" [..., T]; an external layer has "y" only.
    Returns one array, or a tuple in the order of ``outputs``.
    Raises ShapeError, CodeRangeError, ValueError for an unknown output.
    """
    names = tuple(outputs)
    known = ("y",) if layer.projection == "external" else OUTPUTS
    for name in names:
        if name not in known:
            raise ValueError(
                f"unknown output {name!r}, expected some of {', '.join(known)}"
            )
    x = np.asarray(x)
    lead = x.shape[:-1]
    results: dict[str, Any] = {}
    # NaN and infinity are data here, and their arithmetic is not worth a word.
    with np.errstate(all="ignore"):
        if layer.projection == "external":
            code = x.reshape(-1, _width(x, layer.num_tables, "code")).astype(np.int64)
            code = bound_codes(code, layer.rows, bounds)
            weight = np.ones(code.shape) if score is None else _f64(score)
            if weight.size != code.size:
                raise ShapeError(
                    f"score has shape {np.shape(score)}, expected that of code,"
                    f" {x.shape}"
                )
            results["score"] = weight.reshape(code.shape)
        else:
            z = project(layer, _f64(x).reshape(-1, _width(x, layer.d, "x")))
            code = hash_code(z, layer.compare, layer.bit_order)
            results["z"] = z
            results["score"] = hash_score(
                z, layer.score, layer.temperature, layer.constant
            )
        results["code"] = code
        if "y" in names:
            results["y"] = lookup(layer, code, results["score"])
    arrays = tuple(results[n].reshape(lead + results[n].shape[1:]) for n in names)
    return arrays[0] if len(arrays) == 1 else arrays


def _width(x: NDArray[Any], expected: int | None, name: str) -> int:
    if x.ndim == 0 or (expected is not None and x.shape[-1] != expected):
        raise ShapeError(f"{name} has shape {x.shape}, expected [..., {expected}]")
    return int(x.shape[-1])


def _f64(array: Any) -> F64:
    return np.asarray(array).astype(np.float64)
