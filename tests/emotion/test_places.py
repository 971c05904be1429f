"""One span has one answer: segments, parts, annotations and the whole recording."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.emotion.moments import ranked_moments
from ser_desktop.emotion.places import (
    answer_between,
    overlaps_mostly,
    place_answer,
    place_at,
    segment_answer,
)
from ser_desktop.emotion.results import Analysis, SegmentOptions, Track
from ser_desktop.project.annotated_spans import annotations_of, assigned_labels
from ser_desktop.project.items import Annotation
from ser_desktop.project.model_answers import model_answer
from tests.support.made_analysis import made_analysis


@pytest.fixture(scope="module")
def smooth() -> Analysis:
    """An analysis whose smoothed segments differ from the plain means of their windows."""
    steady, burst = [("happy", 0.7)] * 6, [("angry", 0.9)] * 2 + [("angry", 0.5)]
    rough = made_analysis([*steady, *burst, *[NO_SPEECH] * 4, *burst, *steady, ("sad", 0.3)])
    return with_settings(rough, None, SegmentOptions(smoothing_windows=3))


def test_every_segment_is_answered_by_its_own_numbers(smooth: Analysis) -> None:
    differing = 0
    for segment in smooth.segments:
        place = place_at(smooth, *segment.span_s)
        assert place.segment == segment
        answer = place.answer
        assert (answer.label, answer.confidence) == (segment.label, segment.confidence)
        assert model_answer(smooth, "mix", *segment.span_s).confidence == segment.confidence
        if answer.probabilities is not None and segment.label != UNCERTAIN:
            at = smooth.model.labels.index(segment.label)
            assert answer.probabilities[at] == pytest.approx(segment.confidence)
        plain = answer_between(smooth, *segment.span_s)
        differing += plain.confidence != pytest.approx(segment.confidence)
    assert differing, "without the rule some would show two numbers"
    for moment in ranked_moments(smooth, "angry"):
        assert place_answer(smooth, *moment.span_s).confidence == moment.confidence


def test_a_pause_is_no_speech_though_windows_reach_into_it() -> None:
    analysis = made_analysis(["happy"] * 4 + [NO_SPEECH] * 3 + ["angry"] * 4)
    pause = next(s for s in analysis.segments if s.label == NO_SPEECH)
    answer = place_answer(analysis, *pause.span_s)
    assert (answer.label, answer.confidence, answer.probabilities) == (NO_SPEECH, None, None)


def test_a_span_that_is_no_segment_has_the_mean_of_its_windows(smooth: Analysis) -> None:
    first, second = smooth.segments[:2]
    place = place_at(smooth, first.start_s, second.end_s)
    assert (place.segment, place.n_segments) == (None, 2)
    assert (
        place.answer.confidence
        == answer_between(smooth, *first.span_s[:1], second.end_s).confidence
    )
    nudged = place_at(smooth, first.start_s + 0.05, first.end_s)
    assert nudged.segment is None
    assert place_at(smooth, first.start_s + 0.001, first.end_s).segment == first, "milliseconds"


def test_the_only_segment_has_the_answer_of_the_recording() -> None:
    rough = made_analysis([("happy", 0.9), ("happy", 0.5), ("happy", 0.6), ("happy", 0.8)])
    analysis = with_settings(rough, None, SegmentOptions(smoothing_windows=3))
    (segment,) = analysis.segments
    assert segment.confidence == analysis.overall.confidence == pytest.approx(0.7)
    assert segment.probabilities == pytest.approx(analysis.overall.probabilities)
    assert place_answer(analysis, *segment.span_s).confidence == analysis.overall.confidence


def test_a_segment_of_a_speaker_is_answered_by_the_speaker(smooth: Analysis) -> None:
    other = made_analysis([("sad", 0.6)] * 5 + ["angry"] * 20)
    track = Track("speaker-1", None, other.overall, other.windows, other.segments, "speaker-1")
    both = replace(smooth, further_tracks=(track,))
    segment = track.segments[0]
    place = place_at(both, *segment.span_s)
    assert (place.track, place.answer.label) == ("speaker-1", "sad")
    assert place.answer.confidence == segment.confidence
    assert place_at(both, *segment.span_s, "mix").track == "mix", "where a track is asked for"
    assert place_at(both, *smooth.segments[0].span_s).track == "mix", "it comes first"
    assert segment_answer(both, segment, track.windows).speech_share == 1.0


def test_the_answer_for_a_part(sample: Path, model: EmotionModel) -> None:
    analysis = analyze(sample, model)
    whole = answer_between(analysis, 0.0, analysis.file.duration_s)
    assert whole.probabilities == pytest.approx(analysis.overall.probabilities)
    first = analysis.windows[0]
    part = answer_between(analysis, 1.4, 1.6)
    assert part.probabilities == pytest.approx(first.probabilities)
    tiny = answer_between(analysis, 2.1, 2.11)
    assert tiny.probabilities == pytest.approx(analysis.windows[1].probabilities)


@pytest.mark.parametrize(
    ("span_s", "is_of_it"),
    [
        ((10.0, 14.0), True),
        ((9.0, 12.0), True),  # two thirds of the annotation
        ((8.0, 10.5), False),  # reaches in from the segment before
        ((13.9, 17.0), False),
        ((11.0, 11.2), True),  # within
        ((5.0, 30.0), True),  # all around
        ((14.0, 18.0), False),
    ],
)
def test_an_annotation_is_of_the_segment_that_it_mostly_overlaps(
    span_s: tuple[float, float], is_of_it: bool
) -> None:
    segment_s = (10.0, 14.0)
    assert overlaps_mostly(span_s, segment_s) == overlaps_mostly(segment_s, span_s) == is_of_it
    annotation = Annotation("1", "r", *span_s, {"sad": 1.0})
    assert assigned_labels([annotation], segment_s) == (["sad"] if is_of_it else [])


def test_the_annotation_that_shares_most_comes_first() -> None:
    short = Annotation("1", "r", 10.0, 11.0, {"sad": 1.0})
    long = Annotation("2", "r", 10.0, 14.0, {"angry": 1.0})
    assert annotations_of([short, long], (10.0, 14.0)) == [long, short]
