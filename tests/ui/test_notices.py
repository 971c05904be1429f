"""Messages over the pictures, and questions before much is labelled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QFont
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.status_text import row_message
from ser_desktop.ui.shell import dialogs as dialogs_module
from ser_desktop.ui.shell import notices as notices_module
from ser_desktop.ui.shell.actions import ENTRIES, MENUS
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.state import State
from tests.ui.test_window import open_and_wait

FIRST, SECOND = Message("open.no_sound_files"), Message("rename.invalid_name", name="a/b")
NEWS = Message("profile.analysing_selection")


def test_a_missing_path_beside_a_good_one_is_named(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.wav"
    window.controller.open([missing, sample])
    assert window.notices.messages == (Message("open.not_found", n=1, paths=[str(missing)]),)
    assert [row.path for row in window.controller.recordings.rows()] == [sample]


def test_errors_stay_until_they_are_read_one_after_another(
    window: MainWindow, qtbot: QtBot
) -> None:
    notices = window.notices
    for message in (FIRST, SECOND, FIRST):
        notices.show_error(message)
    notices.show_news(NEWS)
    assert notices.messages == (FIRST, NEWS), "news hides no error"
    assert [notices.dismiss() for _ in range(4)] == [True, True, True, False]
    assert notices.isHidden()


def test_the_report_of_a_silent_microphone_goes_when_it_is_heard(window: MainWindow) -> None:
    opposite = Message("microphone.opposite_phase", device="Mic", channel="left")
    for message in (FIRST, opposite, Message("microphone.silent", device="Mic")):
        window.notices.show_error(message)
    window.controller.listening.input.heard_again.emit()
    assert window.notices.messages == (opposite,), "that one still holds"
    window.notices.dismiss()
    assert window.notices.messages == (FIRST,)


def test_news_goes_by_itself(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices_module, "NEWS_MS", 50)
    window.notices.show_error(FIRST)
    window.notices.show_news(NEWS)
    qtbot.waitUntil(lambda: window.notices.messages == (FIRST,), timeout=2000)


def test_a_message_covers_nothing_and_leaves_the_pictures_in_place(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    open_and_wait(window, qtbot, sample)
    window.resize(1366, 768)
    qtbot.wait(20)
    pictures, table = placed(window.timeline), placed(window.segments)
    for show in (lambda: window.notices.show_error(FIRST), lambda: window.notices.show_news(NEWS)):
        show()
        qtbot.wait(20)
        assert placed(window.timeline) == pictures
        assert placed(window.segments).topLeft() == table.topLeft()
        message = placed(window.notices)
        others = (window.timeline, window.segments, window.list, window.result, window.status)
        assert not any(message.intersects(placed(other)) for other in others)
    while window.notices.dismiss():
        pass
    qtbot.wait(20)
    assert (placed(window.timeline), placed(window.segments)) == (pictures, table)


def test_the_table_comes_back_beside_a_message(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    open_and_wait(window, qtbot, sample)
    window.centre.show_tables(False)
    window.notices.show_news(NEWS)
    window.centre.show_tables(True)
    qtbot.wait(20)
    beside = placed(window.timeline)
    assert window.segments.height() > 0
    window.notices.hide_news()
    qtbot.wait(20)
    assert placed(window.timeline) == beside, "the table gets the room of the message"


def test_without_room_for_both_the_table_gives_way(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    open_and_wait(window, qtbot, sample)
    window.resize(900, window.minimumSizeHint().height() + 90)
    qtbot.wait(20)
    window.notices.show_error(FIRST)
    qtbot.wait(20)
    assert window.timeline.height() >= window.timeline.minimumHeight()
    assert not placed(window.notices).intersects(placed(window.timeline))


def placed(widget: QWidget) -> QRect:
    """Where a widget is in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def test_news_offers_undo(window: MainWindow, qtbot: QtBot, sample: Path) -> None:
    recording = open_and_wait(window, qtbot, sample)
    window.controller.library.remove([recording])
    undo = window.notices.findChild(QPushButton, "newsUndo")
    assert undo is not None
    assert undo.isVisible()
    undo.click()
    assert window.controller.recordings.rows() == [recording]
    assert window.notices.isHidden()
    window.actions_["redo"].trigger()
    assert window.controller.recordings.rows() == []


