"""The window with 5,000 recordings: ``python -m benchmarks.many_recordings``.

Writes ``benchmarks/many_recordings.json``. The rows have results without files, so that what is
measured is the list and not the decoder. A 2 ms timer watches the event loop. The processor time
of the window's thread between two ticks is how long the window does not answer; other programs on
the machine do not count in it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from benchmarks.rows import keep, row
from benchmarks.window import Watch, until, wait
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.results import Analysis
from ser_desktop.paths import Profile, resource
from ser_desktop.settings import Settings
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.garbage import GarbageCollector
from ser_desktop.ui.toolkit.theme import ThemeManager
from ser_desktop.ui.toolkit.workers import Workers

N_ROWS = 5000
LIMIT_MS = 100.0


def filled_window(app: QApplication, folder: Path) -> MainWindow:
    """A window whose list has that many analysed rows."""
    profile = Profile.at(folder)
    control = Controller(profile, Settings(profile.settings_file), Workers())
    window = MainWindow(control, ThemeManager(app, "dark"))
    window.show()
    GarbageCollector(app)
    control.model_in_use.load("")
    until(lambda: control.model is not None)
    assert control.model is not None
    analysis = analyze(resource("samples", "sample.flac"), control.model)
    control.recordings.add([_analysed(folder, n, analysis) for n in range(N_ROWS)])
    return window


def _analysed(folder: Path, n: int, analysis: Analysis) -> Recording:
    path = folder / f"{n}.wav"
    recording = Recording.of(path)
    own = replace(analysis, file=replace(analysis.file, path=path))
    recording.document.raw_analyses = recording.document.displayed_analyses = (own,)
    return recording


def longest_block_ms(window: MainWindow, step: Callable[[], object]) -> float:
    """The longest time the event loop is blocked in a step and what follows on it."""
    wait(300)
    watch = Watch()
    step()
    wait(20)
    until(lambda: not window.controller.workers.busy)
    wait(100)
    watch.stop()
    return max(watch.busy_ms)


def change_setting(window: MainWindow) -> None:
    """Another smoothing: every result is shown anew."""
    window.controller.settings["smoothing_windows"] = 5
    window.controller.apply_setting("smoothing_windows")


def show_all(window: MainWindow) -> None:
    """Show every row in the order it was added."""
    window.list.rows.set_state("all")
    window.list.rows.set_sort("added")


def report_progress(window: MainWindow) -> None:
    """News of one row, as an analysis gives them."""
    rows = window.controller.recordings.rows()
    for recording in rows[:500]:
        window.controller.library.touch([recording])


def main() -> None:
    app = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        window = filled_window(app, Path(name))
        library = window.controller.library
        steps: dict[str, Callable[[], object]] = {
            "one setting changed": lambda: change_setting(window),
            "sorted by name": lambda: window.list.rows.set_sort("name"),
            "sorted by confidence": lambda: window.list.rows.set_sort("surest"),
            "searched": lambda: window.list.rows.set_search("7.wav"),
            "search cleared": lambda: window.list.rows.set_search(""),
            "filtered by an emotion": lambda: window.list.rows.set_state("neutral"),
            "filter and order reset": lambda: show_all(window),
            "500 rows updated": lambda: report_progress(window),
            "every row selected": window.list.selectAll,
            "every row removed": lambda: library.remove(library.rows.rows()),
            "removal undone": window.controller.undo,
        }
        figures = {name: longest_block_ms(window, step) for name, step in steps.items()}
        window.close()
    rows = [
        row(
            f"{N_ROWS} recordings, {text}: longest block of the event loop, processor time",
            ms,
            "ms",
            "limit of 100 ms",
            ms / LIMIT_MS,
        )
        for text, ms in figures.items()
    ]
    keep(rows, Path(__file__).with_suffix(".json"))


if __name__ == "__main__":
    main()
