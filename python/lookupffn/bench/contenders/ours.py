# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ours: a compiled kernel, called from Python and in a loop without Python."""

from __future__ import annotations

import time
from typing import Any, Sequence

import numpy as np

import lookupffn

from .. import data
from . import Call, Contender, Turns

_OUTPUTS = {
    "layer": ("y",),
    "lookup": ("y",),
    "projection": ("z",),
    "hash": ("code", "score"),
}


class Peer(Contender):
    """The loop calls ``lookupffnKernelRun`` with pointers that are bound before,
    from ctypes: its time holds about half a microsecond a call that a loop in C
    would not have."""

    kernels: list[lookupffn.Kernel] | None = None
    outputs: list[Any] | None = None

    def version(self) -> str:
        return f"lookupffn {lookupffn.__version__}"

    def calls(self, batch: int) -> Sequence[Call]:
        # One kernel serves every batch.
        if self.kernels is None:
            first = data.layer(self.case, self.element)
            layers = [first]
            while len(layers) < self.case.layers:
                layers.append(data.copy(first))
            outputs = _OUTPUTS[self.case.what]
            self.kernels = [
                lookupffn.compile(l, outputs=outputs, threads=self.case.threads)
                for l in layers
            ]
        return self.kernels

    def values(self, result: Any) -> Any:
        if isinstance(result, tuple):
            return np.concatenate([r.astype(np.float32) for r in result], axis=1)
        return result.reshape(len(result), -1)

    def loop(self, turns: Turns) -> int:
        bound = []
        for call, batch in turns:
            assert isinstance(call, lookupffn.Kernel)
            tokens = len(batch[0])
            ins = call._pack_inputs(*(a.ctypes.data for a in batch))
            outs = self._outputs(call, tokens)
            bound.append((call._function, call._handle, ins, outs, tokens))
        start = time.perf_counter_ns()
        for run, handle, ins, outs, tokens in bound:
            if run(handle, ins, outs, tokens):
                raise RuntimeError("a call failed that did not fail before")
        return time.perf_counter_ns() - start

    def _outputs(self, kernel: lookupffn.Kernel, tokens: int) -> bytes:
        """Addresses of the outputs, which calls of one size share."""
        if self.outputs is None or len(self.outputs[0]) != tokens:
            self.outputs = [
                np.empty((tokens, *a.shape[1:]), a.dtype) for a in kernel.outputs
            ]
        return kernel._pack_outputs(*(a.ctypes.data for a in self.outputs))
