"""Sets that hold the truth, and the reasons for doubt that an answer carries."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.doubt import (
    answer_warnings,
    emotion_set,
    sure_share,
    sureness,
    unlikeness,
)
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_info import CalibratedDoubt
from ser_desktop.emotion.results import Window
from ser_desktop.emotion.segments import overall_answer
from ser_desktop.export.json_lines import render
from ser_desktop.texts.messages import Message

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


def test_an_analysis_has_warnings(sample: Path, model: EmotionModel) -> None:
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


def test_a_stated_language_that_the_model_was_not_trained_on_gets_a_warning(
    sample: Path, model: EmotionModel
) -> None:
    known = replace(analyze(sample, model), model=replace(model.info, languages=("en", "de-AT")))

    def warned(spoken: str, languages: tuple[str, ...] = ("en", "de-AT")) -> list[Message]:
        settings = replace(known.settings, spoken_language=spoken)
        own = replace(known, settings=settings, model=replace(known.model, languages=languages))
        return [w for w in answer_warnings(own) if w.id == "warning.language"]

    assert [w.fields for w in warned("pl-PL")] == [{"spoken": "pl", "known": ["en", "de-AT"]}]
    assert "Polish" in str(warned("pl")[0])
    for learned in ("", "en-GB", "DE"):
        assert warned(learned) == []
    assert warned("pl", ()) == [], "a model that names no language"


def test_settings_reach_the_warning_without_changing_the_answer(
    sample: Path, model: EmotionModel
) -> None:
    plain = analyze(sample, model)
    stated = analyze(sample, model, AnalysisOptions(spoken_language="pl"))
    added = [w for w in answer_warnings(stated) if w not in answer_warnings(plain)]
    assert [w.id for w in added] == ["warning.language"]
    np.testing.assert_array_equal(plain.overall.probabilities, stated.overall.probabilities)
    written = json.loads(render(stated))
    assert written["settings"]["language"] == "pl"
    assert {"id": "language", "spoken": "pl", "known": ["en"]} in written["warnings"]
    assert "language" not in json.loads(render(plain))["settings"]


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ("telephone", "warning.telephone_band"),
        ("noise", "warning.low_snr"),
        ("short", "warning.short_speech"),
    ],
)
def test_made_sound_is_warned_of(
    sample: Path, model: EmotionModel, tmp_path: Path, change: str, warning: str
) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    quiet = np.zeros(rate_hz, np.float32)
    changed = {
        "telephone": soxr.resample(samples, rate_hz, 8_000),
        "noise": samples
        + np.random.default_rng(0).normal(0, 1, len(samples)).astype(np.float32)
        * np.sqrt(np.mean(samples**2)),
        "short": np.concatenate([quiet, samples[rate_hz : 2 * rate_hz], quiet]),
    }[change]
    path = tmp_path / f"{change}.wav"
    soundfile.write(path, changed, 8_000 if change == "telephone" else rate_hz)
    assert warning not in [w.id for w in answer_warnings(analyze(sample, model))]
    assert warning in [w.id for w in answer_warnings(analyze(path, model))]


@pytest.mark.parametrize(
    ("probabilities", "doubt", "word"),
    [
        ((0.51, 0.12), None, "fairly_sure"),
        ((0.51, 0.45), None, "unsure"),
        ((0.85, 0.05), None, "sure"),
        ((0.85, 0.05), 0.09, "sure"),
        ((0.72, 0.08), 0.09, "sure"),
        ((0.85, 0.10), 0.09, "fairly_sure"),
        ((0.30, 0.05), None, "unsure"),
    ],
)
def test_how_sure_is_a_word_by_margin_and_set(
    probabilities: tuple[float, float], doubt: float | None, word: str
) -> None:
    rest = (1 - sum(probabilities)) / 6
    row = np.array([*probabilities, *[rest] * 6], dtype=np.float32)
    calibrated = None if doubt is None else CalibratedDoubt(doubt, 0.9, 1.2)
    answer = overall_answer([Window(0, 3, 1.0, row, 0.5)], EMOTIONS, 0.4, 1.0, calibrated)
    assert sureness(answer) == word


def test_the_share_of_sure_speech_is_weighted_by_speech() -> None:
    clear, close = np.array([0.8, 0.1, 0.1]), np.array([0.5, 0.4, 0.1])
    windows = [Window(0, 3, 0.9, clear, None), Window(1, 4, 0.3, close, None)]
    assert sure_share(windows, 0.0) == pytest.approx(0.75)
    assert sure_share(windows, 0.9) == 0.0
    assert sure_share([Window(0, 3, 0.0, None, None)], 0.0) == 0.0
