# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The MLIR text of layers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from checks import OUTPUTS, load

from lookupffn import Layer

DENSE = """\
func.func @layer(%x: tensor<?x40xf32> {lookupffn.input = "x"},
                 %gamma: tensor<40xf32> {lookupffn.weight = "FFN.LayerNorm.weight"},
                 %beta: tensor<40xf32> {lookupffn.weight = "FFN.LayerNorm.bias"},
                 %w: tensor<28x40xf32> {lookupffn.weight = "FFN.hash.projection.weight"},
                 %pb: tensor<28xf32> {lookupffn.weight = "FFN.hash.projection.bias"},
                 %tables: tensor<7x16x24xf32> {lookupffn.weight = "FFN.tables"},
                 %bias: tensor<24xf32> {lookupffn.weight = "FFN.bias"})
    -> (tensor<?x24xf32> {lookupffn.output = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x40xf32>
  %e0 = tensor.empty(%n) : tensor<?x40xf32>
  %xn = lookupffn.layer_norm input(%x : tensor<?x40xf32>) gamma(%gamma : tensor<40xf32>) beta(%beta : tensor<40xf32>) outs(%e0 : tensor<?x40xf32>) {eps = 1.0e-05 : f64} -> tensor<?x40xf32>
  %e1 = tensor.empty(%n) : tensor<?x7x4xf32>
  %z = lookupffn.project #lookupffn.dense input(%xn : tensor<?x40xf32>) weights(%w : tensor<28x40xf32>) bias(%pb : tensor<28xf32>) outs(%e1 : tensor<?x7x4xf32>) -> tensor<?x7x4xf32>
  %e2 = tensor.empty(%n) : tensor<?x7xi8>
  %e3 = tensor.empty(%n) : tensor<?x7xf32>
  %code, %score = lookupffn.hash input(%z : tensor<?x7x4xf32>) outs(%e2, %e3 : tensor<?x7xi8>, tensor<?x7xf32>) compare = ogt bit_order = msb score = margin -> tensor<?x7xi8>, tensor<?x7xf32>
  %e4 = tensor.empty(%n) : tensor<?x24xf32>
  %y = lookupffn.lookup tables(%tables : tensor<7x16x24xf32>) code(%code : tensor<?x7xi8>) score(%score : tensor<?x7xf32>) bias(%bias : tensor<24xf32>) outs(%e4 : tensor<?x24xf32>) -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}
"""


def test_dense_basic() -> None:
    assert load("dense-basic").layer.mlir() == DENSE


def line(layer: Layer, op: str, **options: Any) -> str:
    found = re.findall(rf".*lookupffn\.{op} .*", layer.mlir(**options))
    assert len(found) == 1
    return str(found[0])


def test_kinds() -> None:
    bh4 = load("bh4-odd").layer
    assert "#lookupffn.bh4<decay = 0.5 : f64> input(%xn" in line(bh4, "project")
    assert "weights(%w : tensor<6x4x8x4x4xf32>)" in line(bh4, "project")
    assert "{eps = 0.01 : f64}" in line(bh4, "layer_norm")
    pairs = line(load("pairwise-light").layer, "project")
    assert "#lookupffn.pairwise input(%x : " in pairs
    assert "weights(%pairs : tensor<30x2xi32>)" in pairs
    identity = line(load("memoryformer-code").layer, "project")
    assert "#lookupffn.identity input(%x : tensor<?x32xf32>) outs(" in identity


def test_hash_parameters() -> None:
    paper = line(load("memoryformer-paper").layer, "hash")
    assert "compare = oge bit_order = lsb score = softmax" in paper
    assert "{temperature = 2.0 : f64}" in paper
    yoso = line(load("yoso-constant").layer, "hash")
    assert "{constant = 0.16666666666666666 : f64}" in yoso


