# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compile lookup-based FFN layers for the CPU at hand, and run them.

    import lookupffn
    layer = lookupffn.Layer.from_safetensors(
        "model.safetensors", "roberta.encoder.layer.0.FFN.")
    kernel = lookupffn.compile(layer)
    y = kernel(x)                      # x: float32 [..., D], y: float32 [..., O]
"""

from .bundle import Bundle, load, save
from .errors import (
    CheckpointError,
    CodeRangeError,
    CompileError,
    DTypeError,
    LayoutError,
    ShapeError,
    UnsupportedTarget,
)
from .kernel import Kernel, compile
from .layer import Layer
from .tuning import Tuned, tune

__version__ = "0.1.0"

__all__ = [
    "Bundle",
    "CheckpointError",
    "CodeRangeError",
    "CompileError",
    "DTypeError",
    "Kernel",
    "Layer",
    "LayoutError",
    "ShapeError",
    "Tuned",
    "UnsupportedTarget",
    "compile",
    "load",
    "save",
    "tune",
]
