"""Speed and size as ratios against a peer in the same run: ``make bench``.

Writes ``benchmarks/results.json``: ``[{"name", "value", "unit", "peer", "ratio"}]``. Nothing here
is a test: machines differ and are shared; the ratio is what can be compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import soundfile
import soxr

from benchmarks.rows import keep, row
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.paths import resource

CLIP_S = 3.5
ROUNDS = 25
START_ROUNDS = 9


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median wall time after two warm-up calls."""
    work()
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def write_clip(folder: Path) -> Path:
    """3.5 s of the sample at 48 kHz, 16 bits: a clip as RAVDESS has them."""
    samples, rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    part = samples[rate_hz // 2 : rate_hz // 2 + round(CLIP_S * rate_hz)]
    path = folder / "clip.wav"
    soundfile.write(path, soxr.resample(part, rate_hz, 48_000), 48_000)
    return path


def bare(path: Path, model: EmotionModel) -> np.ndarray:
    """The least that has to be done: decode, resample, run the network on both windows."""
    samples, rate_hz = soundfile.read(path, dtype="float32")
    samples = soxr.resample(samples, rate_hz, model.info.sample_rate_hz)
    length = model.window_samples
    return model(np.stack([samples[:length], samples[-length:]])).probabilities


def system_4_descriptors(path: Path) -> list[object]:
    """The librosa descriptors system 4 computes of each clip (its code, without the pooling)."""
    import librosa

    y, sr = librosa.load(path, sr=22_050, duration=3.0)
    mel = librosa.feature.melspectrogram(y=y, sr=sr)
    mfcc = librosa.feature.mfcc(y=y, sr=sr, n_mfcc=20)
    return [
        librosa.feature.zero_crossing_rate(y),
        librosa.feature.rms(y=y),
        librosa.feature.spectral_centroid(y=y, sr=sr),
        librosa.feature.spectral_bandwidth(y=y, sr=sr),
        librosa.feature.spectral_rolloff(y=y, sr=sr),
        librosa.feature.spectral_contrast(y=y, sr=sr),
        librosa.feature.spectral_flatness(y=y),
        librosa.feature.poly_features(y=y, sr=sr),
        librosa.feature.chroma_stft(y=y, sr=sr),
        librosa.feature.tonnetz(y=y, sr=sr),
        librosa.beat.beat_track(y=y, sr=sr),
        librosa.pyin(y, fmin=65.0, fmax=2093.0, sr=sr),
        mel,
        mfcc,
        librosa.feature.delta(mfcc),
        librosa.feature.delta(mfcc, order=2),
    ]


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
    QTimer.singleShot = lambda delay, function: real(0, QApplication.quit)
app._import_engine = stop_after_paint
sys.argv = ["ser-desktop"]
app.run(["--profile", sys.argv[0] + ".profile"])
"""


def starts_s(codes: Sequence[str], folder: Path) -> list[float]:
    """Median times of whole processes that paint a window and end, one after the other in turn.

    All of them find bytecode, as an installed program does: where the environment forbids to write
    it, the modules of this repository alone would be compiled at each start.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    times: list[list[float]] = [[] for _ in codes]
    for _ in range(START_ROUNDS):
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
    return [statistics.median(own_times[1:]) for own_times in times]


def main() -> None:
    model = load_model("", Path("none"))
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = write_clip(folder)
        whole_ms = median_ms(lambda: analyze(clip, model))
        bare_ms = median_ms(lambda: bare(clip, model))
        librosa_ms = median_ms(lambda: system_4_descriptors(clip), 5)
        rows += [
            row(
                "file to probabilities, 3.5 s clip, times faster", whole_ms, "ms",
                f"librosa descriptors of system 4, {librosa_ms:.0f} ms", librosa_ms / whole_ms,
            ),
            row(
                "file to probabilities, 3.5 s clip", whole_ms, "ms",
                f"bare decode and model, {bare_ms:.1f} ms", whole_ms / bare_ms,
            ),
        ]  # fmt: skip
        window = np.random.default_rng(0).standard_normal((1, model.window_samples))
        window = (0.1 * window).astype(np.float32)
        one_ms = median_ms(lambda: model(window), 100)
        fast = load_model("ser-small", Path("none"))
        fast_ms = median_ms(lambda: fast(window), 100)
        rows.append(
            row(
                "model, 3 s window, one thread", one_ms, "ms",
                f"the fast model, {fast_ms:.1f} ms", one_ms / fast_ms,
            )
        )  # fmt: skip
        megabytes = model.info.path.stat().st_size / 1e6
        rows.append(row("model file", megabytes, "MB", "limit of 26 MB", megabytes / 26))
        ours_s, plain_s = starts_s((OUR_WINDOW, BARE_WINDOW), folder)
        rows.append(
            row(
                "process start to first painted window", ours_s, "s",
                f"bare PySide6 and pyqtgraph window, {plain_s:.2f} s", ours_s / plain_s,
            )
        )  # fmt: skip
    keep(rows, Path(__file__).with_name("results.json"))


if __name__ == "__main__":
    main()
