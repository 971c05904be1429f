"""Rating blind, agreement, speakers, consent and exports of a project, by the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QTableWidgetItem
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.project import changes
from ser_desktop.project.model_answers import model_answer
from ser_desktop.project.store import ProjectStore
from ser_desktop.rating.round import rating, stretches
from ser_desktop.speakers.diarization.diarize import Diarization, SpeakerVoice
from ser_desktop.ui.export.export_all_dialog import ExportAllDialog
from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog
from ser_desktop.ui.rating.agreement_dialog import AgreementDialog
from ser_desktop.ui.rating.rating_dialog import RatingDialog
from ser_desktop.ui.recordings.notes_dialog import NotesDialog
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers import find_speakers as find_module
from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog
from ser_desktop.ui.speakers.project_speakers_dialog import COLUMNS, ProjectSpeakersDialog
from tests.support.projects import add_recording
from tests.ui.test_accessible import faults
from tests.ui.test_annotations import annotate
from tests.ui.test_annotations import shown as shown
from tests.ui.test_projects import reopened, settle


@pytest.fixture
def rated(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """A project of thirty made recordings, each of one emotion."""
    path = tmp_path / "rated.serproj"
    with ProjectStore.create(path) as store:
        for n in range(30):
            add_recording(store, f"r{n}", [EMOTIONS[n % 8]] * 3, confidence=0.6 + 0.01 * n)
    window.controller.project.open(path)
    qtbot.waitUntil(lambda: window.controller.recordings.rowCount() == 30, timeout=10_000)
    settle(window, qtbot)
    return window


def started(window: MainWindow, rater: str, n: int = 20) -> RatingDialog:
    """The rating dialog, at its first stretch."""
    window.actions_["rate_blind"].trigger()
    dialog = window.findChildren(RatingDialog)[-1]
    assert faults(dialog) == []
    dialog.rater.setText(rater)
    dialog.number.setValue(n)
    dialog.start()
    return dialog


def test_rating_takes_keys_alone_and_says_nothing_of_the_model(rated: MainWindow) -> None:
    dialog = started(rated, "ann")
    assert len(dialog.left) == 20
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "%" not in texts
    assert ".wav" not in texts, "a name can give the answer away"
    first = dialog.left[0]
    for key in (Qt.Key.Key_5, Qt.Key.Key_0, Qt.Key.Key_Backspace):
        QTest.keyClick(dialog, key)
    (given,) = rated.controller.project.store.annotations()
    assert (given.label, given.origin, given.rater) == ("angry", "blind", "ann")
    assert (given.recording_id, given.start_s) == (first.recording_id, first.start_s)
    dialog.reject()
    again = started(rated, "ann")
    assert len(again.left) == 19, "it goes on where it was left"
    again.reject()
    other = started(rated, "ben")
    assert {s.key for s in other.left} == {s.key for s in stretches(rated.controller.project.store)}
    other.reject()


def test_without_a_name_nobody_rates(rated: MainWindow) -> None:
    dialog = started(rated, " ")
    assert dialog.message.ids == ["rate.needs_name"]
    assert dialog.left == []
    dialog.reject()


def test_the_threshold_of_agreement_can_be_stored_and_removed(
    rated: MainWindow, qtbot: QtBot
) -> None:
    control = rated.controller
    started(rated, "ann", 30).reject()
    store = control.project.store
    rows = {row.document.item.id: row for row in control.recordings.rows() if row.document.item}
    given = []
    for number, stretch in enumerate(stretches(store)):
        analysis = rows[stretch.recording_id].analysis
        assert analysis is not None
        said = model_answer(analysis, stretch.track, stretch.start_s, stretch.end_s).top[0]
        given.append(rating(stretch, "ann", {said if number % 4 else "calm": 1.0}))
    control.project.push(changes.add_annotations(given))
    rated.actions_["agreement"].trigger()
    (dialog,) = rated.findChildren(AgreementDialog)
    settle(rated, qtbot)
    assert faults(dialog) == []
    assert "0." in dialog.page.toPlainText()
    dialog.asked.setValue(70)
    assert dialog.message.ids == ["agreement.threshold"]
    button = dialog.findChild(QPushButton, "takeThreshold")
    assert button is not None
    button.click()
    settle(rated, qtbot)
    kept = store.setting("threshold")
    assert kept["n_ratings"] == len(given)
    assert control.library.interpretation.uncertain_below == kept["uncertain_below"]
    control.undo()
    assert store.setting("threshold") is None
    assert control.library.interpretation.project_threshold is None
    dialog.reject()


TURNS = (
    SpeakerTurn("speaker-1", 0.0, 3.0),
    SpeakerTurn("speaker-2", 3.0, 7.0),
    SpeakerTurn("speaker-1", 7.0, 9.5),
)


@pytest.fixture
def two_found(
    window: MainWindow, shown: Recording, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Recording:
    """The sample, with two speakers found in it."""
    voices = tuple(SpeakerVoice(f"speaker-{n}", np.full(4, 0.5, np.float32), 4.0) for n in (1, 2))
    monkeypatch.setattr(find_module, "diarize", lambda *_a, **_k: Diarization(TURNS, voices))
    window.actions_["find_speakers"].trigger()
    (dialog,) = window.findChildren(FindSpeakersDialog)
    assert faults(dialog) == []
    button = dialog.findChild(QPushButton, "startSpeakers")
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: dialog.message.ids == ["speakers.found"], timeout=10_000)
    dialog.reject()
    settle(window, qtbot)
    return shown


def test_speakers_are_lanes_that_last(
    window: MainWindow, two_found: Recording, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    assert two_found.analysis is not None
    assert [t.name for t in two_found.analysis.tracks] == ["mix", "speaker-1", "speaker-2"]
    assert {s.name for s in two_found.document.speakers.values()} == {"Speaker 1", "Speaker 2"}
    track = window.timeline._tracks.speakers
    assert track.lane.shown
    assert len(track.item.tracks) == 2
    assert annotate(window, "sad", (4.0, 6.0)).track == "speaker-2", "who speaks there"
    again = reopened(window, make_window, qtbot)
    (row,) = again.controller.recordings.rows()
    assert row.document.turns == TURNS
    assert len(again.timeline._tracks.speakers.item.tracks) == 2


def test_speakers_are_renamed_and_merged(window: MainWindow, two_found: Recording) -> None:
    window.actions_["project_speakers"].trigger()
    (dialog,) = window.findChildren(ProjectSpeakersDialog)
    assert faults(dialog) == []
    item = dialog.table.item(0, COLUMNS.index("name"))
    assert isinstance(item, QTableWidgetItem)
    item.setText("Guest")
    assert two_found.document.speakers["speaker-1"].name == "Guest"
    dialog.table.selectAll()
    dialog.merge()
    assert {s.name for s in two_found.document.speakers.values()} == {"Guest"}
    dialog.reject()
    window.actions_["undo"].trigger()
    assert {s.name for s in two_found.document.speakers.values()} == {"Guest", "Speaker 2"}


def test_exports_contain_consent_and_notes(
    window: MainWindow, shown: Recording, qtbot: QtBot, tmp_path: Path
) -> None:
    annotate(window, "fearful", (1.0, 3.0))
    window.actions_["notes"].trigger()
    (notes,) = window.findChildren(NotesDialog)
    assert faults(notes) == []
    notes.consent.setCurrentIndex(notes.consent.findData("given"))
    notes.note.setPlainText("second visit")
    notes.accept()
    window.actions_["export_project"].trigger()
    (dialog,) = window.findChildren(ExportProjectDialog)
    assert faults(dialog) == []
    for name, tick in dialog.formats.items():
        tick.setChecked(name in ("jsonl", "eaf", "csv"))
    dialog._folder.setText(str(tmp_path / "out"))
    dialog._start()
    settle(window, qtbot)
    assert dialog.message.ids == ["export_all.written"]
    dialog.reject()
    (line,) = next((tmp_path / "out").glob("*.jsonl")).read_text("utf-8").splitlines()
    item = json.loads(line)
    assert (item["consent"], item["note"]) == ("given", "second visit")
    assert item["annotations"][0]["labels"] == {"fearful": 1.0}
    assert item["overall"]["label"]


def test_every_export_of_the_window_carries_both(
    window: MainWindow, shown: Recording, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    annotate(window, "disgust", (1.0, 3.0))
    assert shown.analysis is not None
    said = {segment.label for segment in shown.analysis.segments} - {"no speech"}
    for name, wanted in EXPORT_FORMATS.items():
        path = tmp_path / f"one-{name}{wanted.suffix}"
        chosen = f"{wanted.title} (*{wanted.suffix})"
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, to=path, by=chosen: (str(to), by)
        )
        window.actions_["export"].trigger()
        text = path.read_text("utf-8")
        assert "disgust" in text, name
        assert any(label in text for label in said), name
    window.actions_["export_all"].trigger()
    (dialog,) = window.findChildren(ExportAllDialog)
    dialog._folder.setText(str(tmp_path))
    for tick in dialog.findChildren(QCheckBox):
        tick.setChecked(True)
    dialog._start()
    settle(window, qtbot)
    dialog.reject()
    summary = (tmp_path / "emotions.csv").read_text("utf-8").splitlines()
    assert summary[0].endswith(",annotation,rater")
    assert ",disgust," in summary[1]
    assert "disgust" in (tmp_path / "sample.srt").read_text("utf-8")


def test_two_days_of_a_researcher(
    window: MainWindow, shown: Recording, make_window: Callable[[], MainWindow], qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    """Find a moment, disagree, correct, rate, close; go on the next day; export."""
    assert shown.analysis is not None
    window.links.choose_emotion(shown.analysis.overall.top[0])
    window.actions_["next_moment"].trigger()
    window.actions_["annotate_fearful"].trigger()
    (mine,) = window.annotations.shown
    assert window.controller.project.save_as(tmp_path / "study.serproj")
    dialog = started(window, "ann", 2)
    first = len(dialog.left)
    dialog.rate("sad")
    dialog.reject()
    again = reopened(window, make_window, qtbot)
    assert again.controller.project.name == "study"
    assert mine in again.annotations.shown
    second = started(again, "ann")
    assert len(second.left) == first - 1
    while second.left:
        second.rate("sad")
    second.reject()
    again.annotations.choose(mine)
    again.actions_["nudge_forth"].trigger()
    again.actions_["export_project"].trigger()
    (export,) = again.findChildren(ExportProjectDialog)
    export._folder.setText(str(tmp_path / "out"))
    export._start()  # ELAN and Excel
    settle(again, qtbot)
    assert export.message.ids == ["export_all.written"]
    export.reject()
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".eaf", ".xlsx"}
