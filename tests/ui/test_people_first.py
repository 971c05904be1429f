"""What people said comes first in every view, and an annotation names its speaker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.interpretation import InterpretationSettings, interpret, scores_of
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project import changes, items
from ser_desktop.ui.annotations.annotation_model import COLUMNS as ANNOTATION_COLUMNS
from ser_desktop.ui.recordings.display_name import display_name
from ser_desktop.ui.recordings.overview_model import COLUMNS as OVERVIEW_COLUMNS
from ser_desktop.ui.recordings.overview_model import OverviewModel
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_filter import RecordingsFilter
from ser_desktop.ui.recordings.recordings_list import _chip_labels, _second_line
from ser_desktop.ui.recordings.status_text import row_message
from ser_desktop.ui.result.segments_model import COLUMNS, YOURS
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.timeline.ribbon_place import place_text
from tests.support.made_analysis import made_analysis
from tests.ui.test_annotations import annotate

HER, HIM = "speaker-1", "speaker-2"


def talk(path: Path) -> Analysis:
    """Sad speech, a word of 0.3 s that sounds angry, and happy speech."""
    silence = [NO_SPEECH] * 3
    labels = [("sad", 0.7)] * 9 + silence + [("angry", 0.95)] + silence + [("happy", 0.6)] * 8
    scores = scores_of(made_analysis(labels, path=str(path)))
    speech = ((0.0, 10.8), (13.2, 13.5), (16.4, 25.8))
    track = replace(scores.tracks[0], speech=speech)
    settings = InterpretationSettings(segments=SegmentOptions(1))
    return interpret(replace(scores, tracks=(track,)), settings)


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Recording:
    """A take with two speakers, who speak in turn."""
    window.resize(1366, 900)
    path = tmp_path / "Take 2026-11-20 09.30.15.wav"
    analysis = talk(path)
    n_samples = round(analysis.file.duration_s * 8000)
    soundfile.write(path, np.random.default_rng(0).standard_normal(n_samples) * 0.05, 8000)
    window.controller.open([path])
    recording = window.controller.recordings.rows()[0]
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    document = recording.document
    document.raw_analyses = document.displayed_analyses = (analysis,)
    document.turns = (SpeakerTurn(HER, 0.0, 6.0), SpeakerTurn(HIM, 6.0, 26.0))
    document.speakers = {HER: items.Speaker("g", "Guest"), HIM: items.Speaker("h", "Host")}
    window.controller.library.touch([recording])
    return recording


def label(window: MainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None
    return found.text()


def analysis_of(recording: Recording) -> Analysis:
    assert recording.analysis is not None
    return recording.analysis


def test_the_headline_of_a_segment_is_what_people_said(
    window: MainWindow, shown: Recording
) -> None:
    sad = analysis_of(shown).segments[0]
    window.finder.go_to_segment(sad)
    assert label(window, "resultEmotion") == "Sad"
    one = annotate(window, "fearful", sad.span_s)
    assert label(window, "resultEmotion") == "Fearful"
    assert "Model: sad (70" in label(window, "resultAlso")
    assert label(window, "resultConfidence") == "Annotated by you"
    assert window.result.header.chip.labels == ("fearful",)
    window.annotations.edit(one, replace(one, intensity=0.8))
    assert label(window, "resultWord").startswith("Intensity 80")
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    assert label(window, "resultEmotion") == "Sad"
    assert "Model" not in label(window, "resultAlso")
    assert "70" in label(window, "resultConfidence")


def test_a_small_part_is_named_as_one(window: MainWindow, shown: Recording) -> None:
    sad = analysis_of(shown).segments[0]
    annotate(window, "fearful", (2.0, 4.0))
    window.finder.go_to_segment(sad)
    assert label(window, "resultEmotion") == "Sad"
    assert window.segments.rows.index(0, YOURS).data() == "part: fearful"
    assert "part: fearful" in window.result.moments.list.item(0).text()
    assert row_message(shown).id == "recordings.row_partly_annotated"


def test_raters_who_disagree_are_seen_to(window: MainWindow, shown: Recording) -> None:
    sad = analysis_of(shown).segments[0]
    one = annotate(window, "fearful", sad.span_s)
    other = replace(one, id=items.new_id(), labels={"angry": 1.0}, rater="ben")
    window.controller.project.push(changes.add_annotations([other]))
    assert label(window, "resultEmotion") in ("Fearful or angry?", "Angry or fearful?")
    assert "ben" in label(window, "resultConfidence")
    blind = replace(other, id=items.new_id(), labels={"calm": 1.0}, rater="eve", origin="blind")
    window.controller.project.push(changes.delete_annotations([other]))
    window.controller.project.push(changes.add_annotations([blind]))
    assert label(window, "resultEmotion") == "Fearful", "the rating of another is not revealed"


def test_a_recording_is_called_what_people_called_its_speech(
    window: MainWindow, shown: Recording
) -> None:
    rows = RecordingsFilter()
    rows.setSourceModel(window.controller.recordings)
    overview = OverviewModel(window.controller.recordings)
    assert display_name(shown) == "09:30:15 · mostly sad"
    annotate(window, "disgust", (0.0, 11.0))
    window.controller.transport.choose_span(None)
    overview.refresh()
    assert label(window, "resultEmotion") == "Disgust", "11 s of 21 s of speech, of 25 s"
    assert str(row_message(shown)).startswith("disgust · model: ")
    assert _second_line(shown)[1] == "", "a number would seem to be the annotation's"
    assert _chip_labels(shown) == ["disgust"]
    assert display_name(shown) == "09:30:15 · disgust"
    rows.set_state("disgust")
    assert rows.rowCount() == 1
    strongest = overview.data(overview.index(0, OVERVIEW_COLUMNS.index("strongest")))
    assert strongest.startswith("0:00.0 disgust · model: sad 70")


def test_a_guess_looks_and_sorts_as_one(window: MainWindow, shown: Recording) -> None:
    (guess,) = (s for s in analysis_of(shown).segments if s.label == UNCERTAIN)
    table, rows = window.segments, window.segments.rows
    column = COLUMNS.index("confidence")
    window.segments.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    found = [rows.segment(row).label for row in range(rows.rowCount())]
    assert found == ["sad", "happy", UNCERTAIN], "95 % of a guess is no first place"
    last = rows.index(rows.rowCount() - 1, column)
    assert last.data() == "–"
    assert "half a second" in last.data(Qt.ItemDataRole.ToolTipRole)
    assert "95" not in place_text(guess)
    window.links.choose_emotion("angry")
    assert window.finder.moments == []
    assert table.isVisible()


def test_an_annotation_names_its_speaker_and_takes_another(
    window: MainWindow, shown: Recording
) -> None:
    one = annotate(window, "calm", (5.0, 8.0))
    card, item = window.result.annotation_card, window.timeline._tracks.annotations.item
    assert one.track == HIM
    assert card.whose.text() == "Host"
    assert item.words_for(one, "calm")[0] == "calm · Host"
    assert window.notices.ids == ["annotation.filed"]
    actions = {a.text(): a for a in card.whose.menu().actions()}
    assert list(actions) == ["Everybody", "Guest", "Host"]
    actions["Guest"].trigger()
    (kept,) = window.controller.project.store.annotations()
    assert (kept.track, card.whose.text()) == (HER, "Guest")
    window.actions_["undo"].trigger()
    (kept,) = window.controller.project.store.annotations()
    assert kept.track == HIM
    model = window.annotation_table.rows
    cell = model.index(0, ANNOTATION_COLUMNS.index("track"))
    assert cell.data() == "Host"
    assert model.setData(cell, "mix")
    assert cell.data() == "Everybody"
    assert not model.setData(cell, "speaker-9"), "nobody is called so"


def test_with_a_speaker_chosen_it_is_that_speaker_s(window: MainWindow, shown: Recording) -> None:
    analysis = analysis_of(shown)
    tracks = [
        replace(
            analysis.tracks[0], name=name, speaker=name, turns=shown.document.turns[at : at + 1]
        )
        for at, name in enumerate((HER, HIM))
    ]
    whole = replace(analysis, further_tracks=tuple(tracks))
    shown.document.raw_analyses = shown.document.displayed_analyses = (whole,)
    window.controller.library.touch([shown])
    window.controller.choose_speaker(HER)
    one = annotate(window, "calm", (5.0, 9.0))
    assert one.track == HER, "although the other speaks longer there"
    assert window.notices.ids == []


def test_the_menu_of_a_drawn_stretch_says_whose_it_becomes(
    window: MainWindow, shown: Recording
) -> None:
    window.annotating._on_drawn(5.0, 8.0, QPoint(10, 10))
    menu = window.findChild(QMenu, "annotationMenu")
    assert menu is not None
    first = menu.actions()[0]
    assert (first.text(), first.isEnabled()) == ("For Host", False)
    menu.close()
