"""A moment of sound gives a guess, and everything that shows it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ser_desktop.emotion.doubt import answer_warnings, shown_label, sureness
from ser_desktop.emotion.headline import headline_of
from ser_desktop.emotion.interpretation import interpret, scores_of
from ser_desktop.emotion.moments import alternatives, strongest_moments
from ser_desktop.emotion.places import place_answer
from ser_desktop.emotion.results import Analysis
from ser_desktop.export import json_lines, text_table
from ser_desktop.ui.result.advice import advice, sureness_message
from ser_desktop.ui.result.result_header import also_message
from tests.support.made_analysis import made_analysis

SHORT_S, WORD_S = 0.1, 0.6


def of_length(seconds: float) -> Analysis:
    """An analysis of one window that is sure to be angry, of a recording of some length."""
    scores = scores_of(made_analysis([("angry", 0.9)]))
    file = replace(scores.file, duration_s=seconds, peak=0.5, speech_level_dbfs=-20.0)
    window = replace(scores.tracks[0].windows[0], start_s=0.0, end_s=seconds)
    track = replace(scores.tracks[0], windows=(window,), speech=((0.0, seconds),))
    return interpret(replace(scores, file=file, tracks=(track,)))


def test_a_moment_of_speech_is_never_sure() -> None:
    short, word = of_length(SHORT_S), of_length(WORD_S)
    assert (sureness(short.overall), sureness(word.overall)) == ("unsure", "sure")
    assert (shown_label(short.overall), shown_label(word.overall)) == ("uncertain", "angry")
    assert str(sureness_message(short.overall)) == "unsure: very short"
    assert str(sureness_message(word.overall)) == "sure"


def test_a_moment_of_speech_is_shown_with_its_alternatives_and_the_label_stays() -> None:
    short = of_length(SHORT_S)
    assert alternatives(short.overall)[0] == "angry"
    assert len(alternatives(short.overall)) > 1
    headline = headline_of(short)
    assert (headline.label, headline.labels[0]) == ("uncertain", "angry")
    also = also_message(short.overall)
    assert also is not None
    assert also.id == "result.very_short"
    assert short.overall.label == "angry", "evaluations score the label of the mean"
    assert '"label": "angry"' in json_lines.render(short)
    assert "uncertain" in text_table.render(short).splitlines()[1]
    assert headline_of(of_length(WORD_S)).text() == "angry"


def test_a_moment_of_speech_is_no_strongest_moment() -> None:
    assert strongest_moments(of_length(SHORT_S)) == []
    assert [moment.label for moment in strongest_moments(of_length(WORD_S))] == ["angry"]


@pytest.mark.parametrize(("end_s", "word"), [(2.3, "unsure"), (2.8, "sure")])
def test_a_selection_with_little_speech_is_unsure(end_s: float, word: str) -> None:
    analysis = replace(made_analysis([("angry", 0.9)] * 8), speech=((2.0, 8.0),))
    assert sureness(analysis.overall) == "sure"
    assert sureness(place_answer(analysis, 1.0, end_s)) == word


def test_the_window_names_every_doubt_that_a_command_names() -> None:
    short = of_length(SHORT_S)
    short = replace(short, file=replace(short.file, sample_rate_hz=8000))
    named = [warning.id for warning in answer_warnings(short)]
    assert "warning.short_speech" in named
    assert "warning.telephone_band" in named
    assert [message.id for message in advice(short)] == named
