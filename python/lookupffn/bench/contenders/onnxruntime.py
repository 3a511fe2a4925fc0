# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A dense FFN in ONNX Runtime."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any, Sequence

import onnx
import onnxruntime

from .. import data
from . import Call, Contender
from ._onnx import ffn


class Peer(Contender):
    """i8 is dynamic: weights are i8, activations become so in every call."""

    sessions: list[Call] | None = None

    def version(self) -> str:
        return f"onnxruntime {onnxruntime.__version__}"

    def calls(self, batch: int) -> Sequence[Call]:
        if self.sessions is None:
            model = ffn(data.dense(self.case))
            text = model.SerializeToString()
            if self.element == "i8":
                text = _quantized(model)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self.case.threads
            options.log_severity_level = 3
            self.sessions = []
            for _ in range(self.case.layers):
                session = onnxruntime.InferenceSession(
                    text, options, providers=["CPUExecutionProvider"]
                )
                self.sessions.append(functools.partial(session.run, None))
        return self.sessions

    def form(self, *arrays: Any) -> tuple[Any, ...]:
        return ({"x": arrays[0]},)

    def values(self, result: Any) -> Any:
        return result[0]


def _quantized(model: Any) -> bytes:
    # Needed for this type alone, and it loads half of the package.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "f32.onnx"), Path(folder, "i8.onnx")
        onnx.save(model, before)
        quantize_dynamic(before, after, weight_type=QuantType.QInt8)
        return after.read_bytes()
