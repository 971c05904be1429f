from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.interpretation import interpret, scores_of, with_settings
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.results import SegmentOptions, Window
from ser_desktop.emotion.segment_edges import EDGE_PAD_S, speech_spans
from ser_desktop.emotion.segments import (
    make_segments,
    overall_answer,
)

LABELS = ("neutral", "happy", "angry")


def window(start_s: float, share: float, *p: float, intensity: float | None = 0.5) -> Window:
    row = np.array(p, dtype=np.float32) if p else None
    return Window(start_s, start_s + 3, share, row, intensity if p else None)


def test_the_mean_is_weighted_by_speech() -> None:
    windows = [window(0, 0.9, 0.8, 0.1, 0.1), window(1, 0.3, 0.0, 0.0, 1.0)]
    found = overall_answer(windows, LABELS, 0.0, 0.6)
    assert found.probabilities == pytest.approx([0.6, 0.075, 0.325])
    assert found.label == "neutral"
    assert found.top == ("neutral", "angry")


def test_a_window_below_the_least_share_does_not_count() -> None:
    windows = [window(0, 0.9, 0.8, 0.1, 0.1), window(1, 0.19, 0.0, 0.0, 1.0)]
    assert overall_answer(windows, LABELS, 0.0, 0.5).probabilities == pytest.approx([0.8, 0.1, 0.1])


def test_without_speech_there_is_no_answer() -> None:
    found = overall_answer([window(0, 0.1), window(1, 0.0)], LABELS, 0.0, 0.05)
    assert (found.label, found.confidence, found.top) == (NO_SPEECH, None, ())


def test_segments_meet_half_way_between_the_middles() -> None:
    windows = [
        window(0, 0.9, 1, 0, 0), window(1, 0.9, 1, 0, 0), window(2, 0.1),
        window(3, 0.9, 0, 0, 1), window(4, 0.9, 0, 0, 1),
    ]  # fmt: skip
    found = make_segments(windows, LABELS, 0.0, 7.0)
    assert [(s.start_s, s.end_s, s.label) for s in found] == [
        (0.0, 3.0, "neutral"),
        (3.0, 4.0, NO_SPEECH),
        (4.0, 7.0, "angry"),
    ]
    assert found[1].confidence is None
    assert found[1].intensity is None


def test_one_odd_window_is_smoothed_away() -> None:
    windows = [window(i, 0.9, 0.8, 0.1, 0.1) for i in range(5)]
    windows[2] = window(2, 0.9, 0.3, 0.1, 0.6)
    assert [s.label for s in make_segments(windows, LABELS, 0.0, 7.0)] == ["neutral"]


def test_low_confidence_is_uncertain() -> None:
    found = make_segments([window(0, 0.9, 0.4, 0.3, 0.3)], LABELS, 0.5, 3.0)
    assert found[0].label == UNCERTAIN
    assert found[0].confidence == pytest.approx(0.4)


def test_without_smoothing_every_window_speaks_for_itself() -> None:
    windows = [window(i, 0.9, 0.8, 0.1, 0.1) for i in range(5)]
    windows[2] = window(2, 0.9, 0.3, 0.1, 0.6)
    options = SegmentOptions(smoothing_windows=1)
    found = make_segments(windows, LABELS, 0.0, 7.0, options=options)
    assert [s.label for s in found] == ["neutral", "angry", "neutral"]


def test_a_short_stretch_joins_its_longer_neighbour_and_pauses_stay() -> None:
    rows = {"n": (1.0, 0, 0), "h": (0, 1.0, 0), "a": (0, 0, 1.0)}
    windows = [window(i, 0.9, *rows[c]) if c != "." else window(i, 0.1)
               for i, c in enumerate("nnnnhaa.h.aaaa")]  # fmt: skip
    options = SegmentOptions(smoothing_windows=1, min_s=2.5)
    found = make_segments(windows, LABELS, 0.0, 16.0, options=options)
    assert [s.label for s in found] == ["neutral", NO_SPEECH, "happy", NO_SPEECH, "angry"]
    assert found[0].start_s == 0.0
    assert all(a.end_s == b.start_s for a, b in pairwise(found))
    assert found[2].end_s - found[2].start_s == pytest.approx(1.0), "it has nobody to join"


def test_other_settings_keep_the_windows(sample: Path, model: EmotionModel) -> None:
    analysis = analyze(sample, model)
    stricter = with_settings(analysis, 1.0, SegmentOptions())
    assert {s.label for s in stricter.segments} <= {NO_SPEECH, UNCERTAIN}
    assert stricter.overall.label == UNCERTAIN
    assert stricter.windows is analysis.windows
    back = with_settings(stricter, None, SegmentOptions())
    assert back.segments == analysis.segments
    assert back.overall.label == analysis.overall.label


