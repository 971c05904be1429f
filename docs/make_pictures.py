"""The README's screenshots, from the real window with a real analysis: ``make pictures``.

Starts the window on a screen of its own (Xvfb), records the sample through a virtual microphone,
opens it as a file too, and takes pictures light and dark.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"
SCREEN = "-screen 0 1280x800x24"


def main() -> None:
    if "--inside" not in sys.argv:
        command = ["xvfb-run", "-a", "-s", SCREEN, sys.executable, __file__, "--inside"]
        environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
        subprocess.run(command, check=True, env=environment)
        return
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.support.virtual_microphone import VirtualMicrophone

    PICTURES.mkdir(exist_ok=True)
    with VirtualMicrophone() as microphone:
        take_pictures(microphone)


def wait(milliseconds: int) -> None:
    """Let the window live (QTest.qWait would keep the interpreter from the workers)."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def take_pictures(microphone: object) -> None:
    """Drive one window through what the pictures show."""
    from PySide6.QtWidgets import QApplication

    from ser_desktop.paths import Profile, resource
    from ser_desktop.settings import Settings
    from ser_desktop.ui.controller import Controller
    from ser_desktop.ui.main_window import MainWindow
    from ser_desktop.ui.theme import ThemeManager
    from ser_desktop.ui.workers import Workers

    app = QApplication(sys.argv[:1])
    profile = Profile.at(Path(tempfile.mkdtemp()))
    settings = Settings(profile.settings_file)
    themes = ThemeManager(app, "dark")
    controller = Controller(profile, settings, Workers())
    window = MainWindow(controller, themes)
    window.resize(1280, 800)
    window.show()
    controller.load_model("")
    controller.input.rescan(look_anew=False)
    sample = resource("samples", "sample.flac")
    wait(4000)
    controller.record()
    with microphone.playing(sample):  # type: ignore[attr-defined]
        wait(7000)
        window.grab().save(str(PICTURES / "recording-dark.png"))
        wait(4000)
    controller.stop_recording()
    controller.open([sample])
    wait(3000)
    controller.choose_span((2.4, 4.8))
    controller.seek(3.1)
    for appearance in ("dark", "light"):
        themes.set_appearance(appearance)
        wait(500)
        window.grab().save(str(PICTURES / f"window-{appearance}.png"))
    window.close()
    window.deleteLater()
    wait(50)


if __name__ == "__main__":
    main()
