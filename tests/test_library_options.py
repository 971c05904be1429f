"""The library refuses options and arguments that it cannot use, by sentences of its own."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

import ser_desktop
from ser_desktop import (
    AnalysisOptions,
    AudioFileError,
    InferenceOptions,
    InterpretationSettings,
    SegmentOptions,
    SerError,
)
from ser_desktop.commands.argument_types import seconds
from ser_desktop.emotion import option_limits
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.errors import ModelError, SettingsError

NAN, INF = math.nan, math.inf


@pytest.fixture(scope="module")
def small() -> EmotionClassifier:
    return load_model("ser-small", Path("none"))


@pytest.mark.parametrize("name", ["window_s", "hop_s"])
@pytest.mark.parametrize("value", [0, -1, 0.001, NAN, INF, -INF, 1e9, "2", True])
def test_windows_and_hops_beyond_their_limits_are_refused(
    sample: Path, small: EmotionClassifier, name: str, value: Any
) -> None:
    options = AnalysisOptions(**{name: value})
    with pytest.raises(SettingsError, match=name):
        ser_desktop.analyze(sample, small, options=options)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[("uncertain_below", value) for value in (NAN, 2, -0.1, INF, "0.5")],
        *[("channel", value) for value in (-1, 1, 0.5, True, "left")],
        *[("parallel_calls", value) for value in (0, -1, 1.5)],
        *[("span_s", value) for value in ((2, 1), (-1, 2), (0, NAN), (0, INF), 3, "ab")],
        *[("turns", value) for value in (["speaker-1"], 3, None)],
    ],
)
def test_other_options_beyond_their_limits_are_refused(
    sample: Path, small: EmotionClassifier, option: str, value: Any
) -> None:
    with pytest.raises(SettingsError):
        ser_desktop.analyze(sample, small, options=AnalysisOptions(**{option: value}))


@pytest.mark.parametrize(
    "segments",
    [
        *[SegmentOptions(smoothing_windows=n) for n in (0, 2, -1, 11, True)],  # type: ignore[arg-type]
        *[SegmentOptions(min_s=value) for value in (-1, NAN, INF, 1e6)],
    ],
)
def test_segment_options_beyond_their_limits_are_refused(
    sample: Path, small: EmotionClassifier, segments: SegmentOptions
) -> None:
    scores = ser_desktop.infer(sample, small)
    with pytest.raises(SettingsError):
        ser_desktop.interpret(scores, InterpretationSettings(segments=segments))


def test_the_limits_themselves_are_allowed() -> None:
    for window_s in option_limits.WINDOW_LIMITS_S:
        for hop_s in option_limits.HOP_LIMITS_S:
            AnalysisOptions(window_s, hop_s, uncertain_below=0.0).check()
    AnalysisOptions(np.float32(1.0), np.int64(1), uncertain_below=1.0, channel=np.int64(3)).check()  # type: ignore[arg-type]
    assert seconds(*option_limits.HOP_LIMITS_S)("0.01") == option_limits.HOP_LIMITS_S[0]


@pytest.mark.parametrize("n_speakers", [0, -1, 2.5, NAN, True, "two"])
def test_numbers_of_speakers_are_whole(sample: Path, n_speakers: Any) -> None:
    with pytest.raises(SettingsError, match="n_speakers"):
        ser_desktop.diarize(sample, n_speakers=n_speakers)


def test_speakers_are_numbered_in_the_order_of_their_first_turns(sample: Path) -> None:
    found = ser_desktop.diarize(sample, n_speakers=100)
    first = list(dict.fromkeys(turn.speaker for turn in found.turns))
    assert len(first) > 5
    assert first == [f"speaker-{i + 1}" for i in range(len(first))]
    assert [voice.speaker for voice in found.voices] == first


def test_a_sound_too_short_for_an_analysis_is_too_short_for_speakers() -> None:
    for call in (ser_desktop.analyze, ser_desktop.diarize):
        with pytest.raises(AudioFileError) as refused:
            call(np.zeros(480), sample_rate_hz=16_000)  # type: ignore[operator]
        assert refused.value.kind == "too_short"


def test_names_paths_and_lists_are_taken(sample: Path, small: EmotionClassifier) -> None:
    by_model = ser_desktop.analyze(sample, small)
    for model in ("ser-small", small.info.path, str(small.info.path)):
        assert ser_desktop.analyze(str(sample), model).overall.label == by_model.overall.label
    assert ser_desktop.load_model("ser-small", str(sample.parent)).info == small.info
    inference_alone = ser_desktop.analyze(sample, small, options=InferenceOptions())
    assert inference_alone.segments == by_model.segments
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    given = [samples.tolist(), tuple(samples.tolist()), [[value] for value in samples.tolist()]]
    for sound in given:
        found = ser_desktop.analyze(sound, small, sample_rate_hz=float(rate_hz))  # type: ignore[arg-type]
        assert found.overall.label == by_model.overall.label


@pytest.mark.parametrize(
    "sound", [b"path", None, 3, 0.5, np.float64(3), [[1.0], [1.0, 2.0]], "", ["a"], object(), {}]
)
def test_other_sounds_are_refused(small: EmotionClassifier, sound: Any) -> None:
    for rate_hz in (None, 16_000):
        with pytest.raises(SettingsError):
            ser_desktop.analyze(sound, small, sample_rate_hz=rate_hz)
        with pytest.raises(SettingsError):
            ser_desktop.diarize(sound, sample_rate_hz=rate_hz)


@pytest.mark.parametrize("rate_hz", ["16000", 16_000.5, NAN, INF, True, 0, -1, 10**9])
def test_rates_are_whole_numbers(small: EmotionClassifier, rate_hz: Any) -> None:
    with pytest.raises(SettingsError):
        ser_desktop.analyze(np.zeros(16_000), small, sample_rate_hz=rate_hz)


def test_other_models_options_and_rows_are_refused(sample: Path, small: EmotionClassifier) -> None:
    analysis = ser_desktop.analyze(sample, small)
    calls: list[Any] = [
        lambda: ser_desktop.analyze(sample, 3),  # type: ignore[arg-type]
        lambda: ser_desktop.analyze(sample, print),  # type: ignore[arg-type]
        lambda: ser_desktop.analyze(sample, small, options=None),  # type: ignore[arg-type]
        lambda: ser_desktop.analyze(sample, small, options=SegmentOptions()),  # type: ignore[arg-type]
        lambda: ser_desktop.interpret(analysis),  # type: ignore[arg-type]
        lambda: ser_desktop.analyze(sample, small, adapter="voice"),  # type: ignore[arg-type]
        lambda: ser_desktop.load_model(None),  # type: ignore[arg-type]
        lambda: ser_desktop.load_model("ser-small", 3),  # type: ignore[arg-type]
        lambda: ser_desktop.to_frame(analysis, "x"),  # type: ignore[arg-type]
        lambda: ser_desktop.to_frame("abc"),  # type: ignore[arg-type]
        lambda: ser_desktop.to_frame(3),  # type: ignore[arg-type]
    ]
    for call in calls:
        with pytest.raises(SettingsError):
            call()
    with pytest.raises(ModelError):
        ser_desktop.analyze(sample, "none of these")


def test_missing_files_and_folders_are_called_by_their_names(
    tmp_path: Path, small: EmotionClassifier
) -> None:
    with pytest.raises(AudioFileError, match=r"nope\.wav does not exist"):
        ser_desktop.analyze(tmp_path / "nope.wav", small)
    with pytest.raises(AudioFileError, match="is a folder, not a sound file"):
        ser_desktop.analyze(tmp_path, small)


@pytest.mark.parametrize("kind", ["int8", "uint16", "int64", "uint32", "uint64"])
def test_integers_of_unclear_scale_are_refused(small: EmotionClassifier, kind: str) -> None:
    with pytest.raises(SettingsError, match=kind):
        ser_desktop.analyze(np.ones(16_000, dtype=kind), small, sample_rate_hz=16_000)
    with pytest.raises(SerError):
        ser_desktop.diarize(np.ones(16_000, dtype=kind), sample_rate_hz=16_000)


def test_floats_with_the_range_of_integers_are_scaled_with_a_warning(
    sample: Path, small: EmotionClassifier, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    expected = ser_desktop.analyze(sample, small)
    path = tmp_path / "cast.wav"
    soundfile.write(path, samples * 32768, rate_hz, subtype="FLOAT")
    for sound, rate in ((samples * 32768, rate_hz), (path, None)):
        found = ser_desktop.analyze(sound, small, sample_rate_hz=rate)
        assert found.overall.label == expected.overall.label
        assert found.file.peak == pytest.approx(expected.file.peak, rel=1e-3)
        assert [message.id for message in found.file.warnings()] == ["warning.scaled"]


def test_samples_far_above_full_scale_are_warned_about(
    sample: Path, small: EmotionClassifier, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    path = tmp_path / "loud.wav"
    soundfile.write(path, samples * 30, rate_hz, subtype="FLOAT")
    for sound, rate in ((samples * 30, rate_hz), (path, None)):
        found = ser_desktop.analyze(sound, small, sample_rate_hz=rate)
        assert [m.id for m in found.file.warnings()] == ["warning.far_above_full_scale"]
    assert not ser_desktop.analyze(samples * 2, small, sample_rate_hz=rate_hz).file.warnings()


@pytest.mark.parametrize(
    "options",
    [
        *[{"hop_s": value} for value in (0, -1, NAN, INF)],
        *[{"uncertain_below": value} for value in (2, NAN)],
        *[{"sample_rate_hz": value} for value in (0, -1, 10**9)],
    ],
)
def test_live_options_beyond_their_limits_are_refused(
    small: EmotionClassifier, options: dict[str, Any]
) -> None:
    with pytest.raises(SettingsError):
        ser_desktop.LiveStream(small, **{"sample_rate_hz": 16_000, **options})
