"""From the start of the process to the first painted window: ``python -m benchmarks.start``.

Writes ``benchmarks/start.json``; the peer is a bare PySide6 window with an empty plot.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clip import ratio
from benchmarks.rows import keep, row

ROUNDS = 7

BARE_WINDOW = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.resize(1280, 800)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""
OUR_WINDOW = """
import sys
from ser_desktop import app
import_engine = app._import_engine
def stop_after_paint():
    import_engine()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    real = QTimer.singleShot
    def single_shot(delay, *later):
        is_after_paint = len(later) == 1  # widgets name themselves as well
        real(delay, *([QApplication.quit] if is_after_paint else later))
    QTimer.singleShot = single_shot
app._import_engine = stop_after_paint
sys.argv = ["ser-desktop"]
app.run(["--profile", sys.argv[0] + ".profile"])
"""


def starts_s(codes: Sequence[str], folder: Path) -> list[list[float]]:
    """Times of whole processes that paint a window and end, one after the other in turn.

    All of them find bytecode, as an installed program does: where the environment forbids to write
    it, the modules of this repository alone would be compiled at each start.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    times: list[list[float]] = [[] for _ in codes]
    for _ in range(1 + ROUNDS):
        for code, own_times in zip(codes, times, strict=True):
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", code],
                check=True,
                cwd=folder,
                env=environment,
                capture_output=True,
            )
            own_times.append(time.perf_counter() - started)
    return [own_times[1:] for own_times in times]  # the first writes the bytecode


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = starts_s((OUR_WINDOW, BARE_WINDOW), Path(folder))
    keep(
        [
            row(
                "process start to first painted window", statistics.median(ours), "s",
                f"bare PySide6 and pyqtgraph window, {statistics.median(plain):.2f} s",
                ratio(ours, plain),
            )
        ],
        Path(__file__).with_suffix(".json"),
    )  # fmt: skip


if __name__ == "__main__":
    main()
