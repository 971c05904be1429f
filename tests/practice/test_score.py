from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ser_desktop.emotion.interpretation import interpret, scores_of
from ser_desktop.emotion.model_info import CalibratedDoubt
from ser_desktop.emotion.results import Analysis
from ser_desktop.practice.score import score_take
from ser_desktop.practice.share import bar_message, share_message
from ser_desktop.practice.target import Target
from tests.support.made_analysis import made_analysis

DOUBT = CalibratedDoubt(0.2, 0.9, 5.0)


def analysed(*seconds: str | tuple[str, float], level_dbfs: float = -20.0) -> Analysis:
    analysis = made_analysis(seconds, doubt=DOUBT)
    file = replace(analysis.file, speech_level_dbfs=level_dbfs, noise_level_dbfs=-70.0)
    return replace(analysis, file=file)


def ids(analysis: Analysis, emotion: str = "happy") -> list[str]:
    return [doubt.id for doubt in score_take(analysis, Target(emotion)).doubts]


def test_the_score_is_the_probability_of_the_target_with_its_spread() -> None:
    score = score_take(analysed(("happy", 0.8), ("happy", 0.6)), Target("happy", "strong"))
    assert score.probability == pytest.approx(0.7)
    assert (score.low, score.high) == (pytest.approx(0.6), pytest.approx(0.8))
    assert (score.verdict, score.set, score.coverage) == ("hit", ("happy",), 0.9)
    assert score.has_strength is True, "0.5 counts as strong"
    assert score.is_reliable


def test_the_score_is_the_weighted_mean_of_its_windows() -> None:
    analysis = analysed(("happy", 0.9), "no speech", ("happy", 0.3), ("angry", 0.6), "no speech")
    shares = (0.9, 0.0, 0.4, 0.7, 0.1)
    heard = [replace(w, speech_share=s) for w, s in zip(analysis.windows, shares, strict=True)]
    scores = replace(
        scores_of(analysis), tracks=(replace(scores_of(analysis).tracks[0], windows=tuple(heard)),)
    )
    score = score_take(interpret(scores), Target("happy"))
    assert [window.speech_share for window in score.windows] == [0.9, 0.4, 0.7]
    values = [window.probability for window in score.windows]
    weights = [window.speech_share for window in score.windows]
    assert score.probability == pytest.approx(np.average(values, weights=weights), abs=1e-6)
    assert (score.low, score.high) == (min(values), max(values))
    assert all(0 <= w.start_s < w.end_s <= analysis.file.duration_s for w in score.windows)


def test_without_speech_or_with_an_unknown_emotion_no_window_is_scored() -> None:
    assert score_take(analysed("no speech"), Target("happy")).windows == ()
    assert score_take(analysed("happy"), Target("contempt")).windows == ()


def test_a_set_of_several_is_near_and_another_emotion_a_miss() -> None:
    between = analysed(("happy", 0.5), ("angry", 0.5))
    assert score_take(between, Target("angry")).verdict == "near"
    assert score_take(analysed("sad", "sad"), Target("happy")).verdict == "missed"
    assert score_take(analysed("sad"), Target("sad", "normal")).has_strength is False
    assert score_take(analysed("sad"), Target("sad")).has_strength is None


def test_a_model_without_sets_is_judged_by_its_order() -> None:
    analysis = made_analysis([("happy", 0.6), ("angry", 0.5)])
    assert score_take(analysis, Target("happy")).verdict == "hit"
    assert score_take(analysis, Target("angry")).verdict == "near"
    assert score_take(analysis, Target("sad")).verdict == "missed"


def test_bad_sound_is_reported_and_its_score_does_not_count() -> None:
    assert ids(analysed("happy", "happy", level_dbfs=-52)) == ["practice.too_quiet"]
    assert not score_take(analysed("happy", level_dbfs=-52), Target("happy")).is_reliable
    silent = score_take(analysed("no speech", "no speech"), Target("happy"))
    assert (silent.probability, silent.verdict) == (None, "none")
    assert [doubt.id for doubt in silent.doubts] == ["practice.no_speech"]
    short = analysed("happy")
    short = replace(short, overall=replace(short.overall, speech_share=0.2))
    assert ids(short) == ["warning.short_speech"]
    assert not score_take(short, Target("happy")).is_reliable


def test_an_emotion_the_model_does_not_know_has_no_score() -> None:
    score = score_take(analysed("happy"), Target("contempt"))
    assert (score.probability, score.verdict) == (None, "none")
    assert ids(analysed("happy"), "contempt") == ["practice.unknown_emotion"]


def test_no_answer_is_certain() -> None:
    ids = [share_message(p).id for p in (None, 0.004, 0.5, 0.996, 1.0)]
    assert ids == [
        *("practice.no_score", "practice.share_least", "practice.share"),
        *("practice.share_most", "practice.share_most"),
    ]
    assert [share_message(p).fields for p in (0.006, 0.994)] == [{"n": 1}, {"n": 99}]
    for probability in (0.0, 0.004, 0.006, 0.5, 0.994, 0.996, 1.0):
        word, bar = share_message(probability), bar_message(probability)
        assert word.id.removeprefix("practice.share") == bar.id.removeprefix(
            "practice.bar" if bar.fields == {} else "practice.share"
        ), "bars and headline say the same"


@pytest.mark.parametrize(("emotion", "strength"), [("Happy!", "any"), ("happy", "very")])
def test_no_target_of_unknown_words(emotion: str, strength: str) -> None:
    with pytest.raises(ValueError, match="no target"):
        Target(emotion, strength)  # type: ignore[arg-type]
