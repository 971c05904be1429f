"""Practice when something is missing: no model yet, no take, unreadable files, no sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyqtgraph import TextItem
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ser_desktop.errors import OutputError, SerError
from ser_desktop.practice.progress_file import ProgressFile
from ser_desktop.practice.sentences import OwnSentences, bundled_sentences
from ser_desktop.texts.messages import Message
from ser_desktop.ui.playback.playback import Playback
from ser_desktop.ui.practice import practice_session, practice_takes
from ser_desktop.ui.practice.practice_dialog import PracticeDialog
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.shell.main_window import MainWindow
from tests.ui.test_practice import practise
from tests.ui.test_practice import spoken as spoken
from tests.ui.test_projects import settle

Span = tuple[float, float]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Span]:
    """What the loudspeaker would be given."""
    parts: list[Span] = []

    def start(playback: Any, _clip: object, _start_s: float, span_s: Span) -> None:
        parts.append(span_s)
        playback._player = playback  # something that can be closed
        playback.changed.emit()

    monkeypatch.setattr(Playback, "start", start)
    monkeypatch.setattr(Playback, "close", lambda playback: setattr(playback, "_player", None))
    return parts


def second_dialog(window: MainWindow, dialog: PracticeDialog) -> PracticeDialog:
    """The practice window as it begins with what is on disk."""
    made = PracticeDialog(dialog.session._parts, window.themes, window)
    made.show()
    return made


def chosen(dialog: PracticeDialog) -> PracticeTake:
    """The take that is chosen."""
    take = dialog.takes.current_take
    assert take is not None
    return take


def test_without_a_take_there_is_nothing_to_play(
    spoken: MainWindow, qtbot: QtBot, played: list[Span]
) -> None:
    dialog = practise(spoken, qtbot)
    dialog.session.toggle_play()
    assert played == []
    assert not dialog.session.stop(), "nothing ran"


def test_a_take_that_is_not_heard_yet_is_played_once_it_is(
    spoken: MainWindow, qtbot: QtBot, sample: Path, played: list[Span]
) -> None:
    dialog = practise(spoken, qtbot)
    take = dialog.session.takes.add(sample, dialog.aim.target, "")
    dialog.session.show_aim()
    dialog.session.toggle_play()
    assert (take.studied, played) == (None, [])
    qtbot.waitUntil(lambda: bool(played), timeout=60_000)
    assert take.studied is not None
    assert played == [(0.0, take.studied.clip.duration_s)]
    dialog.session.toggle_play()
    assert not dialog.session._playback.active, "the second press stops it"
    assert len(played) == 1
    dialog.session.toggle_play()
    assert dialog.session.stop(), "it was playing"
    settle(spoken, qtbot)


def test_a_take_waits_for_the_model(
    spoken: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = practise(spoken, qtbot)
    in_use = type(spoken.controller.model_in_use)
    monkeypatch.setattr(in_use, "ready_model", property(lambda _: None))
    monkeypatch.setattr(in_use, "info", property(lambda _: None))
    dialog.session._show_model()
    assert dialog.aim.heard_by.text() == str(Message("practice.no_model"))
    take = dialog.session.takes.add(sample, dialog.aim.target, "")
    assert take.is_studying
    assert not spoken.controller.workers.busy
    dialog.session.takes.study(take)  # asked again: it waits once
    monkeypatch.undo()
    spoken.controller.model_in_use.loaded.emit(spoken.controller.model_in_use.info)
    qtbot.waitUntil(lambda: take.studied is not None, timeout=60_000)
    assert take.score is not None
    settle(spoken, qtbot)
    assert dialog.aim.heard_by.text() != str(Message("practice.no_model"))


def test_a_fault_of_ours_ends_the_study_with_a_sentence(
    spoken: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr(practice_takes, "study_take", broken)
    dialog = practise(spoken, qtbot)
    take = dialog.session.takes.add(sample, dialog.aim.target, "")
    settle(spoken, qtbot)
    assert take.problem is not None
    assert take.problem.id == "error.internal"
    assert not take.is_studying
    dialog.session.show_aim()
    assert dialog.takes.compared == [take]
    assert not dialog.plot.legend.items, "there is nothing to draw"


def test_a_note_that_cannot_be_written_is_reported_and_the_score_stays(
    spoken: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError(Message("file.cannot_write", path="/p", reason="full"))

    monkeypatch.setattr(ProgressFile, "append", full)
    dialog = practise(spoken, qtbot)
    take = dialog.session.takes.add(sample, dialog.aim.target, "")
    qtbot.waitUntil(lambda: take.studied is not None, timeout=60_000)
    settle(spoken, qtbot)
    assert dialog.notice.ids == ["file.cannot_write"]
    assert take.score is not None
    assert len(dialog.session.takes.entries) == 1, "until the window is closed"


def test_lines_and_sentences_that_cannot_be_read_are_reported(
    spoken: MainWindow, qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = practise(spoken, qtbot)
    take = dialog.session.takes.add(sample, dialog.aim.target, "")
    qtbot.waitUntil(lambda: take.studied is not None, timeout=60_000)
    settle(spoken, qtbot)
    notes = ProgressFile(spoken.controller.profile.practice)
    with notes.path.open("a") as file:
        file.write("not a line of ours\n")
    again = second_dialog(spoken, dialog)
    assert again.notice.ids == ["practice.unreadable_lines"]
    assert again.takes.rowCount() == 1

    def unreadable(_own: OwnSentences) -> tuple[str, ...]:
        raise SerError(Message("plain", sentence="unreadable"))

    monkeypatch.setattr(OwnSentences, "read", unreadable)
    third = second_dialog(spoken, dialog)
    assert third.sentence.sentence == bundled_sentences()[0]
    settle(spoken, qtbot)
    for made in (again, third):
        made.close()


@pytest.mark.parametrize("accepted", [True, False])
def test_without_own_sentences_the_list_stays(
    spoken: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, accepted: bool
) -> None:
    dialog = practise(spoken, qtbot)

    def leave(texts: practice_session.TextsDialog) -> int:
        texts.field.setPlainText("" if accepted else "Good morning.")
        return QDialog.DialogCode.Accepted if accepted else QDialog.DialogCode.Rejected

    exec_: Callable[[practice_session.TextsDialog], int] = leave
    monkeypatch.setattr(practice_session.TextsDialog, "exec", exec_)
    dialog.session.edit_texts()
    assert dialog.sentence.sentence == bundled_sentences()[0]
    assert OwnSentences(spoken.controller.profile.practice).read() == ()


def test_takes_that_are_being_measured_say_so(
    spoken: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    dialog = practise(spoken, qtbot)
    first = dialog.session.takes.add(sample, dialog.aim.target, "")
    dialog.session.show_aim()
    assert first.is_measured_later
    assert dialog.plots.currentWidget() is dialog.invitation
    assert dialog.invitation.text() == str(Message("practice.measuring"))
    qtbot.waitUntil(lambda: first.studied is not None, timeout=60_000)
    assert dialog.plots.currentWidget() is dialog.plot
    second = PracticeTake(sample, 2, dialog.aim.target, first.at)
    dialog.plot.show_takes([first, second])
    words = [item for item in dialog.plot.plots[0].items if isinstance(item, TextItem)]
    assert [item.toPlainText() for item in words] == [str(Message("practice.measuring_take"))]
    settle(spoken, qtbot)


def test_the_clip_indicator_of_practice_begins_anew_with_each_take(
    spoken: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = practise(spoken, qtbot)
    meter, listening = dialog.record_row.meter, spoken.controller.listening
    for number in (1, 2):
        take = SimpleNamespace(path=Path(f"take {number}.wav"), elapsed_s=0.0, paused=False)
        monkeypatch.setattr(listening.input, "take", take)
        dialog.session.recorder.changed.emit()
        assert not meter.clipped
        meter.feed(1.0)
        dialog.session.recorder.changed.emit()
        assert meter.clipped, "as long as the take goes on"
    monkeypatch.setattr(listening.input, "take", None)
    settle(spoken, qtbot)
