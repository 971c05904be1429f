"""How fast long and many recordings go: ``python -m benchmarks.throughput``.

Writes ``benchmarks/throughput.json`` and, from it, ``docs/pictures/throughput.png``.

* A long file: windows a second beside what the bare model does with the same windows, cut before,
  on two threads. Both take turns; the share is given of wall time and of processor time, since on a
  machine that others use the first also tells how many of its cores were free.
* Many files of one length, by one process and by two, as ``analyze --workers`` hears them: seconds
  of sound a second, the start of the workers included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clip import MODELS, ratio
from benchmarks.long_recordings import write_long
from benchmarks.rows import Row, keep, row
from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.batch.task import refer_to
from ser_desktop.commands.hearing import hear, inference_options
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.inference import infer
from ser_desktop.emotion.model import EmotionModel

MIN_SHARE = 0.85
"""Of the bare model's windows a second; what is asked of either model."""
LONG_S, ROUNDS, THREADS = 90.0, 4, 2
FORMATS = ((16_000, 1), (48_000, 2))
LENGTHS_S = (4, 30, 120)
WORKERS = (1, 2)
TOTAL_S = {"ser-base": 240, "ser-small": 480}
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "throughput.png"


def long_file_rows(name: str, folder: Path) -> list[Row]:
    """Shares of the bare model for files of two formats."""
    model = load_model(name, Path("none"))
    rows: list[Row] = []
    for rate_hz, channels in FORMATS:
        path = write_long(folder / f"{rate_hz}.wav", LONG_S, rate_hz, channels)
        windows = _windows(path, model)
        batch = model.info.runtime.batch_windows
        batches = [windows[first : first + batch] for first in range(0, len(windows), batch)]

        def bare(batches: list[np.ndarray] = batches) -> None:
            with ThreadPoolExecutor(THREADS) as threads:
                list(threads.map(model, batches))

        wall, cpu = _rounds({"bare": bare, "ours": lambda path=path: infer(path, model)})  # type: ignore[misc]
        answered = sum(w.probabilities is not None for w in infer(path, model).tracks[0].windows)
        part = answered / len(windows)  # windows without speech are not asked
        shares = [part * ratio(times["bare"], times["ours"]) for times in (wall, cpu)]
        own_s, bare_s = statistics.median(wall["ours"]), statistics.median(wall["bare"])
        own_ms = 1000 * statistics.median(cpu["ours"]) / answered
        bare_ms = 1000 * statistics.median(cpu["bare"]) / len(windows)
        kind = f"{rate_hz // 1000} kHz {'mono' if channels == 1 else 'stereo'}"
        head = f"{name}: long file, {kind}"
        peer = f"bare model on {THREADS} threads, {len(windows) / bare_s:.1f} /s"
        rows += [
            row(f"{head}, share of the bare model's windows a second", answered / own_s, "/s",
                f"{peer}; wanted {MIN_SHARE}", shares[0]),
            row(f"{head}, the same of processor time", own_ms, "ms",
                f"bare model, {bare_ms:.2f} ms a window", shares[1]),
            row(f"{head}, times real time", own_s, "s", f"{LONG_S:g} s of sound", LONG_S / own_s),
        ]  # fmt: skip
    return rows


def _windows(path: Path, model: EmotionModel) -> np.ndarray:
    """Every window of a file [windows, samples], at the model's rate."""
    stream = open_audio(path)
    to_model = MonoResampler(stream.sample_rate_hz, model.info.sample_rate_hz)
    samples = np.concatenate([to_model.push(block) for block in stream.blocks()])
    hop, length = round(model.info.hop_s * model.info.sample_rate_hz), model.window_samples
    return np.stack([samples[at : at + length] for at in range(0, len(samples) - length, hop)])


def _rounds(
    works: dict[str, Callable[[], object]],
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Wall and processor times of works that take turns, after a warm-up of each."""
    wall: dict[str, list[float]] = {name: [] for name in works}
    cpu: dict[str, list[float]] = {name: [] for name in works}
    for number in range(ROUNDS + 1):
        for name, work in works.items():
            started, cpu_started = time.perf_counter(), time.process_time()
            work()
            if number:
                wall[name].append(time.perf_counter() - started)
                cpu[name].append(time.process_time() - cpu_started)
    return wall, cpu


def many_files(name: str, folder: Path) -> list[dict[str, Any]]:
    """Seconds of sound a second, by length and workers."""
    model = refer_to(load_model(name, Path("none")), Path("none"))
    found = []
    for length_s in LENGTHS_S:
        path = write_long(folder / f"{length_s}.wav", length_s)
        paths = [folder / f"{length_s}-{n}.wav" for n in range(TOTAL_S[name] // length_s)]
        for copy in paths:
            if not copy.exists():
                copy.hardlink_to(path)
        for workers in WORKERS:
            started = time.perf_counter()
            heard = list(hear(paths, model, inference_options(workers), workers))
            seconds = time.perf_counter() - started
            sound_s = sum(scores.file.duration_s for scores in heard)  # type: ignore[union-attr]
            found.append(
                {
                    "model": name, "length_s": length_s, "workers": workers, "files": len(paths),
                    "times_real_time": round(sound_s / seconds, 1),
                }
            )  # fmt: skip
    return found


def draw(points: list[dict[str, Any]], target: Path = PICTURE) -> None:
    """Throughput against the length of a file, a line for each model and number of workers."""
    from matplotlib import pyplot as plt

    from training.report.charts import ACCENT, GRID, SECOND, save

    figure, axes = plt.subplots(figsize=(6.4, 3.8))
    for name, colour in zip(MODELS, (ACCENT, SECOND), strict=True):
        for workers, style in zip(WORKERS, ("--", "-"), strict=True):
            line = [p for p in points if (p["model"], p["workers"]) == (name, workers)]
            label = f"{name}, {workers} worker{'s' if workers > 1 else ''}"
            x, y = [p["length_s"] for p in line], [p["times_real_time"] for p in line]
            axes.plot(x, y, style, marker="o", color=colour, label=label)
    axes.set_xscale("log")
    axes.set_xticks(LENGTHS_S, [f"{length_s} s" for length_s in LENGTHS_S])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("length of a file")
    axes.set_ylabel("seconds of sound a second")
    axes.grid(axis="y", color=GRID)
    axes.legend(frameon=False)
    save(figure, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--picture", action="store_true", help="only draw what was measured")
    options = parser.parse_args()
    points_path = Path(__file__).with_name("throughput_points.json")
    if not options.picture:
        points: list[dict[str, Any]] = []
        rows: list[Row] = []
        for name in MODELS:
            with tempfile.TemporaryDirectory() as folder:
                rows += long_file_rows(name, Path(folder))
                points += many_files(name, Path(folder))
        for name in MODELS:
            for length_s in LENGTHS_S:
                one, two = (p["times_real_time"] for p in points
                            if (p["model"], p["length_s"]) == (name, length_s))  # fmt: skip
                rows.append(
                    row(f"{name}: files of {length_s} s, two workers", two, "s of sound a second",
                        f"one worker, {one:g}", two / one)
                )  # fmt: skip
        points_path.write_text(json.dumps(points, indent=1) + "\n", encoding="utf-8")
        keep(rows, Path(__file__).with_suffix(".json"))
    draw(json.loads(points_path.read_text("utf-8")))


if __name__ == "__main__":
    main()
