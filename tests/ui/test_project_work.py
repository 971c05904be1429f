"""Rating blind, agreement, speakers, consent and exports of a project, by the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QMenu, QPushButton, QTableWidgetItem
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH
from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.project import changes
from ser_desktop.project.model_answers import model_answer
from ser_desktop.project.speaker_changes import found_speakers
from ser_desktop.project.store import ProjectStore
from ser_desktop.rating.round import rating, stretches
from ser_desktop.speakers.diarization.diarize import Diarization, SpeakerVoice
from ser_desktop.texts.messages import Message
from ser_desktop.ui.export.export_all_dialog import ExportAllDialog
from ser_desktop.ui.export.export_project_dialog import ExportProjectDialog
from ser_desktop.ui.playback.playback import Playback
from ser_desktop.ui.rating.agreement_dialog import AgreementDialog
from ser_desktop.ui.rating.rating_dialog import RatingDialog
from ser_desktop.ui.recordings.notes_dialog import NotesDialog
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result.segments_model import COLUMNS as SEGMENT_COLUMNS
from ser_desktop.ui.result.segments_model import SPEAKER
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers import find_speakers as find_module
from ser_desktop.ui.speakers.compare_speakers_dialog import CompareSpeakersDialog
from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog
from ser_desktop.ui.speakers.project_speakers_dialog import COLUMNS, ProjectSpeakersDialog
from ser_desktop.ui.speakers.same_people_dialog import SamePeopleDialog
from tests.support.projects import add_recording
from tests.ui.test_accessible import faults
from tests.ui.test_annotations import annotate
from tests.ui.test_annotations import shown as shown
from tests.ui.test_projects import reopened, settle


@pytest.fixture(autouse=True)
def _loudspeaker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches can be heard, so that they can be rated."""
    monkeypatch.setattr(Playback, "device", lambda _self: None)
    monkeypatch.setattr(Playback, "start", lambda *_args: None)


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


def test_each_page_of_rating_blind_shows_a_way_out(rated: MainWindow) -> None:
    rated.actions_["rate_blind"].trigger()
    dialog = rated.findChildren(RatingDialog)[-1]
    cancel = dialog.findChild(QPushButton, "cancelRating")
    assert cancel is not None
    assert cancel.isVisible()
    assert not cancel.isDefault(), "Enter in a field starts"
    assert not cancel.autoDefault()
    cancel.click()
    assert not dialog.isVisible()
    dialog = started(rated, "Ann", 3)
    buttons = {b.objectName(): b for b in dialog.findChildren(QPushButton) if b.isVisible()}
    assert not buttons["rateBack"].isEnabled(), "nothing is rated yet"
    first = dialog.left[0]
    dialog.rate("sad")
    buttons["rateBack"].click()
    assert dialog.left[0] is first
    QTest.keyClick(dialog, Qt.Key.Key_1)
    assert len(dialog.left) == 2, "keys rate after a click too"
    buttons["stopRating"].click()
    assert not dialog.isVisible()
    again = started(rated, "Ann", 3)
    assert len(again.left) == 2, "what was rated is kept"
    again.reject()


def test_rating_needs_only_keys_and_hides_the_model(rated: MainWindow) -> None:
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
        given.append(rating(stretch, "ann", {said if number % 15 else "calm": 1.0}))
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


def test_a_number_is_typed_in_place_of_the_words(
    window: MainWindow, shown: Recording, qtbot: QtBot
) -> None:
    window.actions_["find_speakers"].trigger()
    (dialog,) = window.findChildren(FindSpeakersDialog)
    field = dialog.number.lineEdit()
    words = field.text()
    assert not any(letter.isdigit() for letter in words)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    for at in (0, 3, len(words)):
        dialog.number.setValue(dialog.number.minimum())
        assert field.text() == words
        field.setCursorPosition(at)
        qtbot.keyClicks(field, "3")
        assert dialog.number.value() == 3, at
    dialog.reject()


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


def lane_menu(window: MainWindow, track: str, at_s: float) -> QMenu:
    """The menu of a speaker's lane at a time."""
    window.timeline.pointer.speaker_menu_wanted.emit(track, at_s, QPoint(10, 10))
    return window.findChildren(QMenu, "speakerMenu")[-1]


def moves(menu: QMenu) -> list[QMenu]:
    """The submenus that give something to another speaker, the smallest stretch first."""
    titles = {str(Message(f"speakers.move_{key}")) for key in ("selection", "segment", "turn")}
    return [found for found in menu.findChildren(QMenu) if found.title() in titles]


