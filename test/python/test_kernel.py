# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernel: options and sources, weights, what was made, and their errors."""

from __future__ import annotations

import weakref
from pathlib import Path

import numpy as np
import pytest
from checks import load
from small import D, O, tokens

import lookupffn
from lookupffn import (
    CodeRangeError,
    CompileError,
    DTypeError,
    Kernel,
    Layer,
    LayoutError,
    ShapeError,
    UnsupportedTarget,
)
from lookupffn._cost import cost

F32 = np.float32


# -- Options ------------------------------------------------------------------


def test_target_errors(layer: Layer) -> None:
    with pytest.raises(UnsupportedTarget, match="pentium9000"):
        lookupffn.compile(layer, target="pentium9000")


def test_option_errors(layer: Layer, kernel: Kernel) -> None:
    with pytest.raises(ValueError, match="quick"):
        lookupffn.compile(layer, path="quick")
    with pytest.raises(ValueError, match="nostage"):
        kernel.ir("nostage")
    with pytest.raises(ValueError, match="table_type is 'f8'"):
        lookupffn.compile(layer, table_type="f8")
    with pytest.raises(ValueError, match="an MLIR source says them itself"):
        lookupffn.compile(layer.mlir(), table_type="i8")
    with pytest.raises(ValueError, match="nofunc"):
        lookupffn.compile(layer.mlir(), entry="nofunc")


@pytest.mark.parametrize("table_type", ["f16", "bf16", "i8"])
def test_table_type(layer: Layer, table_type: str) -> None:
    narrow = lookupffn.compile(layer, table_type=table_type)
    wanted = layer.with_table_type(table_type).reference(tokens(9))
    np.testing.assert_allclose(narrow(tokens(9)), wanted, rtol=1e-4, atol=1e-5)


# -- Sources ------------------------------------------------------------------


def test_sources(layer: Layer, kernel: Kernel, tmp_path: Path) -> None:
    checkpoint, text = tmp_path / "a.safetensors", tmp_path / "a.mlir"
    layer.save_safetensors(checkpoint)
    text.write_text(layer.mlir())
    x = tokens(3)
    np.testing.assert_array_equal(lookupffn.compile(checkpoint)(x), kernel(x))
    np.testing.assert_array_equal(lookupffn.compile(str(checkpoint))(x), kernel(x))
    for source in (text, str(text), layer.mlir(), layer.mlir().encode()):
        made = lookupffn.compile(source)
        made.bind(layer.weights())
        np.testing.assert_array_equal(made(x), kernel(x))


def test_source_errors(tmp_path: Path) -> None:
    with pytest.raises(DTypeError, match="source is a int, expected a Layer, a path"):
        lookupffn.compile(3)
    with pytest.raises(ValueError, match="expected MLIR text or a path that ends in"):
        lookupffn.compile("layer.onnx")
    with pytest.raises(FileNotFoundError):
        lookupffn.compile(tmp_path / "none.mlir")


def test_compile_error_has_diagnostics_and_a_reproducer(tmp_path: Path) -> None:
    text = "func.func @layer() {\n  nonsense\n}\n"
    with pytest.raises(CompileError, match="nonsense") as caught:
        lookupffn.compile(text)
    assert caught.value.reproducer is not None
    reproducer = Path(caught.value.reproducer)
    assert f"reproducer: {reproducer}" in str(caught.value)
    assert reproducer.read_text() == text
    reproducer.unlink()
    path = tmp_path / "bad.mlir"
    path.write_text(text)
    with pytest.raises(CompileError, match=r"bad\.mlir") as caught:
        lookupffn.compile(path)
    assert caught.value.reproducer == str(path)


def test_reproducer_of_the_library_is_taken_over() -> None:
    message = "error\nreproducer written to /tmp/r-1.mlir; rerun with 'tool /tmp/r-1'"
    error = lookupffn.kernel._with_reproducer(message, b"", None)
    assert (str(error), error.reproducer) == (message, "/tmp/r-1.mlir")


ENTRIES = Path(__file__).parents[1] / "CAPI" / "entry.mlir"


def test_entry() -> None:
    """A module with several entry points, which need not come from a Layer."""
    with pytest.raises(ValueError, match="3 entry points"):
        lookupffn.compile(ENTRIES)
    double = lookupffn.compile(ENTRIES, entry="bag")
    pairs = np.zeros((2, 2), np.int32)
    tables = np.arange(5, dtype=F32)[:, None]
    double.bind({"tables": tables, "pairs": pairs})
    code = np.array([[0, 4], [1, 2]], np.int32)
    np.testing.assert_array_equal(double(code), [[8], [6]])
    np.testing.assert_array_equal(double(code[0]), [8])
    with pytest.raises(CodeRangeError, match=r"token 1.* 0.* 5 is outside \[0, 5\)"):
        double(code + np.array([[0, 0], [4, 0]], np.int32))
    with pytest.raises(CodeRangeError, match="'pairs'.* 4 is outside"):
        double.bind({"pairs": pairs + np.int32(4)})
    # What was not packed does not run.
    with pytest.raises(ValueError, match="weights not packed; call bind"):
        double(code)


