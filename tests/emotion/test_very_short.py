"""A moment of sound gives a guess, and everything that shows it says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ser_desktop.emotion.doubt import answer_warnings, is_guess, shown_label, sureness
from ser_desktop.emotion.headline import headline_of
from ser_desktop.emotion.interpretation import InterpretationSettings, interpret, scores_of
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.moments import alternatives, ranked_moments, strongest_moments
from ser_desktop.emotion.places import place_answer, segment_answer
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.emotion.stretches import stretches_of
from ser_desktop.emotion.summary import summarise
from ser_desktop.export import audacity, json_lines, text_table
from ser_desktop.export.project.content import ExportOptions, ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.export.project.segment_rows import segment_rows
from ser_desktop.export.subrip import caption
from ser_desktop.project.store import ProjectStore
from ser_desktop.ui.result.advice import advice, sureness_message
from ser_desktop.ui.result.result_header import also_message
from tests.support.made_analysis import made_analysis
from tests.support.projects import add_recording, annotation

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
    assert alternatives(short.overall) == ("angry",)
    headline = headline_of(short)
    assert (headline.label, headline.text()) == ("uncertain", "angry?")
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


def with_a_short_word() -> Analysis:
    """Five seconds of sad speech, a pause, and a word of 0.3 s that sounds angry."""
    labels = [("sad", 0.9)] * 5 + [NO_SPEECH] * 3 + [("angry", 0.95)] + [NO_SPEECH] * 2
    scores = scores_of(made_analysis(labels))
    track = replace(scores.tracks[0], speech=((0.0, 7.0), (9.2, 9.5)))
    settings = InterpretationSettings(segments=SegmentOptions(1))
    return interpret(replace(scores, tracks=(track,)), settings)


def test_a_segment_with_little_speech_is_uncertain_and_keeps_its_probabilities() -> None:
    analysis = with_a_short_word()
    spoken = [s for s in analysis.segments if s.label != NO_SPEECH]
    assert [s.label for s in spoken] == ["sad", UNCERTAIN]
    assert [is_guess(s) for s in spoken] == [False, True]
    assert spoken[1].speech_s == pytest.approx(0.3)
    assert max(spoken[1].probabilities) == spoken[1].confidence == pytest.approx(0.95)
    answer = segment_answer(analysis, spoken[1])
    assert alternatives(answer)[0] == "angry"
    assert sureness(answer) == "unsure"


def test_a_segment_with_little_speech_is_in_no_ranking() -> None:
    analysis = with_a_short_word()
    assert ranked_moments(analysis, "angry") == []
    assert [moment.label for moment in ranked_moments(analysis, "sad")] == ["sad"]
    assert [moment.label for moment in strongest_moments(analysis)] == ["sad"]
    assert [stretch.label for stretch in stretches_of(analysis.segments)] == ["sad"]
    assert summarise(analysis.segments).changes == 0


def test_files_say_that_a_segment_is_a_guess(tmp_path: Path) -> None:
    analysis = with_a_short_word()
    (short,) = (s for s in analysis.segments if is_guess(s))
    segments = json.loads(json_lines.render(analysis))["segments"]
    assert [s["label"] for s in segments if s["label"] != NO_SPEECH] == ["sad", UNCERTAIN]
    assert "angry" not in audacity.render(analysis)
    assert caption(short)[2] == UNCERTAIN, "without the number that it does not deserve"
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        recording = add_recording(store, "a", ["sad"])
        store.put(annotation("short", short.start_s, short.end_s, labels={"happy": 1.0}))
        content = ProjectContent(store, ExportOptions(), lambda _recording: analysis)
        rows = list(segment_rows(content))
        assert [row["label"] for row in rows if row["annotation"]] == [UNCERTAIN, UNCERTAIN]
        (page,) = export_project(content, PROJECT_FORMATS["html"], tmp_path)
    report = page.read_text("utf-8")
    assert 'fill="url(#uncertain)"' in report
    assert "95%" not in report
    assert recording.id == "a"
