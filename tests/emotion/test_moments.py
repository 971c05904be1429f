"""Moments of a chosen emotion, and the course of a long recording."""

from __future__ import annotations

from itertools import combinations

import pytest

from ser_desktop.emotion.course import course_of, has_course, is_long
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.model_info import CalibratedDoubt
from ser_desktop.emotion.moments import (
    alternatives,
    moment_span_s,
    place_answer,
    ranked_moments,
    segment_answer,
)
from ser_desktop.emotion.results import SegmentOptions
from ser_desktop.emotion.summary import answer_between
from tests.support.made_analysis import WINDOW_S, made_analysis


def test_the_moments_of_an_emotion_are_ranked_and_do_not_overlap() -> None:
    analysis = made_analysis(
        ["neutral"] * 5
        + [("angry", 0.6), ("angry", 0.9), ("angry", 0.7)]
        + ["neutral"] * 6
        + [("angry", 0.95)]
        + ["neutral"] * 5
    )
    moments = ranked_moments(analysis, "angry")
    assert [m.confidence for m in moments] == pytest.approx([0.95, 0.9])
    assert {m.label for m in moments} == {"angry"}
    for a, b in combinations(moments, 2):
        assert abs(a.time_s - b.time_s) >= WINDOW_S
    assert moment_span_s(moments[0], analysis) == (14.0, 17.0)
    assert ranked_moments(analysis, "contempt") == []
    assert ranked_moments(analysis, "sad") == []


def test_a_moment_is_answered_by_its_own_window() -> None:
    analysis = made_analysis(["neutral"] * 10 + [("happy", 0.7)] + ["neutral"] * 10)
    (moment,) = ranked_moments(analysis, "happy")
    start_s, end_s = moment_span_s(moment, analysis)
    answer = place_answer(analysis, start_s, end_s)
    assert (answer.label, answer.confidence) == ("happy", pytest.approx(moment.confidence))
    assert answer_between(analysis, start_s, end_s).label == "neutral"
    wider = place_answer(analysis, start_s - 0.5, end_s + 0.5)
    assert wider.label == "neutral"


def test_a_moment_within_a_segment_of_another_emotion_is_left_out() -> None:
    alone_at_11 = ["angry"] * 4 + ["neutral"] * 6 + [("angry", 0.9)] + ["neutral"] * 6
    rough = made_analysis(alone_at_11)
    smooth = with_settings(rough, None, SegmentOptions(smoothing_windows=3))
    assert len(ranked_moments(rough, "angry")) > len(ranked_moments(smooth, "angry")) > 0
    labels = {s.label for s in smooth.segments if s.start_s <= 12.0 < s.end_s}
    assert labels == {"neutral"}, "the smoothed segment is of another emotion"
    assert all(moment.time_s < 8.0 for moment in ranked_moments(smooth, "angry"))


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