def lanes(window: MainWindow) -> dict[str, list[tuple[float, float]]]:
    """What stands in the lanes of the speakers: by track, from when to when."""
    tracks = window.timeline._tracks.speakers.item.tracks
    return {t.name: [(turn.start_s, turn.end_s) for turn in t.turns] for t in tracks}


def test_finding_speakers_is_undone_with_its_lanes(
    window: MainWindow, two_found: Recording, qtbot: QtBot
) -> None:
    before = lanes(window)
    assert len(before) == 2
    window.actions_["undo"].trigger()
    settle(window, qtbot)
    assert lanes(window) == {}
    assert not window.timeline._tracks.speakers.lane.shown
    assert two_found.document.speakers == {}
    assert two_found.analysis is not None
    assert [t.name for t in two_found.analysis.tracks] == ["mix"]
    store = window.controller.project.store
    assert (store.turns(), store.speakers()) == ([], [])
    window.actions_["redo"].trigger()
    settle(window, qtbot)
    assert lanes(window) == before
    assert len(two_found.document.speakers) == 2


def test_a_segment_goes_to_another_speaker_and_back(
    window: MainWindow, two_found: Recording, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    before = lanes(window)
    mine = annotate(window, "sad", (7.5, 9.0))
    assert mine.track == "speaker-1"
    menu = lane_menu(window, "speaker-1", 8.0)
    move = moves(menu)[-1]  # the whole turn
    names = [action.text() for action in move.actions()]
    assert names == ["Speaker 2", str(Message("speakers.new_one"))]
    move.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: lanes(window).get("speaker-2") == [(3.0, 9.5)])
    settle(window, qtbot)
    assert lanes(window) == {"speaker-1": [(0.0, 3.0)], "speaker-2": [(3.0, 9.5)]}
    (moved,) = window.annotations.shown
    assert moved.track == "speaker-2"
    window.actions_["undo"].trigger()
    settle(window, qtbot)
    assert lanes(window) == before
    assert window.annotations.shown[0].track == "speaker-1"
    window.actions_["redo"].trigger()
    settle(window, qtbot)
    again = reopened(window, make_window, qtbot)
    assert lanes(again) == {"speaker-1": [(0.0, 3.0)], "speaker-2": [(3.0, 9.5)]}


def test_a_new_speaker_gets_a_selection_by_the_keyboard(
    window: MainWindow, two_found: Recording, qtbot: QtBot
) -> None:
    window.controller.transport.choose_span((4.0, 5.0))
    window.actions_["move_to_speaker"].trigger()
    menu = window.findChildren(QMenu, "speakerMenu")[-1]
    move = moves(menu)[0]  # the selection
    move.actions()[-1].trigger()
    menu.close()
    settle(window, qtbot)
    assert lanes(window)["speaker-3"] == [(4.0, 5.0)]
    assert lanes(window)["speaker-2"] == [(3.0, 4.0), (5.0, 7.0)]
    assert two_found.document.speakers["speaker-3"].name == "Speaker 3"
    window.speaker_menu.merge(
        two_found.document.speakers["speaker-3"], two_found.document.speakers["speaker-1"]
    )
    settle(window, qtbot)
    assert lanes(window)["speaker-1"] == [(0.0, 3.0), (4.0, 5.0), (7.0, 9.5)]
    assert "speaker-3" not in lanes(window)


def test_the_same_people_are_found_again_and_confirmed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    store = window.controller.project.store
    voices = np.eye(3, 8, dtype="<f4")
    near = (voices[0] + 0.3 * voices[2]).astype("<f4")
    for n, sounds in enumerate(((voices[0], voices[1]), (near, voices[2]))):
        recording = add_recording(store, f"r{n}", ["sad"] * 4, tmp_path / f"r{n}.wav")
        prints = {f"speaker-{k + 1}": voice.tobytes() for k, voice in enumerate(sounds)}
        found_speakers(store, recording.id, TURNS, prints).apply(store)
    (guest,) = (s for s in store.speakers() if s.voiceprint == near.tobytes())
    changes.edit_speaker(guest, replace(guest, name="Guest")).apply(store)
    window.actions_["same_people"].trigger()
    (dialog,) = window.findChildren(SamePeopleDialog)
    settle(window, qtbot)
    assert faults(dialog) == []
    assert [(p.speaker.name, p.person.name) for p in dialog.found] == [("Speaker 1", "Guest")]
    item = dialog.table.item(0, 0)
    assert item is not None
    item.setCheckState(Qt.CheckState.Unchecked)
    button = dialog.findChild(QPushButton, "joinPeople")
    assert button is not None
    assert not button.isEnabled(), "nothing happens that nobody confirmed"
    item.setCheckState(Qt.CheckState.Checked)
    button.click()
    assert {t.recording_id for t in store.track_speakers() if t.speaker_id == guest.id} == {
        "r0",
        "r1",
    }
    assert len(store.speakers()) == 3
    window.actions_["undo"].trigger()
    assert len(store.speakers()) == 4