@pytest.mark.parametrize("bits, code", [(8, "i8"), (9, "i16"), (16, "i16")])
def test_code_type(bits: int, code: str) -> None:
    layer = Layer.random(d=8, tables=2, bits=bits, projection="dense", o=1)
    assert f"-> tensor<?x2x{code}>" in line(layer, "hash")


def test_code_type_beyond_16_bits() -> None:
    tables = np.broadcast_to(np.float32(0), (1 << 17, 1))
    layer = Layer(tables, "identity", shared=True, d=34)
    assert "-> tensor<?x2xi32>" in line(layer, "hash")


def test_row_types() -> None:
    layer = load("rows-i8").layer
    assert "tables(%tables : tensor<4x64x33xi8>)" in line(layer, "lookup")
    assert "row_scale(%row_scale : tensor<4x64xf32>)" in line(layer, "lookup")
    assert "tensor<4x64x33xbf16>" in line(load("rows-bf16").layer, "lookup")
    assert "tensor<4x64x33xf16>" in line(load("rows-f16").layer, "lookup")


@pytest.mark.parametrize("bounds", ["check", "clamp", "assume"])
def test_external(bounds: str) -> None:
    layer = load("bag-shared-i64").layer
    text = layer.mlir(bounds=bounds)
    assert '%code: tensor<?x5xi64> {lookupffn.input = "code"}' in text
    assert '%score: tensor<?x5xf32> {lookupffn.input = "score"}' in text
    assert f"outs(%e0 : tensor<?x24xf32>) bounds = {bounds} ->" in text
    assert "tensor<?x5xi32>" in layer.mlir(code_type="i32")
    assert "score" not in load("bag-shared-f16-unscored").layer.mlir()


def test_static_batch() -> None:
    text = load("dense-basic").layer.mlir(batch=6)
    assert "%x: tensor<6x40xf32>" in text and "?" not in text
    assert "tensor.dim" not in text and "tensor.empty() : tensor<6x24xf32>" in text


def test_outputs() -> None:
    layer = load("dense-basic").layer
    text = layer.mlir(outputs=OUTPUTS)
    for name in OUTPUTS:
        assert f'{{lookupffn.output = "{name}"}}' in text
    assert "return %y, %z, %code, %score : " in text
    only_z = layer.mlir(outputs=["z"])
    assert "lookupffn.hash" not in only_z and "FFN.tables" not in only_z
    codes = layer.mlir(outputs=["score", "code"])
    assert "lookupffn.hash" in codes and "lookupffn.lookup" not in codes


@pytest.mark.parametrize(
    "value, text",
    [(1e-5, "1.0e-05"), (0.7, "0.7"), (1e20, "1.0e+20"), (-2.5e-7, "-2.5e-07")],
)
def test_float(value: float, text: str) -> None:
    layer = Layer.random(d=8, tables=2, bits=4, score="constant", constant=value)
    assert f"{{constant = {text} : f64}}" in line(layer, "hash")


DENSE_LAYER = Layer.random(d=8, tables=2, bits=4, projection="dense")
BAG = Layer(np.zeros((9, 6), np.float32), "external", shared=True, num_tables=2)


@pytest.mark.parametrize(
    "layer, options, message",
    [
        (DENSE_LAYER, {"outputs": ("w",)}, "outputs are 'w', expected some of y, z"),
        (DENSE_LAYER, {"outputs": ()}, "expected some of y, z"),
        (DENSE_LAYER, {"outputs": ("y", "y")}, "each once"),
        (BAG, {"outputs": ("y", "z")}, "expected some of y, each once"),
        (DENSE_LAYER, {"batch": -1}, "batch is -1, expected 0 or more"),
        (BAG, {"bounds": "wrap"}, "bounds is 'wrap', expected one of check, clamp"),
        (BAG, {"code_type": "i8"}, "code_type is 'i8', expected one of i32, i64"),
        (DENSE_LAYER, {"bounds": "clamp"}, "are for external codes only"),
        (BAG.replace(num_tables=None), {}, "number of codes a token is not known"),
    ],
)
def test_error(layer: Layer, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layer.mlir(**options)
