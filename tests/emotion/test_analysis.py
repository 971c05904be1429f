"""A file to windows, segments and an answer."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.emotion import inference as inference_module
from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.course import course_of, has_course
from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN, is_emotion
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.model_info import RuntimeOptions, WindowOutputs
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError, WorkCancelledError
from ser_desktop.paths import resource


def speech(sample: Path) -> np.ndarray:
    return soundfile.read(sample, dtype="float32")[0]


def write(path: Path, samples: np.ndarray, rate_hz: int = 16_000) -> Path:
    soundfile.write(path, samples, rate_hz)
    return path


def assert_tiles(found: Analysis) -> None:
    assert found.segments[0].start_s == 0.0
    assert found.segments[-1].end_s == pytest.approx(found.file.duration_s)
    for a, b in zip(found.segments, found.segments[1:], strict=False):
        assert a.end_s == b.start_s
        assert a.label != b.label


def test_windows_hop_and_the_last_ends_with_the_audio(sample: Path, model: EmotionModel) -> None:
    found = analyze(sample, model)
    starts = [window.start_s for window in found.windows]
    assert starts[:-1] == [float(i) for i in range(len(starts) - 1)]
    assert found.windows[-1].end_s == pytest.approx(found.file.duration_s)
    assert all(w.end_s - w.start_s == pytest.approx(3.0) for w in found.windows)
    assert_tiles(found)


def test_no_window_is_doubled_when_the_length_fits(
    sample: Path, model: EmotionModel, tmp_path: Path
) -> None:
    found = analyze(write(tmp_path / "a.wav", speech(sample)[: 5 * 16_000]), model)
    assert [window.start_s for window in found.windows] == [0.0, 1.0, 2.0]


def test_speech_is_classified_and_probabilities_sum_to_one(
    sample: Path, model: EmotionModel
) -> None:
    found = analyze(sample, model)
    assert found.overall.probabilities is not None
    assert found.overall.probabilities.sum() == pytest.approx(1.0, abs=1e-4)
    assert found.overall.confidence == pytest.approx(float(found.overall.probabilities.max()))
    assert found.overall.speech_share > 0.4
    assert 0 <= (found.overall.intensity or 0) <= 1


def test_a_short_clip_is_centred_in_silence(
    sample: Path, model: EmotionModel, tmp_path: Path
) -> None:
    clip = speech(sample)[8_000 : 8_000 + 16_000]
    found = analyze(write(tmp_path / "short.wav", clip), model)
    assert [(w.start_s, w.end_s) for w in found.windows] == [(0.0, 1.0)]
    padded = np.pad(soundfile.read(tmp_path / "short.wav", dtype="float32")[0], (16_000, 16_000))
    expected = model(padded[None]).probabilities[0]
    assert found.windows[0].probabilities == pytest.approx(expected, abs=1e-5)


def test_pauses_are_no_speech(sample: Path, model: EmotionModel, tmp_path: Path) -> None:
    voice, pause = speech(sample), np.zeros(10 * 16_000, dtype=np.float32)
    found = analyze(write(tmp_path / "p.wav", np.concatenate([voice, pause, voice])), model)
    assert_tiles(found)
    silent = [s for s in found.segments if s.label == NO_SPEECH and s.end_s - s.start_s > 6]
    assert len(silent) == 1
    assert 8 < silent[0].start_s < 14
    assert silent[0].confidence is None
    assert any(window.probabilities is None for window in found.windows)


@pytest.mark.parametrize("kind", ["zeros", "constant", "hum", "noise", "tones"])
def test_noise_gets_no_emotion(kind: str, model: EmotionModel, tmp_path: Path) -> None:
    time_s = np.arange(6 * 16_000) / 16_000
    signals = {
        "zeros": np.zeros_like(time_s),
        "constant": np.full_like(time_s, 0.3),
        "hum": 0.2 * sum(np.sin(2 * np.pi * 50 * k * time_s) / k for k in range(1, 8)),
        "noise": 0.1 * np.random.default_rng(0).standard_normal(len(time_s)),
        "tones": 0.2 * np.sin(2 * np.pi * (220 * 2 ** (np.floor(time_s * 3) / 12)) * time_s),
    }
    found = analyze(write(tmp_path / "n.wav", signals[kind]), model)
    assert found.overall.label == NO_SPEECH
    assert found.overall.probabilities is None
    assert found.overall.top == ()
    assert [segment.label for segment in found.segments] == [NO_SPEECH]


def test_evaluation_classifies_windows_without_speech(model: EmotionModel, tmp_path: Path) -> None:
    path = write(tmp_path / "n.wav", np.random.default_rng(0).standard_normal(64_000) * 0.1)
    found = analyze(path, model, AnalysisOptions(classify_all=True))
    assert found.overall.label == NO_SPEECH
    assert found.overall.probabilities is not None


def test_a_threshold_makes_uncertain(sample: Path, model: EmotionModel) -> None:
    found = analyze(sample, model, AnalysisOptions(uncertain_below=0.999))
    assert found.overall.label == UNCERTAIN
    assert len(found.overall.top) == 2
    assert {s.label for s in found.segments} <= {UNCERTAIN, NO_SPEECH}


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (44_100, 2), (48_000, 6)])
def test_rate_and_channels_change_little(
    sample: Path, model: EmotionModel, tmp_path: Path, rate_hz: int, channels: int
) -> None:
    import soxr

    samples = np.tile(soxr.resample(speech(sample), 16_000, rate_hz)[:, None], channels)
    path = tmp_path / "other.wav"
    soundfile.write(path, samples, rate_hz, format="WAVEX")
    found, expected = analyze(path, model), analyze(sample, model)
    assert len(found.windows) == len(expected.windows)
    if rate_hz > 16_000:
        assert found.overall.probabilities == pytest.approx(
            expected.overall.probabilities, abs=0.05
        )


def test_blocks_do_not_change_the_answer(
    sample: Path, model: EmotionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ser_desktop.audio.decoding import by_soundfile, stream

    whole = analyze(sample, model)
    for module in (by_soundfile, stream):
        monkeypatch.setattr(module, "BLOCK_S", 0.7)
    alone = EmotionModel(model.info.path)
    runtime = RuntimeOptions(batch_windows=1, parallel_calls=3, block_s=0.5)
    alone.info = replace(alone.info, runtime=runtime)
    parts = analyze(sample, alone)
    assert [w.start_s for w in parts.windows] == [w.start_s for w in whole.windows]
    assert parts.overall.probabilities == pytest.approx(whole.overall.probabilities, abs=1e-4)
    assert parts.overall.speech_share == whole.overall.speech_share


@pytest.mark.parametrize("span_s", [(0.0, 5.0), (1.3, 2.1), (24.7, 31.2), (38.0, 99.0)])
def test_a_span_is_analysed_like_a_file_of_its_own(
    span_s: tuple[float, float], sample: Path, model: EmotionModel, tmp_path: Path
) -> None:
    whole = np.tile(speech(sample), 4)[: 40 * 16_000]
    first, end = (round(16_000 * time_s) for time_s in span_s)
    path = write(tmp_path / "whole.wav", whole)
    cut = analyze(write(tmp_path / "cut.wav", whole[first:end]), model)
    part = analyze(path, model, AnalysisOptions(span_s=span_s))
    assert part.file.duration_s == cut.file.duration_s
    assert part.file.sha256 == analyze(path, model).file.sha256
    assert [w.start_s for w in part.windows] == [w.start_s for w in cut.windows]
    assert part.overall.label == cut.overall.label
    assert part.overall.probabilities == pytest.approx(cut.overall.probabilities, abs=1e-3)


@pytest.mark.parametrize("span_s", [(3.0, 3.0), (3.0, 3.05), (99.0, 100.0)])
def test_a_part_can_be_too_short(
    span_s: tuple[float, float], sample: Path, model: EmotionModel
) -> None:
    with pytest.raises(AudioFileError) as error:
        analyze(sample, model, AnalysisOptions(span_s=span_s))
    assert error.value.kind == "too_short"


def test_a_too_short_sound_is_reported(model: EmotionModel, tmp_path: Path) -> None:
    with pytest.raises(AudioFileError) as caught:
        analyze(write(tmp_path / "s.wav", np.ones(800) * 0.1), model)
    assert caught.value.kind == "too_short"


def test_a_file_that_vanishes_meanwhile(
    sample: Path, model: EmotionModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "v.wav", speech(sample))

    def gone(path: Path, stop: threading.Event) -> str:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(inference_module, "sha256_of", gone)
    with pytest.raises(AudioFileError) as caught:
        analyze(path, model)
    assert caught.value.kind == "vanished"


def test_it_can_be_cancelled_and_reports_progress(
    sample: Path, model: EmotionModel, tmp_path: Path
) -> None:
    path = write(tmp_path / "long.wav", np.tile(speech(sample), 6))
    shares: list[float] = []
    analyze(path, model, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 3
    with pytest.raises(WorkCancelledError):
        analyze(path, model, cancelled=lambda: len(shares) > 0)


def test_a_recording_without_end_takes_no_more_memory(
    sample: Path, model: EmotionModel, tmp_path: Path
) -> None:
    import tracemalloc

    peaks = []
    for repeats in (20, 60):
        path = write(tmp_path / f"{repeats}.wav", np.tile(speech(sample), repeats))
        tracemalloc.start()
        analyze(path, model)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0], "three times the length"


def test_windows_without_speech_never_reach_the_model(
    sample: Path, model: EmotionModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = np.zeros(60 * 16_000, np.float32)
    path = write(tmp_path / "sparse.wav", np.concatenate([speech(sample), quiet, speech(sample)]))
    whole = analyze(path, model, AnalysisOptions(classify_all=True))
    asked = []
    real = EmotionModel.__call__

    def counting(self: EmotionModel, windows: np.ndarray) -> WindowOutputs:
        asked.append(len(windows))
        return real(self, windows)

    monkeypatch.setattr(EmotionModel, "__call__", counting)
    found = analyze(path, model)
    assert sum(asked) < 0.5 * len(found.windows)
    assert len(found.windows) == len(whole.windows)
    for with_gate, without in zip(found.windows, whole.windows, strict=True):
        assert with_gate.speech_share == without.speech_share
        if with_gate.is_speech:
            assert with_gate.probabilities == pytest.approx(without.probabilities, abs=1e-6)
        else:
            assert with_gate.probabilities is None
    assert found.overall.label == whole.overall.label


def test_the_sample_that_ships_is_answered_surely(model: EmotionModel) -> None:
    """What a new user sees first: each stretch under its name, and a sure answer for the whole."""
    analysis = analyze(resource("samples", "sample.flac"), model)
    assert analysis.overall.label == "happy"
    spoken = [segment.label for segment in analysis.segments if is_emotion(segment.label)]
    assert [label for label, _ in groupby(spoken)] == ["neutral", "happy", "angry"]
    assert has_course(analysis), "the mean of three emotions would sound unsure"
    assert course_of(analysis).sure_share > 0.8
    assert not answer_warnings(analysis)