def test_static_batch(layer: Layer, kernel: Kernel) -> None:
    static = lookupffn.compile(layer.mlir(batch=6))
    static.bind(layer.weights())
    np.testing.assert_array_equal(static(tokens(6)), kernel(tokens(6)))
    np.testing.assert_array_equal(static(tokens(2, 3)), kernel(tokens(2, 3)))
    with pytest.raises(ShapeError, match="found 5 tokens, expected 6"):
        static(tokens(5))


# -- Weights ------------------------------------------------------------------


def test_bind(layer: Layer, kernel: Kernel) -> None:
    made = lookupffn.compile(layer.mlir())
    weights = layer.weights()
    with pytest.raises(ValueError, match=r"FFN.LayerNorm.weight, .* not bound; call"):
        made(tokens(2))
    first = dict(list(weights.items())[:3])
    made.bind(first)
    with pytest.raises(ValueError, match="FFN.tables, FFN.bias not bound"):
        made(tokens(2))
    made.bind({k: v for k, v in weights.items() if k not in first})
    np.testing.assert_array_equal(made(tokens(2)), kernel(tokens(2)))
    # Bound again, weights change.
    made.bind({"FFN.bias": weights["FFN.bias"] + F32(1)})
    np.testing.assert_allclose(made(tokens(2)), kernel(tokens(2)) + 1, rtol=1e-5)


def test_packed_weights_are_let_go() -> None:
    """Nobody has to hold the checkpoint's weights beside packed ones."""
    layer = Layer.random(d=64, tables=16)
    x = np.random.default_rng(0).standard_normal((2, 64)).astype(F32)
    expected = layer.reference(x)
    kernel = lookupffn.compile(layer)
    projection, tables = weakref.ref(layer.projection_weight), weakref.ref(layer.tables)
    del layer
    assert projection() is None and tables() is not None
    np.testing.assert_allclose(kernel(x), expected, rtol=1e-4, atol=1e-5)
    gone = "FFN.hash.projection.weight.* let go of after packing; bind them again"
    with pytest.raises(ValueError, match=gone):
        kernel.bind({"FFN.bias": np.zeros(64, F32)})
    with pytest.raises(ValueError, match="not packed"):
        kernel(x)


def test_bind_errors(layer: Layer) -> None:
    made = lookupffn.compile(layer.mlir())
    with pytest.raises(ValueError, match="unknown weight 'FFN.w', expected some of"):
        made.bind({"FFN.w": np.zeros(3, F32)})
    with pytest.raises(ShapeError, match=r"FFN.bias has shape \(4,\), expected \(5,\)"):
        made.bind({"FFN.bias": np.zeros(4, F32)})
    with pytest.raises(DTypeError, match="FFN.bias is float64, expected float32"):
        made.bind({"FFN.bias": np.zeros(O)})
    with pytest.raises(LayoutError, match="FFN.bias has strides"):
        made.bind({"FFN.bias": np.zeros(2 * O, F32)[::2]})


def test_bind_of_pairs_out_of_range() -> None:
    layer = load("pairwise-light").layer
    made = lookupffn.compile(layer.mlir())
    pairs = np.array(layer.pairs)
    pairs[3, 1] = layer.d
    with pytest.raises(CodeRangeError, match="pairs"):
        made.bind(layer.weights() | {"FFN.hash.projection.pairs": pairs})


# -- What was made ------------------------------------------------------------


def test_arguments(kernel: Kernel) -> None:
    assert kernel.inputs == (("x", np.dtype(F32), (-1, D)),)
    assert kernel.outputs == (("y", np.dtype(F32), (-1, O)),)
    assert kernel.weights[-1] == ("FFN.bias", np.dtype(F32), (O,))


@pytest.mark.parametrize(
    "stage", ["target", "schedule", "prepare", "linalg", "buffer", "vector", "llvm"]
)
def test_ir(kernel: Kernel, stage: str) -> None:
    assert "layer" in kernel.ir(stage)


def test_asm(kernel: Kernel) -> None:
    assert "layer:" in kernel.ir("asm")


def test_schedule_and_target(kernel: Kernel) -> None:
    assert kernel.schedule.strip() and kernel.target.strip()


def test_repr(kernel: Kernel) -> None:
    text = repr(kernel)
    assert text.startswith("Kernel(x float32[..., 12] -> y float32[..., 5]; target ")
    assert "; Layer(dense D=12 O=5 T=3 L=4, f32 rows, norm); " in text
    # Rows 3 * 5 * 4, input 12 * 4, output 5 * 4; 12 * 12 and 3 * 5 pairs of FLOPs.
    assert text.endswith("128 bytes and 318 FLOPs per token)")


def test_repr_of_mlir(layer: Layer) -> None:
    text = repr(lookupffn.compile(layer.mlir()))
    assert text.startswith("Kernel(x float32[..., 12] -> y float32[..., 5]; target ")


def test_cost_of_the_published_layer() -> None:
    layer = Layer.random(d=512, tables=128, bits=8, block=64, o=512)
    size, flops = cost(layer)
    assert flops == 2 * 327_680 + 36_864
    assert size == 128 * 512 * 4 + 2 * 512 * 4
