"""One place has one span and one number in every view of the window."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.moments import Moment
from ser_desktop.emotion.results import Analysis, SegmentOptions, Track
from ser_desktop.emotion.stretches import stretches_of
from ser_desktop.export.json_lines import analysis_object
from ser_desktop.ui.annotations.annotation_model import COLUMNS as ANNOTATION_COLUMNS
from ser_desktop.ui.recordings.overview_model import COLUMNS as OVERVIEW_COLUMNS
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import row_message, status_message
from ser_desktop.ui.result.segments_model import COLUMNS, YOURS
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers.compare_speakers_dialog import CompareSpeakersDialog
from ser_desktop.ui.toolkit.number_text import confidence_text
from tests.support.made_analysis import made_analysis

BURST = [("angry", 0.95), ("angry", 0.6), ("angry", 0.8)]
LABELS = [
    *[("happy", 0.7)] * 20,
    *BURST,
    *[("happy", 0.8)] * 10,
    *[NO_SPEECH] * 5,
    *BURST[::-1],
    ("angry", 0.7),
    *[("sad", 0.6)] * 30,
]


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Recording:
    """A recording of more than a minute, with smoothed segments, in a window with room."""
    window.resize(1366, 900)
    path = tmp_path / "interview.wav"
    made = made_analysis(LABELS, path=str(path))
    n_samples = round(made.file.duration_s * 8000)
    soundfile.write(path, np.random.default_rng(0).standard_normal(n_samples) * 0.05, 8000)
    window.controller.open([path])
    recording = window.controller.recordings.rows()[0]
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    analysis = with_settings(made, None, SegmentOptions(smoothing_windows=3))
    recording.document.raw_analyses = recording.document.displayed_analyses = (analysis,)
    window.controller.library.touch([recording])
    return recording


def analysis_of(recording: Recording) -> Analysis:
    assert recording.analysis is not None
    return recording.analysis


def label(window: MainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def numbers(text: str) -> list[str]:
    """The percentages in a text."""
    return re.findall(r"\d+\u202f%", text)


def row_of(window: MainWindow, moment: Moment, column: str) -> str:
    """A cell of the selected row of the segment table."""
    rows = window.segments.rows
    row = window.segments.currentIndex().row()
    assert rows.segment(row) == moment.segment
    text: str = rows.index(row, COLUMNS.index(column)).data()
    return text


def told_at(window: MainWindow, seconds: float) -> str:
    """What the status line tells of a place on the ribbon."""
    box = window.timeline._tracks.emotions.plots[0].getViewBox()
    place = box.mapViewToScene(QPointF(seconds, 0.1))
    return window.timeline.pointer.read_out(seconds, place)


def test_a_moment_has_one_span_and_one_number_everywhere(
    window: MainWindow, shown: Recording
) -> None:
    window.links.choose_emotion("angry")
    first = window.finder.moments[0]
    number = confidence_text(first.confidence)
    window.actions_["next_moment"].trigger()
    said = window.result.moments.list.item(0)
    assert shown.view.selection_s == first.span_s
    # The list of moments, panel, table and pictures.
    assert numbers(said.text()) == [number]
    assert label(window, "resultScope").startswith("SEGMENT")
    assert numbers(label(window, "resultConfidence")) == [number]
    assert f"angry {number}" in window.result.bars.text()
    assert row_of(window, first, "confidence") == number
    assert numbers(told_at(window, first.start_s + 0.1)) == [number]
    # The overview of all recordings.
    overview = window.overview._model
    overview.refresh()
    strongest = overview.index(0, OVERVIEW_COLUMNS.index("strongest")).data()
    by_number = sorted(window.finder.moments, key=lambda m: -m.confidence)
    facts = overview.facts(shown)
    assert facts is not None
    assert facts.strongest is not None
    assert numbers(strongest) == [confidence_text(facts.strongest.confidence)]
    assert facts.strongest.segment in analysis_of(shown).segments
    assert by_number[0] == first
    # JSON.
    written = analysis_object(analysis_of(shown))["segments"]
    (same,) = [s for s in written if s["start_s"] == pytest.approx(first.start_s)]
    assert confidence_text(same["confidence"]) == number
    # What a person says of it.
    window.actions_["annotate_fearful"].trigger()
    (annotation,) = window.annotations.shown
    assert (annotation.start_s, annotation.end_s) == first.span_s
    assert numbers(label(window, "annotationFacts")) == [number]
    table = window.annotation_table.model()
    assert table is not None
    answer = table.index(0, ANNOTATION_COLUMNS.index("model")).data()
    assert answer == f"angry {number}"


def test_a_correction_marks_its_own_segment_and_moment(
    window: MainWindow, shown: Recording
) -> None:
    window.links.choose_emotion("angry")
    window.actions_["next_moment"].trigger()
    first = window.finder.moments[0]
    window.actions_["annotate_fearful"].trigger()
    rows = window.segments.rows
    marked = [
        rows.segment(row)
        for row in range(rows.rowCount())
        if rows.index(row, YOURS).data() == "fearful"
    ]
    assert marked == [first.segment], "not the neighbours"
    row = window.result.moments.list.item(0)
    assert f"fearful · model: angry {confidence_text(first.confidence)}" in row.text()
    assert "fearful" in row.data(Qt.ItemDataRole.AccessibleTextRole)
    other = window.result.moments.list.item(1)
    assert "model" not in other.text()
    window.actions_["undo"].trigger()
    assert "fearful" not in row.text()


def test_a_moment_chosen_in_the_table_is_the_current_one(
    window: MainWindow, shown: Recording
) -> None:
    window.links.choose_emotion("angry")
    last = window.finder.moments[-1]
    window.finder.go_to_segment(last.segment)
    assert window.finder.at == len(window.finder.moments) - 1
    window.finder.go_to((1.0, 2.5))
    assert window.finder.at == len(window.finder.moments) - 1, "any other place changes nothing"


@pytest.fixture
def two_speakers(window: MainWindow, shown: Recording) -> Recording:
    """The recording with the track of a speaker, who says the second half of it."""
    whole = analysis_of(shown)
    alone = made_analysis([NO_SPEECH] * 40 + [("angry", 0.65)] * (len(LABELS) - 40))
    track = Track("speaker-1", None, alone.overall, alone.windows, alone.segments, "speaker-1")
    shown.document.displayed_analyses = (replace(whole, further_tracks=(track,)),)
    window.controller.library.touch([shown])
    return shown


def test_a_segment_of_a_speaker_is_shown_with_the_answers_of_that_speaker(
    window: MainWindow, two_speakers: Recording
) -> None:
    of_all, of_one = (track.segments for track in analysis_of(two_speakers).tracks)
    window.timeline.segment_chosen.emit(of_one[-1])
    assert two_speakers.view.speaker == "speaker-1"
    number = confidence_text(of_one[-1].confidence)
    assert numbers(label(window, "resultConfidence")) == [number]
    assert window.segments.rows.segment(window.segments.currentIndex().row()) is of_one[-1]
    window.actions_["annotate_sad"].trigger()
    assert window.annotations.shown[0].duration_s == of_one[-1].end_s - of_one[-1].start_s
    window.timeline.segment_chosen.emit(of_all[0])
    assert two_speakers.view.speaker == "", "everybody's segment is of everybody"
    assert numbers(label(window, "resultConfidence")) == [confidence_text(of_all[0].confidence)]
    window.timeline.pointer.stretch_chosen.emit(stretches_of(of_one)[0])
    assert two_speakers.view.speaker == "speaker-1"


def test_back_at_everybody_a_segment_is_that_of_everybody(
    window: MainWindow, two_speakers: Recording
) -> None:
    of_all, of_one = (track.segments for track in analysis_of(two_speakers).tracks)
    window.timeline.segment_chosen.emit(of_one[-1])
    window.controller.choose_speaker("")
    row = window.segments.rows.segment(window.segments.currentIndex().row())
    assert row in of_all
    assert two_speakers.view.selection_s == row.span_s
    assert numbers(label(window, "resultConfidence")) == [confidence_text(row.confidence)]
    scope = label(window, "resultScope")
    assert "speaker-1" not in scope


def test_everybody_s_segment_has_everybody_s_answer_in_the_card(
    window: MainWindow, two_speakers: Recording
) -> None:
    of_all = analysis_of(two_speakers).segments
    window.finder.go_to_segment(of_all[0])
    window.actions_["annotate_sad"].trigger()
    number = confidence_text(of_all[0].confidence)
    assert numbers(label(window, "annotationFacts")) == [number]
    assert numbers(label(window, "resultAlso")) == [number]
    assert label(window, "resultEmotion") == "Sad", "the annotation comes first"


def test_a_moment_of_a_speaker_is_gone_to_from_the_comparison(
    window: MainWindow, two_speakers: Recording
) -> None:
    window.work_dialogs.compare_speakers()
    dialog = window.findChildren(CompareSpeakersDialog)[-1]
    segment = analysis_of(two_speakers).tracks[1].segments[-1]
    link = f"#{segment.start_s:.3f}/{segment.end_s:.3f}/speaker-1"
    assert link in dialog.page.toHtml()
    shown = dialog.page.document().toRawText()
    assert re.search(r"\d\u00a0%", shown), "a number and its unit stay on one line"
    assert not re.search(r"\d[ \u202f]%", shown)
    dialog.page.anchorClicked.emit(QUrl(link))
    assert two_speakers.view.speaker == "speaker-1"
    assert two_speakers.view.selection_s == pytest.approx(segment.span_s)
    assert label(window, "resultScope").startswith("SEGMENT")


def test_moments_are_marked_on_the_strip_of_the_whole_and_can_be_clicked(
    window: MainWindow, shown: Recording, qtbot: QtBot
) -> None:
    window.links.choose_emotion("angry")
    marks = window.timeline.moment_marks
    assert list(marks.moments) == list(window.finder.moments)
    second = marks.moments[1]
    assert marks.rank_at(second.start_s + 0.1, 0.0) == 1
    assert marks.rank_at(0.5, 0.0) == -1
    box = window.timeline._tracks.overview.plot.getViewBox()
    low = box.viewRange()[1][0]
    at = window.timeline.mapFromScene(
        box.mapViewToScene(QPointF(sum(second.span_s) / 2, low * 0.9))
    )
    QTest.mouseClick(window.timeline.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown.view.selection_s == second.span_s
    assert window.finder.at == 1


def test_a_few_annotations_leave_the_headline_to_the_answer(
    window: MainWindow, shown: Recording
) -> None:
    before = str(row_message(shown))
    for moment in window.finder.moments[:2]:
        window.finder.go_to(moment.span_s)
        window.actions_["annotate_fearful"].trigger()
    assert str(row_message(shown)) == f"{before} · 2 annotations"
    overview = window.overview._model
    overview.refresh()
    assert overview.index(0, OVERVIEW_COLUMNS.index("answer")).data() == before
    window.controller.transport.choose_span(None)
    assert label(window, "annotationLabel") == "2 annotations"


def test_shares_are_the_same_in_panel_overview_and_list(
    window: MainWindow, shown: Recording
) -> None:
    box = window.overview.findChild(QComboBox, "overviewMeasure")
    assert box is not None
    model, sad = window.overview._model, OVERVIEW_COLUMNS.index("sad")
    model.refresh()
    mean = model.index(0, sad).data()
    at = analysis_of(shown).model.labels.index("sad")
    assert mean == f"{round(100 * analysis_of(shown).overall.probabilities[at])}"  # type: ignore[index]
    box.setCurrentIndex(box.findData("shares"))
    box.activated.emit(box.currentIndex())
    share = model.index(0, sad).data()
    assert share != mean
    assert f"sad {share}\u202f%" in window.result.bars.text()
    assert f"sad {share}\u202f%" in str(status_message(shown))
    tip = model.index(0, sad).data(Qt.ItemDataRole.ToolTipRole)
    assert f"mean probability {mean}" in tip
    assert f"share of speech time {share}" in tip


def test_what_is_this_says_that_the_strongest_are_picked(
    window: MainWindow, shown: Recording
) -> None:
    window.actions_["next_moment"].trigger()
    window.dialogs.meaning()
    text = label(window, "meaningText")
    assert confidence_text(window.finder.moments[0].confidence) in text
    assert "by chance" in text
