# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules of torch through IREE: exported, compiled, and loaded."""

from __future__ import annotations

import importlib.metadata
from typing import Any, Sequence

import iree.compiler
import iree.runtime as runtime
from iree.turbine import aot
from torch import nn

from . import Call
from ._torch import tensors

_FLAGS = ["--iree-llvmcpu-target-cpu=host", "--iree-opt-level=O3"]
_SCOPE = "model"


def version() -> str:
    return f"iree {importlib.metadata.version('iree-base-compiler')}"


def config(threads: int, cores: Sequence[int]) -> Any:
    """A device on the cores of this process; one thread needs no pool."""
    if threads == 1:
        return runtime.Config("local-sync")
    runtime.flags.parse_flags(
        f"--task_topology_cpu_ids={','.join(map(str, cores))}"
    )
    return runtime.Config("local-task")


def compile(module: nn.Module, arrays: Sequence[Any]) -> bytes:
    """Machine code of the module for batches of this size. Its weights stay
    outside, to be loaded as parameters."""
    aot.externalize_module_parameters(module, external_scope=_SCOPE)
    exported = aot.export(module, *tensors(*arrays))
    code: bytes = iree.compiler.compile_str(
        str(exported.mlir_module), target_backends=["llvm-cpu"], extra_args=_FLAGS
    )
    return code


def load(device: Any, code: bytes, weights: dict[str, Any]) -> Call:
    """A call of the module with a copy of the weights."""
    index = runtime.ParameterIndex()
    for name, tensor in weights.items():
        index.add_buffer(name, tensor.contiguous().numpy().tobytes())
    instance = device.vm_instance
    context = runtime.SystemContext(
        vm_modules=[
            runtime.create_io_parameters_module(
                instance, index.create_provider(scope=_SCOPE)
            ),
            runtime.create_hal_module(instance, device.device),
            runtime.VmModule.copy_buffer(instance, code),
        ],
        config=device,
    )
    call: Call = context.modules.module["main"]
    return call
