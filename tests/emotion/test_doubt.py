"""Sets that hold the truth, and the reasons for doubt that an answer carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.doubt import answer_warnings, emotion_set, unlikeness
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_info import CalibratedDoubt
from ser_desktop.emotion.results import Window
from ser_desktop.emotion.segments import overall_answer

DOUBT = CalibratedDoubt(set_above=0.2, set_coverage=0.9, unlike_above=2.0)


def _window(embedding: float, share: float = 1.0) -> Window:
    probabilities = np.full(8, 0.05, dtype=np.float32)
    probabilities[[2, 4]] = 0.3, 0.4
    return Window(0.0, 3.0, share, probabilities, None, np.full(4, embedding, dtype=np.float32))


def test_a_set_has_the_emotions_above_the_threshold_likeliest_first() -> None:
    probabilities = np.array([0.05, 0, 0.3, 0, 0.4, 0.2, 0.05, 0], dtype=np.float32)
    assert emotion_set(probabilities, EMOTIONS, DOUBT) == ("angry", "happy", "fearful")
    flat = np.full(8, 0.125, dtype=np.float32)
    assert len(emotion_set(flat, EMOTIONS, DOUBT)) == 1, "never empty"
    assert emotion_set(flat, EMOTIONS, None) == ()


def test_an_answer_carries_its_set_and_coverage() -> None:
    overall = overall_answer([_window(1.0)], EMOTIONS, 0.3, 1.0, DOUBT)
    assert (overall.set, overall.coverage) == (("angry", "happy"), 0.9)
    silent = overall_answer([_window(1.0, share=0.0)], EMOTIONS, 0.3, 0.0, DOUBT)
    assert (silent.set, silent.coverage) == ((), None)


def test_unlikeness_is_weighted_by_speech_and_needs_embeddings() -> None:
    assert unlikeness([_window(1.0, 1.0), _window(3.0, 0.5)]) == pytest.approx(11 / 3)
    assert unlikeness([_window(1.0, 0.1)]) is None


def test_an_analysis_says_why_it_may_be_wrong(sample: Path, model: EmotionModel) -> None:
    analysis = analyze(sample, model)
    doubt = replace(DOUBT, unlike_above=1e-6)
    unlike = replace(analysis, model=replace(analysis.model, doubt=doubt))
    assert [w.id for w in answer_warnings(unlike)] == ["warning.unlike_training"]
    telephone = replace(
        analysis,
        file=replace(analysis.file, sample_rate_hz=8000, duration_s=1.0),
        model=replace(analysis.model, doubt=None),
    )
    ids = [warning.id for warning in answer_warnings(telephone)]
    assert ids == ["warning.short_speech", "warning.telephone_band"]


def test_noise_that_nearly_covers_the_voice_is_a_reason_for_doubt(
    sample: Path, model: EmotionModel
) -> None:
    analysis = analyze(sample, model)
    file = replace(analysis.file, speech_level_dbfs=-20.0, noise_level_dbfs=-27.0)
    warnings = answer_warnings(replace(analysis, file=file))
    assert ("warning.low_snr", 7.0) in [(w.id, w.fields.get("range_db")) for w in warnings]