def test_joining_leaves_nothing_short_that_had_a_neighbour() -> None:
    rng = np.random.default_rng(0)
    for _ in range(40):
        letters = rng.choice(list("nha."), size=60, p=[0.35, 0.3, 0.25, 0.1])
        rows = {"n": (1.0, 0, 0), "h": (0, 1.0, 0), "a": (0, 0, 1.0)}
        windows = [window(i, 0.9, *rows[c]) if c != "." else window(i, 0.1)
                   for i, c in enumerate(letters)]  # fmt: skip
        options = SegmentOptions(smoothing_windows=1, min_s=3.5)
        found = make_segments(windows, LABELS, 0.0, 63.0, options=options)
        assert found[0].start_s == 0.0
        assert found[-1].end_s == 63.0
        assert all(a.end_s == b.start_s and a.label != b.label for a, b in pairwise(found))
        pauses = sum(1 for a, b in pairwise(["x", *letters]) if b == "." and a != ".")
        assert sum(s.label == NO_SPEECH for s in found) == pauses
        for i, segment in enumerate(found):
            beside = [*found[max(0, i - 1) : i], *found[i + 1 : i + 2]]
            if segment.label != NO_SPEECH and segment.end_s - segment.start_s < 3.5:
                assert all(near.label == NO_SPEECH for near in beside)


def spoken_between(tmp_path: Path, sample: Path, pause_s: float) -> tuple[Path, list[float]]:
    """The made voice twice amid near silence; from when to when it speaks, in seconds."""
    voice, rate_hz = soundfile.read(sample, dtype="float32")
    loud = np.flatnonzero(np.abs(voice) > 0.01)
    voice = voice[loud[0] : loud[-1]]
    first, second = voice[: 2 * rate_hz], voice[-3 * rate_hz :]
    first = first[: np.flatnonzero(np.abs(first) > 0.01)[-1]]
    second = second[np.flatnonzero(np.abs(second) > 0.01)[0] :]
    parts = [np.zeros(round(1.3 * rate_hz)), first, np.zeros(round(pause_s * rate_hz)), second]
    parts.append(np.zeros(round(1.7 * rate_hz)))
    ends_s = (np.cumsum([len(part) for part in parts]) / rate_hz).tolist()
    noise = np.random.default_rng(0).standard_normal(sum(map(len, parts))) * 1e-4
    path = tmp_path / "spoken.wav"
    soundfile.write(path, np.concatenate(parts) + noise, rate_hz)
    return path, ends_s[:4]


@pytest.mark.parametrize("pause_s", [1.2, 4.4])
def test_edges_are_where_speech_begins_and_ends(
    tmp_path: Path, sample: Path, model: EmotionModel, pause_s: float
) -> None:
    path, truth_s = spoken_between(tmp_path, sample, pause_s)
    segments = analyze(path, model).segments
    edges_s = [
        later.start_s
        for former, later in pairwise(segments)
        if NO_SPEECH in (former.label, later.label)
    ]
    beyond_s = [edge - true for edge, true in zip(edges_s, truth_s, strict=True)]
    pads_s = [-EDGE_PAD_S, EDGE_PAD_S, -EDGE_PAD_S, EDGE_PAD_S]
    assert beyond_s == pytest.approx(pads_s, abs=0.1)
    assert segments[0].start_s == 0.0
    assert all(a.end_s == b.start_s for a, b in pairwise(segments))


def test_refined_segments_tile_whatever_the_gate_says() -> None:
    rng = np.random.default_rng(1)
    rows = {"n": (1.0, 0, 0), "h": (0, 1.0, 0), "a": (0, 0, 1.0)}
    for _ in range(60):
        letters = rng.choice(list("nha."), size=30, p=[0.3, 0.25, 0.2, 0.25])
        windows = [window(i, 0.9, *rows[c]) if c != "." else window(i, 0.1)
                   for i, c in enumerate(letters)]  # fmt: skip
        speech = speech_spans(rng.random(1000) < rng.choice([0.3, 0.5, 0.95]), 0.032, 32.0)
        found = make_segments(windows, LABELS, 0.0, 32.0, speech=speech)
        assert (found[0].start_s, found[-1].end_s) == (0.0, 32.0)
        assert all(a.end_s == b.start_s for a, b in pairwise(found))
        assert all(s.start_s < s.end_s for s in found)
        assert all((s.label == NO_SPEECH) == (s.confidence is None) for s in found)
        plain = make_segments(windows, LABELS, 0.0, 32.0)
        assert {s.label for s in found} <= {s.label for s in plain} | {NO_SPEECH}


def test_scores_without_speech_marks_keep_the_edges_of_their_windows(
    sample: Path, model: EmotionModel
) -> None:
    scores = scores_of(analyze(sample, model))
    bare = replace(scores, tracks=tuple(replace(track, speech=()) for track in scores.tracks))
    middles = [(w.start_s + w.end_s) / 2 for w in bare.tracks[0].windows]
    halves = {round((a + b) / 2, 6) for a, b in pairwise(middles)}
    inner = {round(segment.start_s, 6) for segment in interpret(bare).segments[1:]}
    assert inner <= halves
    assert interpret(scores).segments == analyze(sample, model).segments