def test_the_complete_error_is_shown_once(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"a letter " * 99)
    recording = open_and_wait(window, qtbot, broken)
    whole = str(recording.job.error)
    assert window.timeline.failed.message == recording.job.error
    assert window.result.tip.messages == ()
    assert row_message(recording).id == "recordings.error_unreadable"
    assert window.notices.messages == ()
    model = window.controller.recordings
    assert whole in model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_a_bad_file_offers_folder_removal_and_another_try(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"a letter " * 99)
    open_and_wait(window, qtbot, broken)
    page = window.timeline.failed
    assert page.isVisible()
    assert page.geometry() == window.timeline.rect(), "in the middle of the empty picture"
    buttons = {b.objectName(): b for b in page.findChildren(QPushButton)}
    shown: list[Path] = []
    monkeypatch.setattr(dialogs_module, "show_folder", shown.append)
    buttons["failedFolder"].click()
    assert shown == [tmp_path]
    broken.write_bytes(sample.read_bytes())
    buttons["failedAgain"].click()
    (recording,) = window.controller.recordings.rows()
    qtbot.waitUntil(lambda: recording.analysis is not None, timeout=15_000)
    qtbot.waitUntil(lambda: not page.isVisible(), timeout=5000)
    broken.write_bytes(b"")
    buttons["failedAgain"].click()
    other = open_and_wait(window, qtbot, sample)
    broken.write_bytes(b"")
    window.controller.select(recording)
    window.controller.analyse_again(recording)
    qtbot.waitUntil(lambda: recording.job.error is not None, timeout=5000)
    buttons["failedRemove"].click()
    assert window.controller.recordings.rows() == [other]


@pytest.mark.parametrize("confirms", [True, False])
def test_a_long_recording_is_labelled_as_a_whole_only_after_a_question(
    window: MainWindow, qtbot: QtBot, sample: Path, tmp_path: Path,
    answers: Callable[..., list[str]], confirms: bool,
) -> None:  # fmt: skip
    samples, rate_hz = soundfile.read(sample)
    path = tmp_path / "long.wav"
    soundfile.write(path, np.tile(samples, 2), rate_hz)
    open_and_wait(window, qtbot, path)
    asked = answers(confirms, confirms)
    window.actions_["said_sad"].trigger()
    assert len(asked) == 1
    assert (window.controller.speakers.profile is not None) == confirms
    window.actions_["annotate_sad"].trigger()
    assert len(asked) == 2
    assert len(window.annotations.shown) == confirms
    window.controller.transport.choose_span((1.0, 3.0))
    window.actions_["said_happy"].trigger()
    window.actions_["annotate_happy"].trigger()
    assert len(asked) == 2, "a selection is what is meant"
    qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=10_000)


def test_one_stop_at_a_time(window: MainWindow) -> None:
    buttons = {b.objectName(): b for b in window.toolbar.findChildren(QToolButton)}
    for state, visible in ((State.IDLE, "stopButton"), (State.RECORDING, "pauseButton")):
        window.toolbar.show_state(state)
        shown = [name for name in ("stopButton", "pauseButton") if buttons[name].isVisible()]
        assert shown == [visible]


def test_the_focus_frame_is_for_the_keyboard(window: MainWindow) -> None:
    view = window.timeline
    assert not view.property("keyboardFocus")
    for reason, shown in ((Qt.FocusReason.MouseFocusReason, False),
                          (Qt.FocusReason.TabFocusReason, True)):  # fmt: skip
        QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert bool(view.property("keyboardFocus")) == shown


def test_a_narrow_window_hides_the_list_and_then_the_result(
    window: MainWindow, qtbot: QtBot, sample: Path
) -> None:
    open_and_wait(window, qtbot, sample)
    panels = window.panels
    for width, shown in ((1280, (True, True)), (640, (False, True)), (400, (False, False)),
                         (1280, (True, True))):  # fmt: skip
        window.resize(width, 600)
        qtbot.wait(20)
        assert (panels.list_shown, panels.result_shown) == shown, width
    window.resize(640, 600)
    qtbot.wait(20)
    window.actions_["show_list"].trigger()
    assert panels.list_shown
    assert window.actions_["show_list"].isChecked()


def test_at_twice_the_text_the_pictures_keep_their_width(
    make_window: Callable[[], MainWindow], no_devices: None, qtbot: QtBot, sample: Path
) -> None:
    before = QApplication.font()
    doubled = QFont(before)
    doubled.setPointSizeF(before.pointSizeF() * 2)
    QApplication.setFont(doubled)
    try:
        window = make_window()
        window.resize(1280, 800)
        open_and_wait(window, qtbot, sample)
        qtbot.wait(50)
        plot = window.timeline._tracks.waveform.plot.getViewBox()
        assert plot.width() > 250
        bars = window.result.bars
        assert bars.width() >= bars.sizeHint().width(), "the probabilities are written"
    finally:
        QApplication.setFont(before)


def test_every_menu_and_action_has_its_text(window: MainWindow) -> None:
    assert {entry.menu for entry in ENTRIES} == set(MENUS)
    for entry in ENTRIES:
        assert window.actions_[entry.key].text(), entry.key
