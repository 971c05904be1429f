"""Live results of the window in other programs, and that the window says so."""

from __future__ import annotations

import json
import socket

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from websockets.sync.client import connect

from ser_desktop.audio.devices import AudioDevice
from ser_desktop.emotion.results import Window
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recording.listening import Listening
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.state import State


class OpenMicrophone:
    """Stands for a microphone that is open."""

    device = AudioDevice(0, "Mic", "Fake", 1, 48_000, True)
    sample_rate_hz = 48_000


@pytest.fixture
def free_port(window: MainWindow) -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    window.controller.settings["share_port"] = port
    return port


def spoken(end_s: float) -> Window:
    probabilities = np.full(8, 0.05, np.float32)
    probabilities[4] = 0.65
    return Window(end_s - 3, end_s, 0.9, probabilities, 0.5)


def test_live_results_are_shared_once_each(
    window: MainWindow, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    control = window.controller
    monkeypatch.setattr(control.listening.input, "microphone", OpenMicrophone())
    monkeypatch.setattr(control.listening.live, "_info", control.model_in_use.info)
    changed = control.listening.live.changed
    changed.emit((spoken(2.5),))  # before anybody listens
    window.actions_["share_live"].trigger()
    assert control.sharing.is_on
    assert window.status.sharing.isVisible()
    assert "share.started_waiting" in window.notices.ids, "nothing is heard"
    page = copied(window, "share_with_token")
    address, _, token = page.partition("?")
    assert window.notices.ids == ["share.copied_with_token"]
    assert address in window.notices.text()
    assert token
    assert token not in window.notices.text(), "the window may be seen on a stream"
    assert page.startswith(f"http://localhost:{free_port}/overlay?token=")
    assert copied(window, "share_without_token") == address
    assert window.notices.ids == ["share.copied_without_token"]
    with connect(copied(window, "share_web_socket")) as client:
        assert token not in window.notices.text()
        assert json.loads(client.recv(5))["model"] == "ser-base"
        changed.emit((spoken(2.5), spoken(3.0)))
        changed.emit((spoken(2.5), spoken(3.0), spoken(3.5)))
        results = [json.loads(client.recv(5)) for _ in range(2)]
    assert [result["time_s"] for result in results] == [3.0, 3.5]
    assert results[0]["label"] == "angry"
    window.status.sharing.stop.click()
    assert not control.sharing.is_on
    assert not window.actions_["share_live"].isChecked()
    assert not window.status.sharing.isVisible()
    monkeypatch.undo()


def test_sharing_that_outlives_a_recording_says_so_and_can_be_stopped(
    window: MainWindow, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    control, sharing = window.controller, window.status.sharing
    control.listening.ended.emit(None)
    assert "share.stays_on" not in window.notices.ids, "nothing is shared"
    window.actions_["share_live"].trigger()
    assert sharing.state.text() == str(Message("share.indicator_waiting")), "nothing is heard"
    window.presenter._show_state(State.MONITORING)
    assert sharing.state.text() == str(Message("share.indicator"))
    window.presenter._show_state(State.IDLE)
    control.listening.ended.emit(None)
    assert sharing.state.text() == str(Message("share.indicator_waiting"))
    assert sharing.stop.isVisible()
    assert window.notices.ids == ["share.stays_on"]
    sharing.stop.click()
    assert not control.sharing.is_on
    assert window.notices.ids == ["share.stopped"], "nothing says that it is on any more"
    monkeypatch.setattr(Listening, "state", State.MONITORING)
    window.actions_["share_live"].trigger()
    assert window.notices.ids == ["share.started"], "what is heard is sent"
    monkeypatch.undo()


def test_messages_about_what_is_heard_end_with_it(window: MainWindow) -> None:
    control = window.controller
    control.problem.emit(Message("microphone.silent", device="Mic"))
    control.problem.emit(Message("live.failed", detail="x"))
    control.problem.emit(Message("microphone.lost_during_take", device="Mic"))
    control.listening.ended.emit(None)
    assert window.notices.ids == ["microphone.lost_during_take"], "that one explains the end"
    window.notices.dismiss()
    assert window.notices.ids == []


def copied(window: MainWindow, name: str) -> str:
    """The clipboard after an entry of the indicator's menu was chosen."""
    menu = window.status.sharing.state.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    return QGuiApplication.clipboard().text()


def test_the_address_is_stable_and_a_used_port_is_reported(
    window: MainWindow, free_port: int, qtbot: QtBot
) -> None:
    action = window.actions_["share_live"]
    pages = []
    for _ in range(2):
        action.trigger()
        pages.append(window.controller.sharing.page)
        action.trigger()
    assert pages[0] == pages[1] != ""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        action.trigger()
        assert not action.isChecked()
        assert "sink.cannot_serve" in window.notices.ids
    action.trigger()
    assert action.isChecked()
    assert "sink.cannot_serve" not in window.notices.ids
