from __future__ import annotations

from pathlib import Path

import onnx
import pytest

from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.onnx_header import declared_opsets
from tests.support.models import write_model


def test_the_opsets_are_onnxs(tmp_path: Path, model: EmotionModel) -> None:
    made = write_model(tmp_path / "a.onnx", opsets={"": 18, "ai.onnx.ml": 3})
    for path in (made, model.info.path):
        expected = {item.domain: item.version for item in onnx.load(str(path)).opset_import}
        assert declared_opsets(path.read_bytes()) == expected


@pytest.mark.parametrize("content", [b"", b"\xff" * 50, b"hello", bytes(100), b"\x42\xff"])
def test_what_is_no_model_declares_nothing_and_ends(content: bytes) -> None:
    assert declared_opsets(content) == {}
