"""Starts the window."""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from ser_desktop.cli import COMMANDS, OneSentenceParser
from ser_desktop.log import start_logging
from ser_desktop.paths import APP_NAME, Profile
from ser_desktop.settings import Settings
from ser_desktop.streams import quiet_libraries
from ser_desktop.texts.messages import Message

if sys.platform == "win32":
    # Before Qt: whichever C++ runtime is loaded first stays (onnxruntime#26127).
    import onnxruntime  # noqa: F401


def run(arguments: Sequence[str]) -> int:
    """Open the window and run until it is closed. Returns the exit code."""
    options = _parse(arguments)
    missing = [path for path in options.files if not os.path.lexists(path)]
    if missing and (len(missing) == len(options.files) or _is_mistyped_command(options.files[0])):
        _say(_not_found_message(str(missing[0])))
        return 2
    profile = Profile.at(options.profile) if options.profile else Profile.default()
    start_logging(profile.logs)
    if find_spec("PySide6") is None:
        _say(Message("app.no_qt", detail="No module named 'PySide6'"))
        return 2
    if not _has_display():
        _say(Message("app.no_display"))
        return 2
    try:
        return _run_window(profile, options.files)
    except ImportError as error:
        _say(_no_window_message(str(error)))
        return 2


def _no_window_message(reason: str) -> Message:
    """Say what the window lacks: a library of the system, or the packages of Python."""
    library, is_library, _ = reason.partition(": cannot open shared object file")
    if is_library:
        return Message("app.no_library", library=library)
    return Message("app.no_qt", detail=reason)


def _is_mistyped_command(path: Path) -> bool:
    """Return whether the first argument is no file, but similar to the name of a command."""
    return not os.path.lexists(path) and bool(get_close_matches(str(path), COMMANDS, n=1))


def _not_found_message(word: str) -> Message:
    near = get_close_matches(word, COMMANDS, n=1)
    if near:
        return Message("app.unknown_command_near", word=word, command=near[0])
    return Message("app.unknown_command", word=word)


def _say(message: Message) -> None:
    sys.stderr.write(f"ser-desktop: {message}\n")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = OneSentenceParser(prog="ser-desktop", allow_abbrev=False)
    parser.add_argument("--profile", type=Path)
    parser.add_argument("files", nargs="*", type=Path)
    return parser.parse_args(arguments)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    return bool(os.environ.get("DISPLAY")) and _x_server_answers()


def _x_server_answers() -> bool:
    """Check the X server first, since Qt exits if it cannot connect."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # let Qt report what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def _import_engine() -> None:
    """Import the modules without Qt before Qt.

    PySide6 slows later imports: it reads the source of each module.
    """
    import ser_desktop.audio.clip
    import ser_desktop.batch.record
    import ser_desktop.emotion.catalogue
    import ser_desktop.emotion.inference
    import ser_desktop.speakers.profile  # noqa: F401


def _run_window(profile: Profile, files: Sequence[Path]) -> int:
    gc.disable()  # no collection before the first paint; later the window collects itself
    _import_engine()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ser_desktop.ui.shell.controller import Controller
    from ser_desktop.ui.shell.fault_dialog import FaultCatcher
    from ser_desktop.ui.shell.main_window import MainWindow
    from ser_desktop.ui.toolkit.garbage import GarbageCollector
    from ser_desktop.ui.toolkit.language import chosen_language, show_language
    from ser_desktop.ui.toolkit.state import State
    from ser_desktop.ui.toolkit.theme import ThemeManager
    from ser_desktop.ui.toolkit.workers import Workers

    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP_NAME)
    app.setDesktopFileName("ser-desktop")
    FaultCatcher(profile.logs, app).install()
    settings = Settings(profile.settings_file)
    show_language(app, chosen_language(settings["language"]))
    themes = ThemeManager(app, settings["appearance"])
    controller = Controller(profile, settings, Workers(app), app)
    window = MainWindow(controller, themes)
    window.show()

    def after_first_paint() -> None:
        GarbageCollector(app, may_pause=lambda: controller.state is State.IDLE)
        if not any(path.suffix.lower() == ".serproj" for path in files):
            controller.project.restore()
        controller.model_in_use.load(settings["model"])
        controller.speakers.restore()
        if files:
            controller.open(files)
        controller.library.files.recover()
        microphone = controller.listening.input
        if settings["welcome_seen"]:
            microphone.rescan(reload_system=False)
        else:  # nothing is heard before the notice was read
            microphone.hold_meter()
            microphone.rescan(reload_system=False)
            window.dialogs.welcome().finished.connect(microphone.release_meter)

    QTimer.singleShot(0, after_first_paint)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    ticker = QTimer(app)  # lets Python see the signal while Qt waits
    ticker.start(500)
    ticker.timeout.connect(lambda: None)
    with quiet_libraries(profile.logs / "libraries.log"):
        return int(app.exec())
