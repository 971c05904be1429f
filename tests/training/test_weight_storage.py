from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from training.train.weight_storage import store_in_8_bits


def test_stored_in_8_bits_a_graph_answers_nearly_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(3, 64, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 32)
    ).eval()
    pictures = torch.randn(4, 3, 16, 16)
    plain, stored = tmp_path / "plain.onnx", tmp_path / "stored.onnx"
    torch.onnx.export(network, (pictures,), str(plain), opset_version=17, dynamo=False)
    graph = onnx.load(str(plain))
    store_in_8_bits(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(stored))
    session = onnxruntime.InferenceSession(str(stored))
    (answer,) = session.run(None, {session.get_inputs()[0].name: pictures.numpy()})
    expected = network(pictures).detach().numpy()
    assert 0 < np.abs(answer - expected).max() < 0.02 * np.abs(expected).max()
    assert stored.stat().st_size < 0.5 * plain.stat().st_size


def test_products_in_8_bits_have_a_scale_for_every_output(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 24)).eval()
    with torch.no_grad():
        network[0].weight *= torch.logspace(-3, 1, 128)[:, None]  # outputs of very unlike size
    rows = torch.randn(2, 5, 64)  # of three axes: an export multiplies these by MatMul
    plain = tmp_path / "plain.onnx"
    torch.onnx.export(network, (rows,), str(plain), opset_version=17, dynamo=False)
    graph = onnx.load(str(plain))
    store_in_8_bits(graph)
    assert not any(item.data_type == onnx.TensorProto.INT8 for item in graph.graph.initializer)
    store_in_8_bits(graph, products=True)
    onnx.checker.check_model(graph)
    stored = [item for item in graph.graph.initializer if item.name.endswith("_whole")]
    assert [tuple(item.dims) for item in stored] == [(64, 128)], "few outputs stay as they are"
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    (answer,) = session.run(None, {session.get_inputs()[0].name: rows.numpy()})
    expected = network(rows).detach().numpy()
    assert 0 < np.abs(answer - expected).max() < 0.02 * np.abs(expected).max()
