"""Small ONNX models with known answers, whole and broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ser_desktop.emotion.labels import EMOTIONS

METADATA: dict[str, str] = {
    "schema": "1",
    "name": "made",
    "version": "0.1",
    "labels": json.dumps(EMOTIONS),
    "sample_rate": "16000",
    "window_s": "3.0",
    "hop_s": "1.0",
    "front_end": "waveform",
    "uncertain_below": "0.0",
    "licence": "none",
    "trained_on": "nothing",
    "metrics": "{}",
    "recipe": "{}",
}


def write_model(
    path: Path,
    n_outputs: int = 8,
    total: float = 1.0,
    input_name: str = "waveform",
    external: bool = False,
    intensity_shape: tuple[int, ...] | None = None,
    baseline: bool = False,
    input_shape: tuple[Any, ...] = ("b", "s"),
    opsets: dict[str, int] | None = None,
    stated_rank: bool = True,
    **metadata: Any,
) -> Path:
    """A model whose likeliest label follows the level of the window.

    Its logits are ``level_db / 10 * slope``, so that a louder window gives another answer than a
    quiet one.
    """
    slope = np.linspace(-1, 1, n_outputs, dtype=np.float32)[None]
    nodes = [
        helper.make_node("Mul", [input_name, input_name], ["squared"]),
        helper.make_node("ReduceMean", ["squared"], ["power"], axes=[1], keepdims=1),
        helper.make_node("Add", ["power", "tiny"], ["floored"]),
        helper.make_node("Log", ["floored"], ["log"]),
        helper.make_node("Add", ["log", "shift"], ["shifted"]),
        helper.make_node("MatMul", ["shifted", "slope"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["soft"], axis=1),
        helper.make_node("Mul", ["soft", "factor"], ["probabilities"]),
    ]
    factor = np.array(total, dtype=np.float32)
    initial = [
        numpy_helper.from_array(np.array([[1e-9]], dtype=np.float32), "tiny"),
        numpy_helper.from_array(np.array([[8.0]], dtype=np.float32), "shift"),
        numpy_helper.from_array(slope, "slope"),
        numpy_helper.from_array(factor, "factor"),
    ]
    inputs = [helper.make_tensor_value_info(input_name, TensorProto.FLOAT, list(input_shape))]
    if not stated_rank:
        inputs[0].type.tensor_type.ClearField("shape")
    if baseline:
        inputs.append(helper.make_tensor_value_info("baseline", TensorProto.FLOAT, ["b", 2, 4]))
        nodes.append(helper.make_node("Flatten", ["baseline"], ["embedding"], axis=1))
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["b", n_outputs])]
    if baseline:
        outputs.append(helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["b", 8]))
    if intensity_shape is not None:
        nodes.append(
            helper.make_node(
                "ReduceMean",
                ["squared"],
                ["intensity"],
                axes=[1],
                keepdims=len(intensity_shape) - 1,
            )
        )
        outputs.append(
            helper.make_tensor_value_info("intensity", TensorProto.FLOAT, list(intensity_shape))
        )
    graph = helper.make_graph(nodes, "made", inputs, outputs, initial)
    imports = [helper.make_opsetid(*item) for item in (opsets or {"": 17}).items()]
    made = helper.make_model(graph, opset_imports=imports, ir_version=8)
    stored = {**METADATA, **{key: str(value) for key, value in metadata.items()}}
    helper.set_model_props(made, {k: v for k, v in stored.items() if v != "None"})
    onnx.save(
        made,
        str(path),
        save_as_external_data=external,
        location=f"{path.stem}.weights" if external else None,
        size_threshold=0,
    )
    return path


def write_quantised_model(path: Path) -> Path:
    """Every optional output, and the operators by which 8 bit networks are run (com.microsoft)."""
    rng = np.random.default_rng(0)

    def weights(name: str, rows: int, columns: int) -> list[TensorProto]:
        values = rng.integers(-127, 127, (rows, columns), dtype=np.int8)
        scale = np.array([0.01], np.float32)
        return [
            numpy_helper.from_array(values, name),
            numpy_helper.from_array(scale, f"{name}_scale"),
        ]

    def matmul(name: str, given: str, result: str) -> onnx.NodeProto:
        inputs = [given, name, f"{name}_scale"]
        return helper.make_node("DynamicQuantizeMatMul", inputs, [result], domain="com.microsoft")

    nodes = [
        helper.make_node("Mul", ["waveform", "waveform"], ["squared"]),
        helper.make_node("ReduceMean", ["squared"], ["power"], axes=[1], keepdims=1),
        helper.make_node("Concat", ["power", "power"], ["pair"], axis=1),
        helper.make_node("Sin", ["pair"], ["wave"]),
        matmul("a", "wave", "embedding"),
        matmul("b", "embedding", "logits"),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        helper.make_node("Sigmoid", ["power"], ["strong"]),
        helper.make_node("ReduceMean", ["strong"], ["intensity"], axes=[1], keepdims=0),
    ]
    inputs = [helper.make_tensor_value_info("waveform", TensorProto.FLOAT, ["b", "s"])]
    outputs = [
        helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["b", 8]),
        helper.make_tensor_value_info("intensity", TensorProto.FLOAT, ["b"]),
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["b", 8]),
    ]
    initial = [*weights("a", 2, 8), *weights("b", 8, 8)]
    graph = helper.make_graph(nodes, "quantised", inputs, outputs, initial)
    imports = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    made = helper.make_model(graph, opset_imports=imports, ir_version=8)
    helper.set_model_props(made, METADATA)
    onnx.save(made, str(path))
    return path
