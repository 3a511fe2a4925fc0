# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A dense FFN in OpenVINO."""

from __future__ import annotations

import functools
from typing import Any, Sequence

import openvino
from openvino import Core

from .. import data
from . import Call, Contender, Unsupported
from ._onnx import ffn

#: Batches of 64 tokens that i8 is calibrated on.
CALIBRATION = 8


class Peer(Contender):
    """i8 is quantized after training by nncf, activations included."""

    model: Any = None

    def version(self) -> str:
        version = f"openvino {openvino.__version__.partition('-')[0]}"
        if self.element == "i8":
            import nncf

            version += f" (nncf {nncf.__version__})"
        return version

    def calls(self, batch: int) -> Sequence[Call]:
        core, hint = Core(), "bf16" if self.element == "bf16" else "f32"
        if self.model is None:
            self.model = core.read_model(ffn(data.dense(self.case)).SerializeToString())
            if self.element == "i8":
                self.model = self._quantized(self.model)
        options = {
            "INFERENCE_NUM_THREADS": self.case.threads,
            "INFERENCE_PRECISION_HINT": hint,
            "PERFORMANCE_HINT": "LATENCY",
        }
        requests: list[Call] = []
        for _ in range(self.case.layers):
            # Compiled for this batch size, and from a copy with weights of its own.
            model = self.model.clone()
            model.reshape([batch, self.case.shape.d])
            compiled = core.compile_model(model, "CPU", options)
            found = compiled.get_property("INFERENCE_PRECISION_HINT").to_string()
            if found != hint:
                raise Unsupported(f"this CPU runs {hint} as {found}")
            infer = compiled.create_infer_request().infer
            requests.append(
                functools.partial(infer, share_inputs=True, share_outputs=True)
            )
        return requests

    def _quantized(self, model: Any) -> Any:
        import nncf

        (x,) = data.inputs(self.case)
        samples = [b for b, in data.batches((x,), 64)[:CALIBRATION]]
        dataset = nncf.Dataset(samples, lambda sample: {"x": sample})
        return nncf.quantize(model, dataset, subset_size=CALIBRATION)

    def form(self, *arrays: Any) -> tuple[Any, ...]:
        return ({0: arrays[0]},)

    def values(self, result: Any) -> Any:
        return result[0]
