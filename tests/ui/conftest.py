"""The window with a profile of its own, without a microphone unless a test opens one."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ser_desktop.audio import devices
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.playback import playback as playback_module
from ser_desktop.ui.recording import microphone_input as input_module
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit import workers
from ser_desktop.ui.toolkit.theme import ThemeManager
from ser_desktop.ui.toolkit.workers import Workers

# The offscreen platform says this of itself; it is no fault of ours.
_HARMLESS = ("does not support", "propagateSizeHints", "This plugin")


@pytest.fixture(scope="session")
def _old_objects() -> None:
    """What is there before the first window is not looked through again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _every_mouse_move_counts() -> None:
    """pyqtgraph ignores moves within 10 ms of each other, and all moves of a test are that quick.

    Without this a drag happens or not by how fast the machine is.
    """
    pg.setConfigOption("mouseRateLimit", 0)


@pytest.fixture(autouse=True)
def _garbage_stays_on_this_thread(_old_objects: None) -> Iterator[None]:
    """As :mod:`ser_desktop.ui.toolkit.garbage` has it in the program."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _no_qt_warning() -> Iterator[None]:
    """Qt complains about nothing."""
    said: list[str] = []

    def keep(kind: QtMsgType, _context: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(word in text for word in _HARMLESS):
            said.append(text)

    before = qInstallMessageHandler(keep)
    yield
    qInstallMessageHandler(before)
    assert said == []


@pytest.fixture(autouse=True)
def _no_unexpected_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box that waits for an answer would wait for ever."""

    def unexpected(_parent: object, title: str, question: str) -> None:
        raise AssertionError(f"{title}: {question}")

    monkeypatch.setattr(QMessageBox, "question", unexpected)


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[ThemeManager]:
    """Dark, whatever this system prefers."""
    manager = ThemeManager(qapp, "dark")
    yield manager
    qapp.styleHints().colorSchemeChanged.disconnect(manager._apply)
    # Windows go before the style sheet: Qt forgets to watch a widget whose size is asked for while
    # the sheet is taken off, and the next sheet then looks at the widget after its destruction.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")


@pytest.fixture
def no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without microphone and loudspeaker."""
    none = devices.DeviceList((), Message("device.none_input"))
    for module in (input_module, playback_module):
        monkeypatch.setattr(module, "list_devices", lambda *_a, **_k: none)


@pytest.fixture
def make_window(
    qtbot: QtBot, themes: ThemeManager, profile: Profile
) -> Iterator[Callable[[], MainWindow]]:
    """Make windows as :mod:`ser_desktop.app` does, with the model loaded; closes them."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        controller = Controller(profile, Settings(profile.settings_file), Workers())
        window = MainWindow(controller, themes)
        qtbot.addWidget(window)
        window.show()
        with qtbot.waitSignal(controller.model_in_use.loaded, timeout=10_000):
            controller.project.restore()
            controller.model_in_use.load("")
            controller.speakers.restore()
            controller.listening.input.rescan(reload_system=False)
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        window.controller.deleteLater()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(make_window: Callable[[], MainWindow], no_devices: None) -> MainWindow:
    """A window on a machine without sound devices."""
    return make_window()


@pytest.fixture(scope="session", autouse=True)
def _coverage_sees_qt_threads() -> Iterator[None]:
    """Pass coverage's tracer on to Qt's threads, which Python does not know."""
    tracer = threading.gettrace()
    run = workers._Turn.run

    def traced_run(turn: workers._Turn) -> None:
        sys.settrace(tracer)
        run(turn)

    if tracer is not None:
        workers._Turn.run = traced_run  # type: ignore[method-assign]
    yield
    workers._Turn.run = run  # type: ignore[method-assign]
