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
from ser_desktop.ui.shell.main_window import MainWindow


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
    assert "share.started" in window.notices.ids
    window.status.sharing.click()
    page = QGuiApplication.clipboard().text()
    address, _, token = page.partition("?")
    assert address in window.notices.text()
    assert token
    assert token not in window.notices.text(), "the window may be seen on a stream"
    assert page.startswith(f"http://localhost:{free_port}/overlay?token=")
    with connect(page.replace("http", "ws").replace("/overlay", "/")) as client:
        assert json.loads(client.recv(5))["model"] == "ser-base"
        changed.emit((spoken(2.5), spoken(3.0)))
        changed.emit((spoken(2.5), spoken(3.0), spoken(3.5)))
        results = [json.loads(client.recv(5)) for _ in range(2)]
    assert [result["time_s"] for result in results] == [3.0, 3.5]
    assert results[0]["label"] == "angry"
    window.actions_["share_live"].trigger()
    assert not control.sharing.is_on
    assert not window.status.sharing.isVisible()
    monkeypatch.undo()


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
