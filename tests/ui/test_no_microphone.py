"""Without a microphone *Record* looks unavailable and says why, until one appears."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from ser_desktop.audio import sound_hardware
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording import microphone_watch
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.theme import ThemeManager
from tests.support import stub_microphone


def record_button(window: MainWindow) -> QToolButton:
    button = window.toolbar.findChild(QToolButton, "recordButton")
    assert button is not None
    return button


def shown_colour(button: QToolButton) -> str:
    picture = button.grab().toImage()
    return picture.pixelColor(6, picture.height() // 2).name()


def test_record_looks_unavailable_and_says_what_to_do(
    window: MainWindow, themes: ThemeManager
) -> None:
    reason = str(Message("device.none_input"))
    for button in (record_button(window), window.findChild(QToolButton, "start_record")):
        assert shown_colour(button) == themes.theme.field, "not the red that invites"
        assert button.toolTip() == reason
        assert button.accessibleDescription() == reason
    status = window.findChild(QLabel, "microphoneIndicator")
    assert status.isVisible()
    assert status.text() == str(Message("status.no_microphone"))
    assert status.toolTip() == reason


def test_pressed_without_a_microphone_it_says_why(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(record_button(window), Qt.MouseButton.LeftButton)
    assert window.controller.state is State.IDLE
    assert window.notices.ids == ["device.none_input"]


def test_a_microphone_that_appears_makes_recording_possible(
    window: MainWindow, themes: ThemeManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = window.controller.capture._watch
    assert watch._timer.isActive()
    stub_microphone.install(monkeypatch)
    watch.look()
    assert record_button(window).property("available") is False, "nothing has changed so far"
    monkeypatch.setattr(microphone_watch, "hardware_mark", lambda: ("pcmC1D0c",))
    watch.look()
    button = record_button(window)
    assert shown_colour(button) == themes.theme.record
    assert button.toolTip() == str(Message("toolbar.record_tip"))
    assert button.accessibleDescription() == ""
    assert not watch._timer.isActive(), "there is nothing to wait for"
    assert window.findChild(QLabel, "microphoneIndicator").text() != str(
        Message("status.no_microphone")
    )


def test_what_is_played_is_not_stopped_by_a_search(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = window.controller.capture._watch
    stub_microphone.install(monkeypatch)
    monkeypatch.setattr(microphone_watch, "hardware_mark", lambda: ("pcmC1D0c",))
    monkeypatch.setattr(watch, "_is_free", lambda: False)
    watch.look()
    assert window.controller.listening.input.device is None


def test_who_comes_back_to_the_window_need_not_search(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub_microphone.install(monkeypatch)
    window.controller.capture._watch._on_application(Qt.ApplicationState.ApplicationActive)
    assert record_button(window).property("available") is True


def test_pressed_after_one_was_connected_it_records(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub_microphone.install(monkeypatch)
    qtbot.mouseClick(record_button(window), Qt.MouseButton.LeftButton)
    assert window.controller.state is State.RECORDING
    window.controller.listening.stop_take()


@pytest.mark.parametrize(("platform", "kind"), [("linux", tuple), ("darwin", tuple)])
def test_hardware_is_marked_without_portaudio(
    platform: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_hardware.sys, "platform", platform)
    assert isinstance(sound_hardware.hardware_mark(), kind)
    assert sound_hardware.hardware_mark() == sound_hardware.hardware_mark()
