"""Speakers of a project: found, renamed, coloured, merged, split, forgotten, or left alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QMenu,
    QProgressBar,
    QPushButton,
    QTableWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ser_desktop.errors import AudioFileError, WorkCancelledError
from ser_desktop.project import changes
from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_changes import found_speakers
from ser_desktop.speakers.diarization.diarize import Diarization
from ser_desktop.texts.messages import Message
from ser_desktop.ui.annotations.annotation_model import COLUMNS as ANNOTATION_COLUMNS
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers import find_speakers as find_module
from ser_desktop.ui.speakers import same_people_dialog as same_module
from ser_desktop.ui.speakers.find_speakers_dialog import FindSpeakersDialog
from ser_desktop.ui.speakers.project_speakers_dialog import COLUMNS, ProjectSpeakersDialog
from ser_desktop.ui.speakers.same_people_dialog import SamePeopleDialog
from tests.support.projects import add_recording
from tests.ui.test_annotations import annotate
from tests.ui.test_annotations import shown as shown
from tests.ui.test_project_work import TURNS, lane_menu, lanes, moves
from tests.ui.test_project_work import two_found as two_found
from tests.ui.test_projects import settle


def press(dialog: QWidget, name: str) -> None:
    """Press a button of a dialog."""
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled(), name
    button.click()


def speakers(window: MainWindow) -> dict[str, Speaker]:
    """The speakers of the project by name."""
    return {speaker.name: speaker for speaker in window.controller.project.store.speakers()}


def n_steps(window: MainWindow) -> int:
    """Number of steps that can be undone."""
    return window.controller.undo_stack.index()


# Finding -------------------------------------------------------------------------------------


def search(window: MainWindow) -> FindSpeakersDialog:
    """The dialog, in which a search was started."""
    window.actions_["find_speakers"].trigger()
    dialog = window.findChildren(FindSpeakersDialog)[-1]
    press(dialog, "startSpeakers")
    return dialog


@pytest.mark.parametrize(
    ("outcome", "id"),
    [
        (Diarization((), ()), "speakers.none_found"),
        (AudioFileError("missing", Message("plain", sentence="gone")), "plain"),
        (ZeroDivisionError("odd"), "error.internal"),
    ],
)
def test_a_search_without_result_says_why_and_can_be_repeated(
    window: MainWindow,
    shown: Recording,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    outcome: Diarization | Exception,
    id: str,
) -> None:
    def diarize(*_a: object, **_k: object) -> Diarization:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(find_module, "diarize", diarize)
    steps = n_steps(window)
    dialog = search(window)
    settle(window, qtbot)
    assert dialog.message.ids == [id]
    press(dialog, "startSpeakers")
    settle(window, qtbot)
    assert dialog.message.ids == [id]
    assert n_steps(window) == steps
    assert speakers(window) == {}
    dialog.reject()


def test_speakers_that_cannot_be_stored_are_not_shown(
    window: MainWindow, shown: Recording, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_module, "diarize", lambda *_a, **_k: Diarization(TURNS, ()))
    window.controller.project.read_only = True
    dialog = search(window)
    settle(window, qtbot)
    assert dialog.message.ids == ["speakers.not_kept"]
    assert shown.document.turns == ()
    dialog.reject()


def test_closing_the_dialog_ends_the_search(
    window: MainWindow, shown: Recording, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()

    def diarize(
        *_a: object, on_progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> Diarization:
        on_progress(0.4)
        while not cancelled():
            pass
        stopped.set()
        raise WorkCancelledError

    monkeypatch.setattr(find_module, "diarize", diarize)
    dialog = search(window)
    bar = dialog.findChild(QProgressBar)
    assert bar is not None
    qtbot.waitUntil(lambda: bar.value() == 40, timeout=5000)
    dialog.reject()
    settle(window, qtbot)
    assert stopped.is_set()
    assert speakers(window) == {}
    assert lanes(window) == {}


def test_a_second_search_ends_the_first(
    window: MainWindow, shown: Recording, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    control = window.controller
    finder = find_module.FindSpeakers(control.project, control.workers, window)
    said: list[str] = []
    finder.ended.connect(lambda message: said.append(message.id))

    def diarize(_path: Path, n: int | None, **given: Callable[[], bool]) -> Diarization:
        while n == 2 and not given["cancelled"]():
            pass
        return Diarization(TURNS, ())

    monkeypatch.setattr(find_module, "diarize", diarize)
    finder.start(shown, 2)
    assert finder.is_running
    finder.start(shown, 3)
    settle(window, qtbot)
    assert said == ["cancelled", "speakers.found"]
    assert not finder.is_running


# The menu of a lane --------------------------------------------------------------------------


def menus(window: MainWindow) -> list[QMenu]:
    """The menus of lanes that are open."""
    return window.findChildren(QMenu, "speakerMenu")


def entry(menu: QMenu, id: str) -> None:
    """Choose an entry of a menu by its text."""
    (action,) = (a for a in menu.actions() if a.text() == str(Message(id)))
    action.trigger()


def test_without_a_recording_there_is_no_menu(window: MainWindow) -> None:
    window.speaker_menu.pop_up_here()
    window.timeline.pointer.speaker_menu_wanted.emit("speaker-1", 1.0, window.pos())
    window.speaker_menu.move("speaker-1", (0.0, 1.0), None)
    assert menus(window) == []
    assert n_steps(window) == 0


def test_where_nobody_speaks_the_keyboard_opens_no_menu(
    window: MainWindow, two_found: Recording
) -> None:
    window.controller.transport.seek(9.8)
    window.actions_["move_to_speaker"].trigger()
    assert menus(window) == []
    assert [message.id for message in window.notices.messages] == ["speakers.nobody_here"]


def test_at_the_play_head_the_keyboard_moves_the_turn_under_it(
    window: MainWindow, two_found: Recording, qtbot: QtBot
) -> None:
    window.controller.transport.seek(8.0)
    window.actions_["move_to_speaker"].trigger()
    menu = menus(window)[-1]
    assert two_found.view.selection_s is not None, "what would be moved can be heard"
    moves(menu)[-1].actions()[0].trigger()
    menu.close()
    settle(window, qtbot)
    assert lanes(window) == {"speaker-1": [(0.0, 3.0)], "speaker-2": [(3.0, 9.5)]}


def test_beside_every_turn_there_is_nothing_to_move(
    window: MainWindow, two_found: Recording
) -> None:
    menu = lane_menu(window, "speaker-2", 9.9)
    assert moves(menu) == []
    assert two_found.view.selection_s is None
    texts = [action.text() for action in menu.actions()]
    assert str(Message("speakers.rename")) in texts
    menu.close()


def test_a_selection_elsewhere_is_not_moved(window: MainWindow, two_found: Recording) -> None:
    window.controller.transport.choose_span((7.5, 8.0))
    menu = lane_menu(window, "speaker-2", 5.0)
    titles = {move.title() for move in moves(menu)}
    assert str(Message("speakers.move_selection")) not in titles
    assert str(Message("speakers.move_turn")) in titles or len(titles) == 1
    menu.close()


def test_a_lane_without_a_speaker_has_no_name_to_change(
    window: MainWindow, two_found: Recording
) -> None:
    project = window.controller.project
    for speaker in project.store.speakers():
        project.push(changes.remove_speaker(project.store, speaker))
    menu = lane_menu(window, "speaker-1", 1.0)
    texts = [action.text() for action in menu.actions()]
    assert str(Message("speakers.rename")) not in texts
    (first, *_) = moves(menu)[0].actions()
    assert first.text() == "speaker-2", "the lane's own name"
    menu.close()


def test_the_only_speaker_is_nobody_else(window: MainWindow, two_found: Recording) -> None:
    both = two_found.document.speakers
    window.speaker_menu.merge(both["speaker-2"], both["speaker-1"])
    menu = lane_menu(window, "speaker-1", 1.0)
    title = str(Message("speakers.same_as", name="Speaker 1"))
    (same,) = (m for m in menu.findChildren(QMenu) if m.title() == title)
    assert not same.isEnabled()
    menu.close()


def test_two_speakers_are_said_to_be_one_by_the_menu(
    window: MainWindow, two_found: Recording, qtbot: QtBot
) -> None:
    second = two_found.document.speakers["speaker-2"]
    window.controller.project.push(changes.edit_speaker(second, replace(second, name="B & C")))
    menu = lane_menu(window, "speaker-1", 1.0)
    title = str(Message("speakers.same_as", name="Speaker 1"))
    (same,) = (m for m in menu.findChildren(QMenu) if m.title() == title)
    (other,) = same.actions()
    assert other.text() == "B && C", "an & of a name is shown"
    other.trigger()
    menu.close()
    settle(window, qtbot)
    assert list(speakers(window)) == ["Speaker 1"]
    assert lanes(window) == {"speaker-1": [(0.0, 9.5)]}


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (("Guest", False), "Speaker 1"),
        (("  ", True), "Speaker 1"),
        (("Speaker 1 ", True), "Speaker 1"),
        ((" Guest ", True), "Guest"),
    ],
)
def test_a_speaker_is_renamed_if_a_name_is_given(
    window: MainWindow,
    two_found: Recording,
    typed: Callable[..., list[str]],
    answer: tuple[str, bool],
    name: str,
) -> None:
    typed(answer)
    steps = n_steps(window)
    menu = lane_menu(window, "speaker-1", 1.0)
    entry(menu, "speakers.rename")
    menu.close()
    assert two_found.document.speakers["speaker-1"].name == name
    assert n_steps(window) - steps == (name != "Speaker 1")


def test_the_table_of_annotations_names_the_speaker(
    window: MainWindow, two_found: Recording, typed: Callable[..., list[str]]
) -> None:
    annotate(window, "sad", (1.0, 2.0))
    rows = window.annotation_table.model()
    track = rows.index(0, ANNOTATION_COLUMNS.index("track"))
    assert track.data() == "Speaker 1"
    typed(("Guest", True))
    menu = lane_menu(window, "speaker-1", 1.0)
    entry(menu, "speakers.rename")
    menu.close()
    assert track.data() == "Guest"


@pytest.mark.parametrize("colour", ["", "same", "#123456"])
def test_a_speaker_gets_the_chosen_colour(
    window: MainWindow, two_found: Recording, monkeypatch: pytest.MonkeyPatch, colour: str
) -> None:
    before = two_found.document.speakers["speaker-1"].colour
    chosen = QColor(before) if colour == "same" else QColor(colour) if colour else QColor()
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: chosen)
    steps = n_steps(window)
    menu = lane_menu(window, "speaker-1", 1.0)
    entry(menu, "speakers.colour")
    menu.close()
    changed = colour == "#123456"
    assert two_found.document.speakers["speaker-1"].colour == (colour if changed else before)
    assert n_steps(window) - steps == changed


# The dialog with all of them -----------------------------------------------------------------


@pytest.fixture
def opened(window: MainWindow) -> Callable[[], ProjectSpeakersDialog]:
    """Open the dialog of the speakers."""

    def show() -> ProjectSpeakersDialog:
        window.actions_["project_speakers"].trigger()
        return window.findChildren(ProjectSpeakersDialog)[-1]

    return show


def cell(dialog: ProjectSpeakersDialog, row: int, column: str) -> QTableWidgetItem:
    """A cell of the table."""
    item = dialog.table.item(row, COLUMNS.index(column))
    assert item is not None
    return item


def enabled(dialog: ProjectSpeakersDialog) -> set[str]:
    """The buttons that can be pressed."""
    return {
        button.objectName()
        for button in dialog.findChildren(QPushButton)
        if button.isEnabled() and button.isVisible()
    } - {"closeProjectSpeakers"}


def test_cells_are_edited_in_place_but_a_name_is_not_emptied(
    window: MainWindow, two_found: Recording, opened: Callable[[], ProjectSpeakersDialog]
) -> None:
    dialog = opened()
    cell(dialog, 0, "name").setText("  ")
    assert cell(dialog, 0, "name").text() == "Speaker 1"
    steps = n_steps(window)
    cell(dialog, 0, "pseudonym").setText("P1")
    cell(dialog, 0, "note").setText(" tired ")
    cell(dialog, 0, "note").setText("tired")
    assert n_steps(window) - steps == 2, "what is the same is no step"
    first = speakers(window)["Speaker 1"]
    assert (first.pseudonym, first.note) == ("P1", "tired")
    assert not cell(dialog, 0, "tracks").flags() & Qt.ItemFlag.ItemIsEditable
    dialog.reject()


def test_buttons_are_for_what_is_selected(
    two_found: Recording, opened: Callable[[], ProjectSpeakersDialog]
) -> None:
    dialog = opened()
    assert enabled(dialog) == set()
    dialog.table.selectRow(0)
    assert enabled(dialog) == {"speakerColour", "forgetVoice", "removeSpeaker"}
    dialog.table.selectAll()
    assert enabled(dialog) == {"mergeSpeakers", "forgetVoice", "removeSpeaker"}
    press(dialog, "forgetVoice")
    dialog.table.selectAll()
    assert "forgetVoice" not in enabled(dialog), "no voiceprint is left"
    dialog.reject()


def test_a_forgotten_voice_is_no_longer_stored_and_a_removed_speaker_keeps_the_turns(
    window: MainWindow, two_found: Recording, opened: Callable[[], ProjectSpeakersDialog]
) -> None:
    dialog = opened()
    dialog.table.selectRow(0)
    press(dialog, "forgetVoice")
    stored = speakers(window)
    assert (stored["Speaker 1"].voiceprint, bool(stored["Speaker 2"].voiceprint)) == (b"", True)
    dialog.table.selectRow(0)
    press(dialog, "removeSpeaker")
    assert list(speakers(window)) == ["Speaker 2"]
    assert two_found.document.turns == TURNS
    dialog.table.selectRow(0)
    press(dialog, "removeSpeaker")
    assert dialog.empty.isVisible()
    assert enabled(dialog) == {"findSpeakersHere"}
    dialog.reject()


@pytest.mark.parametrize("colour", ["", "#123456"])
def test_a_colour_is_chosen_in_the_dialog(
    window: MainWindow,
    two_found: Recording,
    opened: Callable[[], ProjectSpeakersDialog],
    monkeypatch: pytest.MonkeyPatch,
    colour: str,
) -> None:
    before = speakers(window)["Speaker 1"].colour
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor(colour) if colour else QColor())
    dialog = opened()
    dialog.table.selectRow(0)
    press(dialog, "speakerColour")
    assert speakers(window)["Speaker 1"].colour == (colour or before)
    dialog.reject()


def test_a_speaker_of_two_recordings_is_split(
    window: MainWindow, opened: Callable[[], ProjectSpeakersDialog], tmp_path: Path
) -> None:
    store = window.controller.project.store
    for n in range(2):
        recording = add_recording(store, f"r{n}", ["sad"] * 4, tmp_path / f"r{n}.wav")
        found_speakers(store, recording.id, TURNS[:1], {"speaker-1": b""}).apply(store)
    dialog = opened()
    assert [cell(dialog, row, "tracks").text() for row in range(2)] == ["1", "1"]
    dialog.table.selectAll()
    press(dialog, "mergeSpeakers")
    assert cell(dialog, 0, "tracks").text() == "2"
    dialog.table.selectRow(0)
    press(dialog, "splitSpeaker")
    assert [cell(dialog, row, "tracks").text() for row in range(2)] == ["1", "1"]
    dialog.reject()


def test_without_speakers_the_dialog_leads_to_the_search(
    window: MainWindow, shown: Recording, opened: Callable[[], ProjectSpeakersDialog]
) -> None:
    dialog = opened()
    assert dialog.empty.isVisible()
    press(dialog, "findSpeakersHere")
    assert not dialog.isVisible()
    (found,) = window.findChildren(FindSpeakersDialog)
    assert found.isVisible()
    found.reject()


# The same people in other recordings ---------------------------------------------------------


@pytest.fixture
def alike(window: MainWindow, tmp_path: Path) -> None:
    """Two recordings of one person."""
    store = window.controller.project.store
    voice = np.eye(1, 8, dtype="<f4")[0]
    for n in range(2):
        recording = add_recording(store, f"r{n}", ["sad"] * 4, tmp_path / f"r{n}.wav")
        found_speakers(store, recording.id, TURNS, {"speaker-1": voice.tobytes()}).apply(store)


def same_people(window: MainWindow) -> SamePeopleDialog:
    """The dialog of the same people."""
    window.actions_["same_people"].trigger()
    return window.findChildren(SamePeopleDialog)[-1]


def test_if_nobody_is_alike_there_is_nothing_to_join(
    window: MainWindow, two_found: Recording, qtbot: QtBot
) -> None:
    dialog = same_people(window)
    settle(window, qtbot)
    assert dialog.message.ids == ["same_people.none"]
    button = dialog.findChild(QPushButton, "joinPeople")
    assert button is not None
    assert not button.isEnabled()
    dialog.reject()


def test_a_failed_comparison_says_so(
    window: MainWindow, alike: None, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr(same_module, "same_people", fails)
    dialog = same_people(window)
    settle(window, qtbot)
    assert dialog.message.ids == ["error.internal"]
    dialog.reject()


def test_closing_the_dialog_ends_the_comparison(
    window: MainWindow, alike: None, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(*_: object) -> list[object]:
        go_on.wait(5)
        return []

    monkeypatch.setattr(same_module, "same_people", slow)
    dialog = same_people(window)
    dialog.reject()
    go_on.set()
    settle(window, qtbot)
    assert dialog.message.ids == ["same_people.looking"], "its result is not waited for"


def test_people_that_cannot_be_joined_stay_on_the_list(
    window: MainWindow, alike: None, qtbot: QtBot
) -> None:
    dialog = same_people(window)
    settle(window, qtbot)
    window.controller.project.read_only = True
    press(dialog, "joinPeople")
    assert dialog.isVisible()
    assert len(speakers(window)) == 2
    assert [message.id for message in window.notices.messages] == ["work.read_only"]
    dialog.reject()
