"""Moments of a chosen emotion, and the course of a long recording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ser_desktop.emotion.course import course_of, has_course, is_long
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model_info import CalibratedDoubt
from ser_desktop.emotion.moments import (
    alternatives,
    ranked_moments,
    strongest_moments,
)
from ser_desktop.emotion.places import segment_answer
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.emotion.stretches import stretches_of
from tests.support.made_analysis import made_analysis


def test_moments_are_the_segments_of_an_emotion_ranked_by_their_own_number() -> None:
    analysis = made_analysis(
        ["neutral"] * 5
        + [("angry", 0.6), ("angry", 0.9), ("angry", 0.7)]
        + ["neutral"] * 6
        + [("angry", 0.95)]
        + ["neutral"] * 5
    )
    moments = ranked_moments(analysis, "angry")
    angry = [s for s in analysis.segments if s.label == "angry"]
    assert [m.segment for m in moments] == angry[::-1], "the mean ranks, not the highest window"
    assert [m.confidence for m in moments] == [s.confidence for s in angry[::-1]]
    assert [m.confidence for m in moments] == pytest.approx([0.95, 2.2 / 3])
    assert [m.span_s for m in moments] == [(15.0, 16.0), (6.0, 9.0)]
    assert ranked_moments(analysis, "contempt") == []
    assert ranked_moments(analysis, "sad") == []


def test_an_emotion_without_a_segment_is_ranked_within_others() -> None:
    analysis = made_analysis([("neutral", 0.7)] * 5 + [("happy", 0.45)] * 5)
    (moment,) = ranked_moments(with_shares(analysis, "sad", (0.1, 0.3)), "sad")
    assert not moment.is_of_its_label
    assert (moment.segment.label, moment.confidence) == ("happy", pytest.approx(0.3))


def with_shares(analysis: Analysis, emotion: str, shares: tuple[float, ...]) -> Analysis:
    """Return the analysis with another mean probability of an emotion in each segment."""
    at, segments = analysis.model.labels.index(emotion), []
    for segment, share in zip(analysis.segments, shares, strict=True):
        row = [*segment.probabilities]
        row[at] = share
        segments.append(replace(segment, probabilities=tuple(row)))
    return replace(analysis, segments=tuple(segments))


def test_a_window_within_a_segment_of_another_emotion_is_no_moment() -> None:
    alone_at_11 = ["angry"] * 4 + ["neutral"] * 6 + [("angry", 0.9)] + ["neutral"] * 6
    rough = made_analysis(alone_at_11)
    smooth = with_settings(rough, None, SegmentOptions(smoothing_windows=3))
    assert len(ranked_moments(rough, "angry")) == 2
    (moment,) = ranked_moments(smooth, "angry")
    assert moment.segment == smooth.segments[0]


def test_the_strongest_moments_are_segments_of_strong_emotions_in_the_order_of_time() -> None:
    labels = [("happy", 0.7), ("neutral", 0.99), ("angry", 0.9), ("sad", 0.6), ("calm", 0.9)]
    analysis = made_analysis([label for label in labels for _ in range(3)])
    found = strongest_moments(analysis, most=2)
    assert [(m.label, m.start_s) for m in found] == [("happy", 0.0), ("angry", 7.0)]
    assert [m.confidence for m in found] == [m.segment.confidence for m in found]


def test_silence_is_no_moment() -> None:
    assert ranked_moments(made_analysis([NO_SPEECH] * 5), "angry") == []


def test_many_moments_are_ranked_in_no_time() -> None:
    hours = made_analysis([EMOTIONS[i % 8] for i in range(3 * 3600)])
    assert len(ranked_moments(hours, "sad")) == 100


def test_a_long_recording_has_shares_stretches_and_a_trend() -> None:
    calm_then_angry = ["calm"] * 30 + [NO_SPEECH] * 2 + ["calm"] * 10 + ["angry"] * 40
    analysis = made_analysis(calm_then_angry)
    assert has_course(analysis)
    assert is_long(analysis)
    course = course_of(analysis)
    assert set(course.shares) == {"calm", "angry"}
    assert sum(course.shares.values()) == pytest.approx(1.0)
    calm = next(s for s in course.stretches if s.label == "calm")
    assert calm in stretches_of(analysis.segments), "the timeline draws the same"
    assert calm.n_segments == 2
    assert calm.spoken_s < calm.seconds, "the pause in it is no speech"
    assert calm.start_s == 0.0
    assert calm.end_s > 40.0, "a short pause does not end it"
    assert course.trend is not None
    assert course.trend.label in ("calm", "angry")
    rises = course.trend.last > course.trend.first
    assert rises == (course.trend.label == "angry")


def test_one_emotion_throughout_has_no_trend() -> None:
    assert course_of(made_analysis(["neutral"] * 90)).trend is None
    assert not has_course(made_analysis(["neutral"] * 10))
    assert not has_course(made_analysis([NO_SPEECH] * 90)), "silence is no course"


def test_a_short_recording_of_two_emotions_is_no_average() -> None:
    analysis = made_analysis(["happy"] * 8 + ["angry"] * 6)
    assert has_course(analysis)
    course = course_of(analysis)
    assert list(course.shares) == ["happy", "angry"]
    assert not course.has_trend
    assert course.sure_share == 1.0
    assert not has_course(made_analysis(["happy"] * 12 + ["angry"] * 2)), "a touch is none"


def test_an_uncertain_answer_names_alternatives() -> None:
    unsure = made_analysis([("happy", 0.3)] * 5)
    assert unsure.overall.label == UNCERTAIN
    assert alternatives(unsure.overall)[0] == "happy"
    assert len(alternatives(unsure.overall)) > 1
    sure = made_analysis(["happy"] * 5)
    assert alternatives(sure.overall) == ()


def test_a_set_names_the_alternatives() -> None:
    doubt = CalibratedDoubt(set_above=0.05, set_coverage=0.9, unlike_above=2.0)
    analysis = made_analysis([("happy", 0.5)] * 5, doubt=doubt)
    assert analysis.overall.label == "happy"
    others = alternatives(analysis.overall)
    assert others
    assert "happy" not in others
    answer = segment_answer(analysis, analysis.segments[0])
    assert answer.label == analysis.segments[0].label
