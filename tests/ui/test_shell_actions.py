"""Actions of the window without a recording, questions that are cancelled, and dialogs reopened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.errors import AudioFileError, WorkCancelledError
from ser_desktop.speakers.profile import new_profile
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.result import details_dialog as details_module
from ser_desktop.ui.result.details_dialog import DetailsDialog
from ser_desktop.ui.result.emotion_bars import EmotionBars
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.speakers.profiles_dialog import ProfilesDialog
from ser_desktop.ui.toolkit.theme import ThemeManager
from ser_desktop.ui.toolkit.workers import Workers
from tests.ui.test_annotations import shown as shown
from tests.ui.test_projects import settle


def open_dialogs(window: MainWindow) -> list[str]:
    """The dialogs that are open."""
    return [d.objectName() for d in window.findChildren(QDialog) if d.isVisible()]


def test_without_a_recording_actions_of_a_recording_do_nothing(window: MainWindow) -> None:
    control, dialogs, work = window.controller, window.dialogs, window.work_dialogs
    dialogs.rename()
    dialogs.show_in_folder()
    dialogs.comparison()
    work.export()
    work.export_all()
    work.notes([])
    work.find_speakers()
    work.compare_speakers()
    control.choose_channel(1)
    control.choose_speaker("speaker-1")
    control.split_channels(True)
    control.library.remove([])
    window.finder.step(1)
    window.finder.step_segment(1)
    window.finder.go_to_moment(0)
    window.handlers._say_position()
    window.handlers._zoom_to_selection()
    window.handlers._show_other_channel()
    window.handlers._annotate("sad")
    assert open_dialogs(window) == []
    assert control.undo_stack.count() == 0
    assert not window.notices.messages
    assert not control.workers.busy


def test_before_a_model_is_loaded_no_voice_is_taught(
    window: MainWindow, shown: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(window.controller.model_in_use), "info", property(lambda _: None))
    assert window.dialogs.profile_to_teach() is None
    one: Any = SimpleNamespace(track="mix")
    assert window.dialogs.profile_to_teach_of(one) is None


def test_files_and_folders_are_opened_unless_the_question_is_cancelled(
    window: MainWindow, qtbot: QtBot, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[list[str]] = [[], [str(tone)]]
    folders = ["", str(tone.parent)]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files.pop(0), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: folders.pop(0))
    window.dialogs.open_files()
    window.dialogs.open_folder()
    assert window.controller.recordings.rowCount() == 0
    window.dialogs.open_files()
    settle(window, qtbot)
    assert [row.path for row in window.controller.recordings.rows()] == [tone]
    window.dialogs.open_folder()
    settle(window, qtbot)
    assert window.controller.recordings.rowCount() == 1, "it is listed already"


@pytest.mark.parametrize("answer", [("other", False), ("  ", True), ("sample ", True)])
def test_a_file_keeps_its_name_unless_another_is_given(
    window: MainWindow,
    shown: Recording,
    typed: Callable[..., list[str]],
    answer: tuple[str, bool],
) -> None:
    typed(answer)
    before = shown.path
    window.actions_["rename"].trigger()
    assert shown.path == before
    assert before.is_file()


def test_a_recording_that_is_not_shown_is_renamed_without_stopping_what_plays(
    window: MainWindow, qtbot: QtBot, tone: Path, sample: Path
) -> None:
    control = window.controller
    control.open([sample])
    control.open([tone])
    settle(window, qtbot)
    first, second = control.recordings.rows()
    control.select(first)
    stopped: list[bool] = []
    control.transport.stop = lambda: stopped.append(True)  # type: ignore[method-assign]
    control.rename(second, "other")
    assert second.path.name == "other.wav"
    assert stopped == []
    control.rename(first, "no/name")
    assert stopped == [True]
    assert first.path == sample
    control.analyse_again(second)
    settle(window, qtbot)
    assert stopped == [True]
    assert second.analysis is not None


def test_the_folder_of_a_recording_is_shown(
    window: MainWindow, shown: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toLocalFile()))
    window.dialogs.show_in_folder()
    assert asked == [QUrl.fromLocalFile(str(shown.path.parent)).toLocalFile()]


def test_dialogs_beside_the_window_are_made_once(
    window: MainWindow, shown: Recording, qtbot: QtBot
) -> None:
    for open_, name in (
        (window.dialogs.details, "details_dialog"),
        (window.dialogs.practise, "practice_dialog"),
    ):
        open_()
        first = getattr(window.dialogs, name)
        first.close()
        open_()
        assert getattr(window.dialogs, name) is first
        assert first.isVisible()
        first.close()
    settle(window, qtbot)
    window.controller.library.remove([shown])
    window.dialogs.details()
    details = window.dialogs.details_dialog
    assert details is not None
    qtbot.waitUntil(lambda: details.message.ids == ["details.no_recording"], timeout=5000)
    details.close()


def test_the_meaning_of_a_selection_is_of_its_own_numbers(
    window: MainWindow, shown: Recording
) -> None:
    window.controller.transport.choose_span((1.0, 3.0))
    window.dialogs.meaning()
    assert open_dialogs(window) == ["meaningDialog"]
    (dialog,) = (d for d in window.findChildren(QDialog) if d.objectName() == "meaningDialog")
    dialog.close()


def test_what_is_chosen_already_is_no_news(window: MainWindow, shown: Recording) -> None:
    control = window.controller
    shown_again: list[object] = []
    control.current_changed.connect(shown_again.append)
    control.choose_channel(5)
    control.choose_speaker("")
    control.split_channels(False)
    window.finder.choose_emotion(window.finder.emotion)
    control._on_clip_grown(Recording.of(Path("/in/other.wav")))
    assert shown_again == []
    assert not control.workers.busy


def test_moments_go_round_in_both_directions(window: MainWindow, shown: Recording) -> None:
    window.finder.choose_emotion("neutral")
    n = len(window.finder.moments)
    assert n > 0
    window.finder.step(1)
    assert window.finder.at == 0
    window.finder.step(-1)
    assert window.finder.at == n - 1
    window.finder.go_to_moment(n)
    assert window.finder.at == n - 1, "there is none"


# Acoustic details ----------------------------------------------------------------------------


@pytest.fixture
def details(qtbot: QtBot, themes: ThemeManager) -> Any:
    """The dialog, which describes at once."""
    workers = Workers()
    made = DetailsDialog(workers, themes)
    qtbot.addWidget(made)
    made._settle.setInterval(0)
    made.show()
    yield made, workers
    workers.close()


def clip(complete: bool = True) -> Any:
    """Ten seconds of sound, which nobody reads."""
    return SimpleNamespace(duration_s=10.0, complete=complete)


def test_a_description_that_fails_says_why(
    qtbot: QtBot, details: tuple[DetailsDialog, Workers], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, _ = details

    def unreadable(*_: object) -> None:
        raise AudioFileError("missing", Message("plain", sentence="gone"))

    monkeypatch.setattr(details_module, "describe", unreadable)
    dialog.show_clip(clip())
    qtbot.waitUntil(lambda: dialog.message.ids == ["plain"], timeout=5000)
    assert not dialog.is_working


def test_an_unexpected_fault_of_a_description_is_not_swallowed(
    qtbot: QtBot, details: tuple[DetailsDialog, Workers], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, _ = details

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(details_module, "describe", broken)
    with qtbot.capture_exceptions() as raised:
        dialog.show_clip(clip())
        qtbot.waitUntil(lambda: bool(raised), timeout=5000)
    assert raised[0][0] is ZeroDivisionError
    assert not dialog.is_working


def test_a_description_follows_the_last_wish_and_ends_with_the_dialog(
    qtbot: QtBot, details: tuple[DetailsDialog, Workers], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, workers = details
    asked: list[tuple[float, float]] = []

    def endless(_clip: object, start_s: float, end_s: float, cancelled: Any) -> None:
        asked.append((start_s, end_s))
        while not cancelled():
            pass
        raise WorkCancelledError

    monkeypatch.setattr(details_module, "describe", endless)
    dialog.show_clip(clip(complete=False))
    qtbot.waitUntil(lambda: asked == [(0.0, 10.0)], timeout=5000)
    dialog.show_selection((1.0, 2.0))
    qtbot.waitUntil(lambda: asked[1:] == [(1.0, 2.0)], timeout=5000)
    dialog.show_more()
    assert not dialog._settle.isActive(), "nothing more is decoded"
    dialog._clip.complete = True  # type: ignore[union-attr]
    dialog.show_more()
    qtbot.waitUntil(lambda: len(asked) == 3, timeout=5000)
    dialog.show_more()
    assert not dialog._settle.isActive(), "it is described whole"
    dialog.close()
    qtbot.waitUntil(lambda: not workers.busy, timeout=5000)
    dialog.show_clip(clip())
    qtbot.waitUntil(lambda: not dialog._settle.isActive(), timeout=5000)
    assert len(asked) == 3, "nobody sees it"
    assert dialog.message.ids == []


# Small parts ---------------------------------------------------------------------------------


def test_a_click_on_a_bar_chooses_what_the_model_knows(qtbot: QtBot, themes: ThemeManager) -> None:
    bars = EmotionBars(themes)
    qtbot.addWidget(bars)
    bars.set_labels([label for label in EMOTIONS if label != "calm"])
    bars.resize(bars.sizeHint())
    bars.show()
    chosen: list[str] = []
    bars.emotion_clicked.connect(chosen.append)
    height = bars.height() / len(bars.rows())

    def click(label: str, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        at = QPointF(20, (bars.rows().index(label) + 0.5) * height).toPoint()
        QTest.mouseMove(bars, at)
        QTest.mouseClick(bars, button, pos=at)

    click("calm")
    click("sad", Qt.MouseButton.RightButton)
    assert chosen == []
    click("sad")
    bars.mark("sad")
    click("sad")
    assert chosen == ["sad", ""], "a second click gives it up"


def test_the_dialog_of_voices_is_closed_by_keys_and_asks_nothing_of_an_empty_choice(
    window: MainWindow,
) -> None:
    speakers = window.controller.speakers
    assert window.controller.model is not None
    assert speakers.create("Ann", window.controller.model.info) is None
    speakers.choose("")
    window.actions_["voices"].trigger()
    (dialog,) = window.findChildren(ProfilesDialog)
    dialog._ask_to_delete()  # nobody is chosen; a question would fail the test
    dialog._remove_example()
    dialog._show_recording()
    assert dialog.isVisible()
    assert speakers.names() == ["Ann"]
    speakers.choose("Ann")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.reject()
    speakers.choose("")  # the closed dialog does not follow


def test_a_voice_that_cannot_be_learned_again_can_be_tried_once_more(
    window: MainWindow, qtbot: QtBot
) -> None:
    control = window.controller
    assert control.model is not None
    older = replace(new_profile("Ann", control.model.info), model_version="0.9")
    control.speakers.put_back("Ann", older, may_create=True)
    window.actions_["voices"].trigger()
    (dialog,) = window.findChildren(ProfilesDialog)
    dialog._relearn.click()
    settle(window, qtbot)
    assert dialog.verdict.ids == ["profile.not_relearned"], "it has no examples"
    assert dialog._relearn.isEnabled()
    dialog.reject()
