"""Pictures of the window in all its states, to be looked at before a release: ``make review``.

Takes each state of :mod:`docs.review_scenes` in every theme, size and language that is named, with
one window a language, and lays them on sheets beside the pictures of an earlier run or release::

    python docs/review_pictures.py --themes dark,light --sizes 1280x800,1366x768
    python docs/review_pictures.py --scale 2 --scenes start,short,long,practice
    python docs/review_pictures.py --languages de,fr,es --before v1.0
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ser_desktop.texts.forms import Language
    from ser_desktop.ui.shell.main_window import MainWindow
    from ser_desktop.ui.toolkit.theme import ThemeManager
    from tests.support.virtual_microphone import VirtualMicrophone


def main() -> None:
    options = _options()
    if not options.inside:
        _run_on_own_screen(options)
        return
    from PySide6.QtWidgets import QApplication

    from docs.review_sheet import lay_beside, pictures_of
    from ser_desktop.ui.toolkit.theme import ThemeManager
    from tests.support.virtual_microphone import VirtualMicrophone

    options.out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    themes = ThemeManager(app, options.themes[0])
    with VirtualMicrophone() as microphone:
        for code in options.languages:
            _take(app, themes, microphone, code, options)
    with tempfile.TemporaryDirectory() as folder:
        before = pictures_of(options.before, Path(folder), ROOT)
        for sheet in lay_beside(options.out, before):
            print(sheet)


def _options() -> argparse.Namespace:
    def words(text: str) -> list[str]:
        return [word for word in text.split(",") if word]

    def sizes(text: str) -> list[tuple[int, int]]:
        pairs = (word.split("x") for word in words(text))
        return [(int(width), int(height)) for width, height in pairs]

    parser = argparse.ArgumentParser(description="Pictures of the window for review.")
    parser.add_argument("--themes", type=words, default=["dark", "light"])
    parser.add_argument("--sizes", type=sizes, default=[(1280, 800)], help="of the window")
    parser.add_argument("--scale", type=float, default=1.0, help="pixels for each point")
    parser.add_argument(
        "--languages", type=words, default=["en"], help="codes; pseudo and rtl for made ones"
    )
    parser.add_argument("--scenes", type=words, default=[], help="only these")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "review")
    parser.add_argument(
        "--before",
        default="HEAD",
        help="an earlier run's folder, or a tag with pictures",
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run_on_own_screen(options: argparse.Namespace) -> None:
    """Start again on a screen (Xvfb) with room for the largest window."""
    width = round(max(w for w, _ in options.sizes) * options.scale)
    height = round(max(h for _, h in options.sizes) * options.scale)
    command = ["xvfb-run", "-a", "-s", f"-screen 0 {width}x{height}x24", sys.executable, __file__]
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    environment["QT_SCALE_FACTOR"] = str(options.scale)
    subprocess.run([*command, *sys.argv[1:], "--inside"], check=True, env=environment)


def _take(
    app: QApplication,
    themes: ThemeManager,
    microphone: VirtualMicrophone,
    code: str,
    options: argparse.Namespace,
) -> None:
    """Take every picture of one language."""
    from PySide6.QtCore import QCoreApplication, QEvent, Qt

    from docs.make_pictures import wait
    from docs.review_scenes import Scenes
    from ser_desktop.ui.toolkit.language import show_language

    show_language(app, _language(code))
    themes.set_appearance(options.themes[0])  # its edges stand where the texts begin
    folder = Path(tempfile.mkdtemp())
    window = _new_window(themes, folder / "profile")
    window.resize(*options.sizes[0])

    def wanted(name: str) -> bool:
        return not options.scenes or name in options.scenes

    for name, widget in Scenes(window, microphone, folder, wanted).all():
        if not wanted(name):
            continue
        for appearance, (width, height) in _looks(options, widget is window):
            if themes.theme.dark != (appearance == "dark"):
                themes.set_appearance(appearance)
            if widget is window:
                window.resize(width, height)
            wait(400)
            kind = f"{code}-{width}x{height}-{options.scale:g}"
            target = options.out / kind / f"{name}-{appearance}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            widget.grab().save(str(target))
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    wait(50)


def _looks(options: argparse.Namespace, has_sizes: bool) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield themes and sizes; dialogs have a size of their own."""
    for appearance in options.themes:
        for size in options.sizes if has_sizes else options.sizes[:1]:
            yield appearance, size


def _language(code: str) -> Language:
    from ser_desktop.texts.languages.loading import load_language
    from tests.support.pseudo_languages import pseudo_language, right_to_left_language

    made = {"pseudo": pseudo_language, "rtl": right_to_left_language}
    return made[code]() if code in made else load_language(code)


def _new_window(themes: ThemeManager, folder: Path) -> MainWindow:
    """Return a window with a new profile, at its first start."""
    from ser_desktop.paths import Profile
    from ser_desktop.settings import Settings
    from ser_desktop.ui.shell.controller import Controller
    from ser_desktop.ui.shell.main_window import MainWindow
    from ser_desktop.ui.toolkit.workers import Workers

    profile = Profile.at(folder)
    controller = Controller(profile, Settings(profile.settings_file), Workers())
    window = MainWindow(controller, themes)
    window.show()
    controller.project.restore()
    controller.model_in_use.load("")
    controller.speakers.restore()
    controller.listening.input.rescan(reload_system=False)
    return window


if __name__ == "__main__":
    main()
