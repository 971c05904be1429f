"""How the window keeps up: ``python -m benchmarks.window`` writes ``benchmarks/window.json``.

The event loop is watched by a 2 ms timer while a long recording is analysed and zoomed, and while
a voice is heard live; what it is late by is how long the window did not answer. Live samples enter
where the microphone's do.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import soundfile
import soxr
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.long_recordings import write_long
from benchmarks.rows import keep, row
from ser_desktop.paths import Profile, resource
from ser_desktop.settings import Settings
from ser_desktop.ui.recording.microphone_input import PULL_MS
from ser_desktop.ui.shell.controller import Controller
from ser_desktop.ui.shell.main_window import MainWindow
from ser_desktop.ui.toolkit.theme import ThemeManager
from ser_desktop.ui.toolkit.workers import Workers

TICK_MS = 2
RATE_HZ = 48_000
PULL_S = PULL_MS / 1000
LIVE_S = 20.0
IDLE_S = 5.0


class Watch(QObject):
    """Gaps between ticks of the event loop, and the processor time of its thread in them."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps_ms: list[float] = []
        self.busy_ms: list[float] = []
        self._last, self._last_busy = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now, busy = time.perf_counter(), time.thread_time()
        self.gaps_ms.append(1000 * (now - self._last))
        self.busy_ms.append(1000 * (busy - self._last_busy))
        self._last, self._last_busy = now, busy

    def stop(self) -> float:
        """The 99th percentile."""
        self._timer.stop()
        return float(np.quantile(self.gaps_ms, 0.99))


def wait(milliseconds: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool]) -> None:
    """Let the event loop run until something is so."""
    while not condition():
        wait(5)


def zooming_ms(window: MainWindow, path: Path) -> float:
    """Event loop while a long recording is analysed and its pictures zoomed and panned."""
    control = window.controller
    control.open([path])
    until(lambda: control.current is not None and control.current.view.clip is not None)
    watch = Watch()
    step = 0
    while control.current is not None and control.current.analysis is None:
        window.timeline.zoom(0.8 if step % 60 < 30 else 1.25)
        control.transport.seek_by(7.0)
        step += 1
        wait(15)
    return watch.stop()


def live(window: MainWindow) -> tuple[float, float, float]:
    """Latency to the painted bars (95th percentile), event loop (99th) and share of a core."""
    control = window.controller
    samples, own_rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    samples = soxr.resample(samples, own_rate_hz, RATE_HZ)
    painted: list[float] = []
    asked: list[float] = []
    real_paint = window.result.bars.paintEvent

    def paint(event: object) -> None:
        real_paint(event)  # type: ignore[arg-type]
        if asked:
            painted.append(1000 * (time.perf_counter() - asked[-1]))
            asked.clear()

    window.result.bars.paintEvent = paint  # type: ignore[method-assign]
    control.listening.input.start_monitoring = lambda: True  # type: ignore[method-assign]
    control.capture.monitor(True)
    assert control.model is not None
    control.listening.live.start(control.model, RATE_HZ, 0.25)
    control.listening.live.changed.connect(lambda windows: asked.append(last_push))
    block = round(RATE_HZ * PULL_S)
    watch, last_push, late_ms = Watch(), 0.0, 0.0
    n_pulls = int(LIVE_S / PULL_S)
    for i in range(2 * n_pulls):
        if i == n_pulls:  # the watch costs time itself: the second half is for the processor
            late_ms, cpu = watch.stop(), time.process_time()
        at = (i * block) % (len(samples) - block)
        last_push = time.perf_counter()
        control.listening.input.samples_arrived.emit(samples[at : at + block], RATE_HZ)
        wait(max(1, round(1000 * (PULL_S - (time.perf_counter() - last_push)))))
    cores = (time.process_time() - cpu) / LIVE_S
    control.capture.monitor(False)
    return float(np.quantile(painted, 0.95)), late_ms, cores


def idle_share() -> float:
    """Share of a core when nothing is to be done."""
    wait(1500)
    shares = []
    for _ in range(3):
        cpu = time.process_time()
        wait(round(1000 * IDLE_S / 3))
        shares.append((time.process_time() - cpu) / (IDLE_S / 3))
    return statistics.median(shares)


def main() -> None:
    app = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        profile = Profile.at(Path(name))
        control = Controller(profile, Settings(profile.settings_file), Workers())
        window = MainWindow(control, ThemeManager(app, "dark"))
        window.show()
        control.model_in_use.load("")
        until(lambda: control.model is not None)
        path = write_long(Path(name) / "long.wav", 1800, RATE_HZ, 2)
        zoom_ms = zooming_ms(window, path)
        latency_ms, live_ms, cores = live(window)
        idle = idle_share()
        window.close()
    rows = [
        row("event loop, analysing and zooming 30 min, 99th percentile", zoom_ms, "ms",
            "limit of 50 ms", zoom_ms / 50),
        row("event loop, live, 99th percentile", live_ms, "ms", "limit of 50 ms", live_ms / 50),
        row("last live sample to painted bars, 95th percentile", latency_ms, "ms",
            "limit of 100 ms", latency_ms / 100),
        row("live window, share of one core", cores, "", "limit of 0.15", cores / 0.15),
        row("idle after work, share of one core", idle, "", "limit of 0.02", idle / 0.02),
    ]  # fmt: skip
    keep(rows, Path(__file__).with_suffix(".json"))


if __name__ == "__main__":
    main()
