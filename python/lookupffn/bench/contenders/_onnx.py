# Part of the lookupffn project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The dense FFN as an ONNX model, which two runtimes read."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper


def ffn(weights: dict[str, Any]) -> Any:
    """LayerNorm and a dense FFN with GELU for any number of tokens."""
    d = weights["w1"].shape[0]
    node, info = helper.make_node, helper.make_tensor_value_info
    nodes = [
        node("LayerNormalization", ["x", "gamma", "beta"], ["xn"], epsilon=1e-5),
        node("MatMul", ["xn", "w1"], ["xw"]),
        node("Add", ["xw", "b1"], ["h"]),
        node("Gelu", ["h"], ["g"], approximate="tanh"),
        node("MatMul", ["g", "w2"], ["gw"]),
        node("Add", ["gw", "b2"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "ffn",
        [info("x", TensorProto.FLOAT, ["tokens", d])],
        [info("y", TensorProto.FLOAT, ["tokens", d])],
        [
            numpy_helper.from_array(np.ascontiguousarray(array), name)
            for name, array in weights.items()
        ],
    )
    # The oldest version with Gelu, and the file format of its time, which
    # runtimes that lag behind still read.
    opset = helper.make_opsetid("", 20)
    return helper.make_model(graph, opset_imports=[opset], ir_version=9)