def test_the_result_of_one_speaker_can_be_shown(
    window: MainWindow, two_found: Recording, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    chooser = window.result.speaker_chooser
    names = [chooser.itemText(i) for i in range(chooser.count())]
    assert names[1:] == ["Speaker 1", "Speaker 2"]
    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)
    assert two_found.focused is not two_found.analysis
    assert two_found.focused is two_found.focused, "made once"
    assert two_found.analysis is not None
    assert two_found.focused is not None
    track = next(t for t in two_found.analysis.tracks if t.name == "speaker-2")
    assert two_found.focused.segments == track.segments
    assert window.segments.rows.rowCount() <= len(track.segments)
    window.links.choose_emotion(two_found.focused.overall.top[0])
    assert window.finder.moments
    assert all(3.0 <= moment.start_s <= 7.0 for moment in window.finder.moments)
    again = reopened(window, make_window, qtbot)
    assert again.result.speaker_chooser.currentText() == "Speaker 2"
    again.result.speaker_chooser.activated.emit(0)
    (row,) = again.controller.recordings.rows()
    assert row.focused is row.analysis


def test_the_table_shows_and_filters_who_speaks(window: MainWindow, two_found: Recording) -> None:
    table, chooser = window.segments, window.segments_panel.speaker
    assert not table.isColumnHidden(SPEAKER)
    assert chooser.isVisibleTo(window.segments_panel)
    names = dict(spoken_by(window))
    assert {"Speaker 1", "Speaker 2"} <= {part for name in names.values() for part in name}
    for segment, named in names.items():
        if segment.label != NO_SPEECH:
            assert named == sorted(named, key=lambda name: -shared_s(name, segment))
            assert all(shared_s(name, segment) > 0 for name in named)
    assert header_keys(window)[:2] == ["emotion", "speaker"], "beside the emotion"
    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)
    assert window.result.speaker_chooser.currentText() == "Speaker 2", "one choice in both places"
    assert two_found.focused is not two_found.analysis
    assert {part for _, name in spoken_by(window) for part in name} == {"Speaker 2"}
    chooser.activated.emit(0)
    speaker = two_found.document.speakers["speaker-1"]
    change = changes.edit_speaker(speaker, replace(speaker, name="Guest"))
    assert window.controller.project.push(change)
    assert "Guest" in {part for _, name in spoken_by(window) for part in name}


def test_without_speakers_the_table_has_no_column_for_them(
    window: MainWindow, shown: Recording
) -> None:
    assert window.segments.isColumnHidden(SPEAKER)
    assert not window.segments_panel.speaker.isVisibleTo(window.segments_panel)


def spoken_by(window: MainWindow) -> list[tuple[Segment, list[str]]]:
    return [(row.segment, row.speakers.split("; ") if row.speakers else [])
            for row in window.segments.shown_rows()]  # fmt: skip


def shared_s(name: str, segment: Segment) -> float:
    track = name.replace("Speaker ", "speaker-")
    spans = ((t.start_s, t.end_s) for t in TURNS if t.speaker == track)
    return sum(max(0.0, min(e, segment.end_s) - max(s, segment.start_s)) for s, e in spans)


def header_keys(window: MainWindow) -> list[str]:
    header = window.segments.horizontalHeader()
    shown = [i for i in range(header.count()) if not header.isSectionHidden(i)]
    return [SEGMENT_COLUMNS[i] for i in sorted(shown, key=header.visualIndex)]


def test_speakers_side_by_side_lead_to_their_moments(
    window: MainWindow, two_found: Recording
) -> None:
    window.actions_["compare_speakers"].trigger()
    (dialog,) = window.findChildren(CompareSpeakersDialog)
    assert faults(dialog) == []
    text = dialog.page.toPlainText()
    assert "Speaker 1" in text
    assert "Speaker 2" in text
    dialog.page.anchorClicked.emit(QUrl("#4.500/6.250/speaker-2"))
    assert two_found.view.selection_s == (4.5, 6.25)
    assert two_found.view.speaker == "speaker-2"
    dialog.reject()


