"""Stores the weights of a finished graph in 8 bits; the runtime computes in 32."""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MIN_WEIGHTS = 1024
"""Smaller tensors save nothing."""
_LARGEST = 127


def store_in_8_bits(graph: onnx.ModelProto, prefix: str = "") -> None:
    """Store the weights of convolutions, linear layers and tables as integers.

    Each output of a layer and each row of a table has a scale of its own.

    The runtime turns them into 32 bit floats when it loads the model: the file is a quarter as
    large, and every product is as exact as before.

    Args:
        graph: changed in place.
        prefix: only weights whose names begin with it are changed.
    """
    stored = {item.name: item for item in graph.graph.initializer}
    added = []
    for node in graph.graph.node:
        name = _weights_of(node)
        if name not in stored or not name.startswith(prefix):
            continue
        weights = numpy_helper.to_array(stored[name])
        if weights.dtype != np.float32 or weights.size < MIN_WEIGHTS:
            continue
        whole, scale = _rounded(weights)
        graph.graph.initializer.remove(stored.pop(name))
        graph.graph.initializer.extend(
            [
                numpy_helper.from_array(whole, f"{name}_whole"),
                numpy_helper.from_array(scale, f"{name}_scale"),
                helper.make_tensor(f"{name}_zero", TensorProto.INT8, scale.shape, [0] * len(scale)),
            ]
        )
        parts = [f"{name}_whole", f"{name}_scale", f"{name}_zero"]
        added.append(helper.make_node("DequantizeLinear", parts, [name], axis=0))
    for node in reversed(added):
        graph.graph.node.insert(0, node)


def _weights_of(node: onnx.NodeProto) -> str:
    """Name the weights whose first axis is that of outputs or rows; "" if there are none."""
    if node.op_type == "Gather":
        return str(node.input[0])
    if node.op_type == "Conv" or (
        node.op_type == "Gemm" and any(a.name == "transB" and a.i for a in node.attribute)
    ):
        return str(node.input[1])
    return ""


def _rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    largest = np.abs(weights).reshape(len(weights), -1).max(axis=1)
    scale = np.maximum(largest, 1e-12).astype(np.float32) / np.float32(_LARGEST)
    shape = (-1, *([1] * (weights.ndim - 1)))
    return np.round(weights / scale.reshape(shape)).astype(np.int8), scale
