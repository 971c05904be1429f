"""The window with a profile of its own, without a microphone unless a test opens one."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QLocale, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QInputDialog, QPushButton
from pytestqt.qtbot import QtBot

from ser_desktop.audio import devices
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.forms import Language
from ser_desktop.texts.messages import ENGLISH, Message
from ser_desktop.ui.playback import playback as playback_module
from ser_desktop.ui.recording import microphone_input as input_module
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit import workers
from ser_desktop.ui.toolkit.language import show_language
from ser_desktop.ui.toolkit.question import LEAVE, Question
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

    def unexpected(question: Question) -> None:
        raise AssertionError(str(question.question))

    monkeypatch.setattr(Question, "exec", unexpected)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answer the next questions as given. Returns what will have been asked."""

    def answer(*confirms: bool) -> list[str]:
        left, asked = list(confirms), []

        def answered(question: Question) -> int:
            asked.append(str(question.question))
            pressed = question.findChild(QPushButton, "doIt" if left.pop(0) else LEAVE)
            enter = question.findChild(QPushButton, LEAVE)
            assert pressed is not None
            assert enter is not None
            assert enter.isDefault(), "Enter alone loses nothing"
            pressed.click()
            return question.result()

        monkeypatch.setattr(Question, "exec", answered)
        return asked

    return answer


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answer the next inputs: a text, and whether it is taken. Returns what will be asked."""

    def answer(*texts: tuple[str, bool]) -> list[str]:
        left, asked = list(texts), []

        def answered(dialog: QInputDialog) -> int:
            asked.append(dialog.labelText())
            text, is_taken = left.pop(0)
            dialog.setTextValue(text)
            return int(is_taken)

        monkeypatch.setattr(QInputDialog, "exec", answered)
        return asked

    return answer


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
def speak(qapp: QApplication, themes: ThemeManager) -> Iterator[Callable[[Language], None]]:
    """Show a language until the test ends, chosen before the style sheet, as the program does."""
    locale = QLocale()

    def shown(language: Language) -> None:
        direction = qapp.layoutDirection()
        show_language(qapp, language)
        if qapp.layoutDirection() != direction:
            themes.set_appearance("dark")

    yield shown
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    show_language(qapp, ENGLISH)
    QLocale.setDefault(locale)


@pytest.fixture
def window_in(
    speak: Callable[[Language], None], make_window: Callable[[], MainWindow], no_devices: None
) -> Callable[[Language], MainWindow]:
    """Open a window of 1280 x 800 in a language, without a recording."""

    def open_window(language: Language) -> MainWindow:
        speak(language)
        window = make_window()
        window.resize(1280, 800)
        QApplication.processEvents()
        return window

    return open_window


@pytest.fixture
def open_in(
    window_in: Callable[[Language], MainWindow], qtbot: QtBot, sample: Path
) -> Callable[[Language], MainWindow]:
    """Open such a window with a recording that is analysed."""

    def open_window(language: Language) -> MainWindow:
        window = window_in(language)
        window.controller.open([sample])
        qtbot.waitUntil(lambda: not window.controller.workers.busy, timeout=30_000)
        QApplication.processEvents()
        return window

    return open_window


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
