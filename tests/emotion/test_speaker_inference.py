"""Tracks of speakers: windows cut at their turns, segments that tile the time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.codec import AnalysisCodec
from ser_desktop.emotion.interpretation import scores_of, with_settings
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.emotion.speaker_turns import SpeakerTurn, speaker_stretches
from ser_desktop.export.json_lines import analysis_object
from ser_desktop.paths import resource
from tests.support.models import write_model

TURNS = (
    SpeakerTurn("speaker-1", 0.0, 4.0),
    SpeakerTurn("speaker-2", 4.0, 4.8),
    SpeakerTurn("speaker-1", 5.5, 9.8),
)


@pytest.fixture
def model(tmp_path: Path) -> EmotionModel:
    return EmotionModel(write_model(tmp_path / "made.onnx"))


@pytest.fixture
def found(model: EmotionModel) -> Analysis:
    return analyze(resource("samples", "sample.flac"), model, AnalysisOptions(turns=TURNS))


def test_windows_stay_within_turns(found: Analysis) -> None:
    mix, first, second = found.tracks
    assert [track.kind for track in found.tracks] == ["mix", "speaker", "speaker"]
    assert (first.name, second.speaker) == ("speaker-1", "speaker-2")
    times = [(round(window.start_s, 6), round(window.end_s, 6)) for window in first.windows]
    assert times == [(0, 3), (1, 4), (5.5, 8.5), (6.5, 9.5), (6.8, 9.8)]
    assert [(window.start_s, window.end_s) for window in second.windows] == [(4.0, 4.8)]
    assert mix.overall.label != NO_SPEECH
    assert first.turns == (TURNS[0], TURNS[2])


def test_segments_tile_every_track(found: Analysis) -> None:
    for track in found.tracks:
        assert track.segments[0].start_s == 0.0
        assert track.segments[-1].end_s == found.file.duration_s
        for before, after in pairwise(track.segments):
            assert before.end_s == after.start_s
    second = found.tracks[2]
    assert [segment.label == NO_SPEECH for segment in second.segments] == [True, False, True]


def test_speaker_tracks_do_not_change_the_mix(found: Analysis, model: EmotionModel) -> None:
    alone = analyze(resource("samples", "sample.flac"), model)
    item, without = analysis_object(found), analysis_object(alone)
    assert [track["name"] for track in item["tracks"]] == ["mix", "speaker-1", "speaker-2"]
    assert item["tracks"][1]["turns"][1] == {"start_s": 5.5, "end_s": 9.8, "overlap": False}
    item["tracks"] = item["tracks"][:1]
    assert item == without
    assert "turns" not in item["tracks"][0]


def test_a_window_contains_only_its_speaker(model: EmotionModel, tmp_path: Path) -> None:
    """The model answers by level: what is beside a turn must not be heard."""
    samples, rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    louder = samples.copy()
    louder[: 4 * rate_hz] *= 0.1
    louder[6 * rate_hz :] *= 0.1
    path = tmp_path / "changed.wav"
    soundfile.write(path, louder, rate_hz, subtype="FLOAT")
    options = AnalysisOptions(turns=(SpeakerTurn("speaker-1", 4.25, 5.75),), classify_all=True)
    (one,) = analyze(resource("samples", "sample.flac"), model, options).tracks[1].windows
    (other,) = analyze(path, model, options).tracks[1].windows
    assert one.probabilities is not None
    assert other.probabilities is not None
    np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-3)


def test_stored_scores_read_back_and_are_interpreted(found: Analysis) -> None:
    codec = AnalysisCodec()
    back = codec.loads(codec.dumps(scores_of(found)))
    assert [track.turns for track in back.tracks] == [track.turns for track in found.tracks]
    anew = with_settings(found, 0.99, SegmentOptions(smoothing_windows=1))
    assert anew.tracks[1].overall.label == "uncertain"
    assert anew.tracks[1].windows == found.tracks[1].windows


def test_a_turn_beyond_the_end_of_the_file(model: EmotionModel) -> None:
    turns = (SpeakerTurn("speaker-1", 8.0, 30.0), SpeakerTurn("speaker-2", 40.0, 41.0))
    found = analyze(resource("samples", "sample.flac"), model, AnalysisOptions(turns=turns))
    assert all(np.isfinite(window.speech_share) for window in found.tracks[1].windows)
    assert found.tracks[2].overall.label == NO_SPEECH


def test_stretches() -> None:
    turns = [
        SpeakerTurn("a", 0, 2),
        SpeakerTurn("a", 2, 2.5, overlap=True),
        SpeakerTurn("b", 2, 2.5, overlap=True),
        SpeakerTurn("b", 2.5, 4),
        SpeakerTurn("a", 4.5, 6),
        SpeakerTurn("a", 7, 9),
        SpeakerTurn("a", 12, 13),
    ]
    assert speaker_stretches(turns, "a") == [(0, 2), (4.5, 9), (12, 13)]
    assert speaker_stretches(turns, "b") == [(2.5, 4)]
    only = [SpeakerTurn("a", 0, 1, overlap=True), SpeakerTurn("b", 0, 1, overlap=True)]
    assert speaker_stretches(only, "a") == [(0, 1)]
