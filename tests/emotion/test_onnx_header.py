"""What an ONNX file declares, against the package onnx and against bytes that are no model."""

from __future__ import annotations

import sys
from pathlib import Path

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.onnx_header import OnnxHeader, parse_header, read_header
from tests.support.models import write_model, write_quantised_model


def _shape(info: onnx.ValueInfoProto) -> tuple[int | str, ...]:
    return tuple(d.dim_value or d.dim_param for d in info.type.tensor_type.shape.dim)


def test_the_header_equals_that_of_the_package_onnx(tmp_path: Path, model: EmotionModel) -> None:
    made = write_model(tmp_path / "a.onnx", opsets={"": 18, "ai.onnx.ml": 3}, baseline=True)
    for path in (made, write_quantised_model(tmp_path / "q.onnx"), model.info.path):
        expected, header = onnx.load(str(path)), read_header(path)
        assert header.opsets == {item.domain: item.version for item in expected.opset_import}
        assert header.metadata == {item.key: item.value for item in expected.metadata_props}
        assert header.inputs == {item.name: _shape(item) for item in expected.graph.input}
        assert header.outputs == {item.name: _shape(item) for item in expected.graph.output}
        assert header.operators >= {node.op_type for node in expected.graph.node}
        assert header.domains == {node.domain for node in expected.graph.node if node.domain}


def test_a_header_is_read_while_a_profiler_holds_frames(model: EmotionModel) -> None:
    """Each worker of Dask has a profiler, whose frames keep views of the mapped file."""
    expected, frames = read_header(model.info.path), []
    sys.setprofile(lambda frame, _event, _argument: frames.append(frame))
    try:
        header = read_header(model.info.path)
    finally:
        sys.setprofile(None)
    assert frames
    assert header == expected


def test_operators_defined_in_the_file_are_allowed() -> None:
    node = onnx.helper.make_node("Mine", ["x"], ["y"], domain="here")
    inner = onnx.helper.make_node("Relu", ["x"], ["y"])
    opset = onnx.helper.make_opsetid("", 17)
    function = onnx.helper.make_function("here", "Mine", ["x"], ["y"], [inner], [opset])
    graph = onnx.helper.make_graph([node], "g", [], [])
    made = onnx.helper.make_model(graph, functions=[function])
    assert parse_header(made.SerializeToString()).domains == set()


@pytest.mark.parametrize("content", [b"", b"\xff" * 50, b"hello", bytes(100), b"\x42\xff"])
def test_bytes_that_are_no_model_have_no_declarations(content: bytes, tmp_path: Path) -> None:
    assert parse_header(content) == OnnxHeader()
    (tmp_path / "a.onnx").write_bytes(content)
    assert read_header(tmp_path / "a.onnx") == OnnxHeader()


@given(st.binary(max_size=300))
def test_any_bytes_give_a_header(content: bytes) -> None:
    assert isinstance(parse_header(content), OnnxHeader)


@given(st.data())
def test_a_damaged_model_gives_a_header(data: st.DataObject) -> None:
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "g", [], [])
    content = bytearray(onnx.helper.make_model(graph).SerializeToString())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    assert isinstance(parse_header(bytes(content)), OnnxHeader)
