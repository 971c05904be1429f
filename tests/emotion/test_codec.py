"""Analyses that are written read back exactly, and damaged files get a sentence."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ser_desktop.emotion.codec import AnalysisCodec
from ser_desktop.emotion.inference import infer
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.interpretation import interpret, scores_of
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import FileInfo, TrackScores, Window, WindowScores
from ser_desktop.errors import OutputError, SerError

CODEC = AnalysisCodec()
LABELS = ("neutral", "sad", "contempt")
TIMES_S = st.floats(0, 1e6)
TEXTS = st.text(max_size=12)


def assert_same(one: Any, other: Any) -> None:
    """Equal to the bit, arrays and types included."""
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    elif is_dataclass(one):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, (tuple, list)):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    else:
        assert one == other


def rows(length: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float32, length, elements=st.floats(0, 1, width=32))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start_s, share = draw(TIMES_S), draw(st.floats(0.2, 1))
    if draw(st.booleans()):
        return Window(start_s, start_s + 3, 0.0, None, None)
    intensity = draw(st.none() | st.floats(0, 1))
    embedding = draw(st.none() | rows(4))
    return Window(start_s, start_s + 3, share, draw(rows(3)), intensity, embedding)


@st.composite
def scores(draw: st.DrawFn) -> WindowScores:
    plain = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=5,
    )  # fmt: skip
    metrics = draw(st.dictionaries(TEXTS, plain, max_size=3))
    info = ModelInfo(
        draw(TEXTS), "1", LABELS, 16_000, 3.0, 1.0, "waveform", 0.4, "", "", metrics, {},
        Path("m.onnx"), 4, ("en",),
    )  # fmt: skip
    file = FileInfo(
        Path("a b.wav"), draw(TIMES_S), 48_000, 2, "00", draw(TEXTS), draw(st.booleans())
    )
    tracks = draw(
        st.lists(
            st.builds(
                TrackScores,
                st.sampled_from(["mix", "left", "right"]),
                st.none() | st.integers(0, 5),
                st.lists(windows(), min_size=1, max_size=4).map(tuple),
                st.floats(0, 1),
            ),
            min_size=1,
            max_size=3,
        )
    )
    return WindowScores(file, info, 3.0, 1.0, tuple(tracks), draw(TIMES_S))


@settings(max_examples=40, deadline=None)
@given(scores())
def test_scores_come_back_to_the_bit(document: WindowScores) -> None:
    assert_same(CODEC.loads(CODEC.dumps(document)), document)


@settings(max_examples=40, deadline=None)
@given(scores())
def test_analyses_come_back_to_the_bit(document: WindowScores) -> None:
    analysis = interpret(document)
    assert_same(CODEC.loads(CODEC.dumps(analysis)), analysis)
    assert_same(scores_of(analysis), replace(document, tracks=scores_of(analysis).tracks))


def test_a_real_analysis_of_all_tracks(sample: Path, model: EmotionModel, tmp_path: Path) -> None:
    heard = infer(sample, model, InferenceOptions(split=True))
    assert [track.name for track in heard.tracks] == ["mix", "left"]
    analysis = interpret(heard)
    CODEC.write(tmp_path / "a.analysis", analysis)
    assert_same(CODEC.read(tmp_path / "a.analysis"), analysis)
    assert [path.name for path in tmp_path.iterdir()] == ["a.analysis"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_is_reported(data: st.DataObject) -> None:
    info = ModelInfo("m", "1", LABELS, 16_000, 3.0, 1.0, "waveform", 0, "", "", {}, {}, Path("m"))
    file = FileInfo(Path("a.wav"), 3.0, 48_000, 2, "00", "WAV")
    track = TrackScores("mix", None, (Window(0.0, 3.0, 0.0, None, None),), 0.0)
    content = bytearray(CODEC.dumps(WindowScores(file, info, 3.0, 1.0, (track,), 0.1)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(SerError):  # or the damage is in a part without information
        assert isinstance(CODEC.loads(bytes(content)), WindowScores)


@pytest.mark.parametrize("content", [b"", b"PK", b"hello"])
def test_other_files_are_refused_as_analyses(content: bytes) -> None:
    with pytest.raises(SerError) as caught:
        CODEC.loads(content)
    assert caught.value.message_id == "codec.damaged"


def test_places_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(SerError, match="cannot be read"):
        CODEC.read(tmp_path / "none")
    info = ModelInfo("m", "1", LABELS, 16_000, 3.0, 1.0, "waveform", 0, "", "", {}, {}, Path("m"))
    file = FileInfo(Path("a.wav"), 3.0, 48_000, 2, "00", "WAV")
    with pytest.raises(OutputError):
        CODEC.write(tmp_path / "no" / "a", WindowScores(file, info, 3.0, 1.0, (), 0.1))
