"""Stores the weights of a finished graph in 8 bits; the runtime computes in 32."""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MIN_WEIGHTS = 1024
"""Smaller tensors save nothing."""
MIN_OUTPUTS = 32
"""Few outputs of many inputs are a last step, whose inputs may need weights of very unlike size."""
_LARGEST = 127


def store_in_8_bits(graph: onnx.ModelProto, prefix: str = "", products: bool = False) -> None:
    """Store the weights of convolutions, linear layers and tables as integers.

    Each output of a layer and each row of a table has a scale of its own.

    The runtime turns them into 32 bit floats when it loads the model: the file is a quarter as
    large, and every product is as exact as before.

    Args:
        graph: changed in place.
        prefix: only weights whose names begin with it are changed.
        products: also the matrices of ``MatMul``, which other exports make 8 bit products of.
    """
    stored = {item.name: item for item in graph.graph.initializer}
    added = []
    for node in graph.graph.node:
        name, axis = _weights_of(node, products)
        if name not in stored or not name.startswith(prefix):
            continue
        weights = numpy_helper.to_array(stored[name])
        axis %= weights.ndim
        if (
            weights.shape[axis] < MIN_OUTPUTS
            or weights.dtype != np.float32
            or weights.size < MIN_WEIGHTS
        ):
            continue
        whole, scale = _rounded(weights, axis)
        graph.graph.initializer.remove(stored.pop(name))
        graph.graph.initializer.extend(
            [
                numpy_helper.from_array(whole, f"{name}_whole"),
                numpy_helper.from_array(scale, f"{name}_scale"),
                helper.make_tensor(f"{name}_zero", TensorProto.INT8, scale.shape, [0] * len(scale)),
            ]
        )
        parts = [f"{name}_whole", f"{name}_scale", f"{name}_zero"]
        added.append(helper.make_node("DequantizeLinear", parts, [name], axis=axis))
    for node in reversed(added):
        graph.graph.node.insert(0, node)


def _weights_of(node: onnx.NodeProto, products: bool) -> tuple[str, int]:
    """Name weights, and their axis of outputs or rows; "" if the node has none."""
    if node.op_type == "Gather":
        return str(node.input[0]), 0
    if node.op_type == "Conv" or (
        node.op_type == "Gemm" and any(a.name == "transB" and a.i for a in node.attribute)
    ):
        return str(node.input[1]), 0
    if node.op_type == "MatMul" and products:
        return str(node.input[1]), -1
    return "", 0


def _rounded(
    weights: NDArray[np.float32], axis: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    others = tuple(other for other in range(weights.ndim) if other != axis)
    largest = np.abs(weights).max(axis=others, keepdims=True)
    scale = np.maximum(largest, 1e-12).astype(np.float32) / np.float32(_LARGEST)
    return np.round(weights / scale).astype(np.int8), scale.reshape(-1)
