"""Results of live sound: their fields, the voice, and the change to a faster model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.keeping_up import KeepingUp
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AdapterMark, Window
from ser_desktop.live.json_lines import to_json_line
from ser_desktop.live.stream import LiveStream
from ser_desktop.texts.messages import Message


class Voice:
    """Says that everybody is calm, of the answers of one model."""

    def __init__(self, model: str) -> None:
        self.model = model

    def fits(self, model: ModelInfo) -> bool:
        return model.name == self.model

    def windows(self, windows: list[Window]) -> tuple[Window, ...]:
        calm = np.eye(8, dtype=np.float32)[1]
        return tuple(
            w if w.probabilities is None else Window(w.start_s, w.end_s, w.speech_share, calm, None)
            for w in windows
        )

    def mark(self, sha256: str = "", channel: int | None = None) -> AdapterMark:
        raise NotImplementedError


@pytest.fixture(scope="module")
def speech() -> tuple[np.ndarray, int]:
    path = Path(__file__).parents[1] / "support" / "sounds" / "sample.flac"
    samples, rate_hz = soundfile.read(path, dtype="float32")
    return samples, rate_hz


def results_of(stream: LiveStream, samples: np.ndarray, step: int = 320) -> list:
    return [
        result
        for start in range(0, len(samples), step)
        for result in stream.push(samples[start : start + step])
    ]


def test_live_results_equal_the_analysis(
    sample: Path, speech: tuple[np.ndarray, int], model: EmotionModel
) -> None:
    samples, rate_hz = speech
    live = {r.time_s: r for r in results_of(LiveStream(model, rate_hz, 1.0), samples)}
    compared = 0
    for window in analyze(sample, model).windows:
        result = live.get(window.end_s)
        if result is not None and window.probabilities is not None and result.probabilities:
            assert result.probabilities == pytest.approx(window.probabilities.tolist(), abs=1e-4)
            assert result.set[0] == model.info.labels[int(window.probabilities.argmax())]
            compared += 1
    assert compared > 3


def test_a_line_has_every_field_and_none_without_speech(model: EmotionModel) -> None:
    (result,) = LiveStream(model, 16_000).push(np.zeros(8_000, np.float32))
    item = json.loads(to_json_line(result))
    assert item == {
        "schema": 1,
        "time_s": 0.5,
        "start_s": 0.0,
        "speech_share": 0.0,
        "level_dbfs": -120.0,
        "label": "no speech",
        "confidence": None,
        "probabilities": None,
        "set": [],
        "coverage": None,
        "intensity": None,
        "model": "ser-base",
        "warnings": [],
    }


def test_threshold_and_rate_are_heeded(speech: tuple[np.ndarray, int], model: EmotionModel) -> None:
    samples, _ = speech
    stream = LiveStream(model, 8_000, 1.0, uncertain_below=0.9999, spoken_language="pl")
    spoken = [r for r in results_of(stream, samples[::2]) if r.probabilities is not None]
    assert {r.label for r in spoken} == {"uncertain"}
    for expected in ("warning.telephone_band", "warning.language"):
        assert all(expected in [w.id for w in r.warnings] for r in spoken)


def test_a_slow_model_is_replaced_once_with_a_message(
    speech: tuple[np.ndarray, int], model: EmotionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeepingUp, "falls_behind", property(lambda self: bool(self._taken_s)))
    samples, rate_hz = speech
    said: list[Message] = []
    stream = LiveStream(model, rate_hz, 1.0, adapter=Voice("ser-base"), on_message=said.append)
    spoken = [r for r in results_of(stream, samples) if r.probabilities is not None]
    id = "live.changed_model_without_voice"
    assert said == [Message(id, model="ser-base", fast="ser-small")]
    assert spoken[0].label == "calm", "corrected by the voice"
    assert [r.model for r in spoken] == ["ser-base"] + ["ser-small"] * (len(spoken) - 1)


def test_a_slow_model_without_replacement_is_reported_once(
    speech: tuple[np.ndarray, int], model: EmotionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeepingUp, "falls_behind", property(lambda self: bool(self._taken_s)))
    samples, rate_hz = speech
    said: list[Message] = []
    stream = LiveStream(model, rate_hz, 1.0, on_message=said.append, fast_model=lambda _slow: None)
    assert {r.model for r in results_of(stream, samples)} == {"ser-base"}
    assert said == [Message("live.too_slow", model="ser-base")]