def test_consent_and_notes_stand_in_the_export(
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
        written = sorted(tmp_path.glob(f"one-{name}*{wanted.suffix}"))
        text = "".join(file.read_text("utf-8") for file in written)
        assert len(written) == (2 if name == "audacity" else 1), "a file for model and rater"
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
    assert summary[0].endswith(",annotation,rater,consent,consent_note,threshold_ratings")
    assert ",disgust," in summary[1]
    assert "disgust" in (tmp_path / "sample.srt").read_text("utf-8")


def test_exports_of_one_recording_say_what_consent_there_is(
    window: MainWindow, shown: Recording, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Consent, notice and the ratings behind the threshold, where they are known."""
    control = window.controller
    item = shown.document.item
    assert item is not None

    def written(name: str) -> str:
        wanted = EXPORT_FORMATS[name]
        path = tmp_path / f"one-{name}{wanted.suffix}"
        path.unlink(missing_ok=True)
        chosen = f"{wanted.title} (*{wanted.suffix})"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), chosen))
        window.actions_["export"].trigger()
        return path.read_text("utf-8")

    assert not any("onsent" in written(name) for name in EXPORT_FORMATS), "nothing is known yet"
    after = replace(item, consent="given", consent_note="drawer 4")
    control.project.push(changes.edit_recording(item, after))
    threshold = {"uncertain_below": 0.2, "n_ratings": 41}
    control.project.push(changes.set_value(control.project.store, "threshold", threshold))
    settle(window, qtbot)
    for name in EXPORT_FORMATS:
        text = written(name)
        assert "given" in text, name
        assert "drawer 4" in text or name == "textgrid", name
        assert "41" in text, name
        assert name == "csv" or "You can object at any time" in text, name
    line = json.loads(written("jsonl"))
    assert (line["consent"], line["settings"]["threshold_ratings"]) == ("given", 41)


def test_a_voice_corrects_the_tracks_of_its_speaker_and_is_named_in_the_export(
    window: MainWindow, two_found: Recording, qtbot: QtBot, tmp_path: Path
) -> None:
    control = window.controller
    assert two_found.analysis is not None
    bare = {t.name: t.overall.confidence for t in two_found.analysis.tracks}
    raw = two_found.document.raw_analyses[0]
    for emotion, span_s in (("sad", (0.0, 3.0)), ("happy", (7.0, 9.5))):
        control.speakers.teach([(raw, span_s)], emotion, "Guest")
    control.settings["apply_harmful_voice"] = True
    control.apply_setting("apply_harmful_voice")
    control.speakers.choose("Guest")
    settle(window, qtbot)
    assert control.speakers.adapter is not None
    analysis = two_found.analysis
    assert analysis is not None
    assert analysis.settings.adapter is None, "nobody here is called Guest"
    assert {t.name: t.overall.confidence for t in analysis.tracks} == bare
    speaker = two_found.document.speakers["speaker-2"]
    control.project.push(changes.edit_speaker(speaker, replace(speaker, name="Guest")))
    settle(window, qtbot)
    analysis = two_found.analysis
    assert analysis is not None
    assert analysis.settings.adapter is not None
    changed = {t.name for t in analysis.tracks if t.overall.confidence != bare[t.name]}
    assert changed == {"speaker-2"}
    window.actions_["export_project"].trigger()
    (dialog,) = window.findChildren(ExportProjectDialog)
    for name, tick in dialog.formats.items():
        tick.setChecked(name in ("jsonl", "rttm"))
    dialog._folder.setText(str(tmp_path / "out"))
    dialog._start()
    settle(window, qtbot)
    dialog.reject()
    (line,) = next((tmp_path / "out").glob("*.jsonl")).read_text("utf-8").splitlines()
    tracks = {track["name"]: track for track in json.loads(line)["tracks"]}
    for track in analysis.tracks:
        said = tracks[track.name]["overall"]["confidence"]
        assert said == pytest.approx(track.overall.confidence, abs=1e-5), "as the window shows"
    assert "by the voice Guest" in next((tmp_path / "out").glob("*.rttm")).read_text("utf-8")


def test_consent_is_stated_from_the_export(window: MainWindow, shown: Recording) -> None:
    window.actions_["export_project"].trigger()
    (export,) = window.findChildren(ExportProjectDialog)
    assert export.consent.notice.ids == ["export_project.unknown_consent"]
    export.consent.link.click()
    (notes,) = window.findChildren(NotesDialog)
    notes.consent.setCurrentIndex(notes.consent.findData("given"))
    notes.accept()
    assert export.consent.isHidden()
    assert shown.document.item is not None
    assert shown.document.item.consent == "given"
    export.reject()


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
