"""With one speaker chosen every view is of that speaker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.results import Analysis, Track
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.timeline.dimmed_time import between
from tests.support.made_analysis import made_analysis
from tests.ui.test_lanes import with_speakers

HER = "speaker-1"


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Recording:
    """Two speakers, of whom one is sad."""
    window.resize(1366, 900)
    path = tmp_path / "two.wav"
    whole = made_analysis(["happy"] * 10 + ["angry"] * 10, path=str(path))
    sad = made_analysis(["sad"] * 20, path=str(path))
    analysis = with_answers_of(with_speakers(whole), sad.tracks[0])
    n_samples = round(whole.file.duration_s * 8000)
    soundfile.write(path, np.random.default_rng(0).standard_normal(n_samples) * 0.05, 8000)
    window.controller.open([path])
    recording = window.controller.recordings.rows()[0]
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=20_000)
    recording.document.raw_analyses = recording.document.displayed_analyses = (analysis,)
    window.controller.library.touch([recording])
    return recording


def with_answers_of(found: Analysis, her: Track) -> Analysis:
    """Give the first speaker the answers of another track."""
    first, second = found.further_tracks
    turns = (SpeakerTurn(HER, 2.0, 5.0), SpeakerTurn(HER, 8.0, 9.0))
    answered = replace(her, name=first.name, speaker=first.speaker, turns=turns)
    return replace(found, further_tracks=(answered, second))


def drawn_labels(window: MainWindow) -> set[str]:
    return {segment.label for segment in window.timeline._tracks.emotions._segments}


def scope(window: MainWindow) -> str:
    found = window.findChild(QLabel, "resultScope")
    assert found is not None
    return found.text()


def test_pictures_panel_table_and_moments_are_of_the_chosen_speaker(
    window: MainWindow, shown: Recording
) -> None:
    assert drawn_labels(window) == {"happy", "angry"}
    assert "1" not in scope(window)
    window.controller.choose_speaker(HER)
    tracks = window.timeline._tracks
    assert drawn_labels(window) == {"sad"}
    assert tracks.emotions.ribbon.bar.text.endswith(HER), "the ribbon says whose it is"
    assert scope(window).endswith(HER)
    assert {moment.label for moment in window.finder.moments} == {"sad"}
    table = window.segments.rows
    assert {table.segment(row).label for row in range(table.rowCount())} == {"sad"}
    assert {row.segment.label for row in window.segments.shown_rows()} == {"sad"}, (
        "as exports have them"
    )
    assert tracks.speakers.item._focus == HER
    window.controller.choose_speaker("")
    assert drawn_labels(window) == {"happy", "angry"}
    assert all(veil.spans_s == () for veil in tracks.veils)


def test_the_time_of_the_others_is_dimmed(window: MainWindow, shown: Recording) -> None:
    window.controller.choose_speaker(HER)
    for veil in window.timeline._tracks.veils:
        assert (5.0, 8.0) in veil.spans_s
        assert len(veil.spans_s) == 3


def test_the_time_between_spans_that_overlap() -> None:
    gaps = between([(4.0, 6.0), (1.0, 5.0), (8.0, 9.0)])
    assert [(a, b) for a, b in gaps if a > 0 and b < 100] == [(6.0, 8.0)]
    assert gaps[0][1] == 1.0
    assert gaps[-1][0] == 9.0


def test_annotations_of_the_others_are_dimmed_and_not_listed(
    window: MainWindow, shown: Recording
) -> None:
    window.controller.transport.choose_span((12.0, 14.0))
    window.actions_["annotate_happy"].trigger()
    table = window.annotation_table.model()
    assert table is not None
    assert table.rowCount() == 1
    window.controller.choose_speaker("speaker-2")
    item = window.timeline._tracks.annotations.item
    assert item._focus == "speaker-2"
    assert len(item.annotations) == 1, "it is still drawn, dimmed"
    assert table.rowCount() == len(shown.of_focus(window.annotations.shown)) == 0
    window.controller.choose_speaker("")
    assert table.rowCount() == 1


def test_escape_goes_back_to_everybody(window: MainWindow, shown: Recording) -> None:
    window.controller.choose_speaker(HER)
    window.controller.transport.choose_span((2.0, 3.0))
    QTest.keyClick(window.timeline, Qt.Key.Key_Escape)
    assert shown.view.selection_s is None
    assert shown.view.speaker == HER
    QTest.keyClick(window.timeline, Qt.Key.Key_Escape)
    assert shown.view.speaker == ""
