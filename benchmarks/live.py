"""How soon a live result follows its sound: ``python -m benchmarks.live``.

The sample is played by the clock in blocks of 20 ms, as a sound card gives them; every line goes
through a pipe, and the time between the last sample of its window and its arrival is taken. The
peer is one bare call of the model in the same run. What the sound card itself keeps back comes
before (``ser_desktop/live/microphone_source.py`` asks for 30 ms). Writes ``benchmarks/live.json``.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.long_recordings import write_long
from benchmarks.rows import Row, keep, row
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.live.file_source import FileSource
from ser_desktop.live.json_lines import JsonLines
from ser_desktop.live.session import run_live
from ser_desktop.live.stream import LiveStream

RATE_HZ = 48_000
PLAYED_S = 40.0
HOP_S = 0.5
LIMIT_MS = 150.0
N_CALLS = 40
MAX_CORE_SHARE = {"ser-base": 0.35, "ser-small": 0.15}


def main() -> None:
    """Measure both models."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        sound = write_long(Path(folder) / "sound.wav", PLAYED_S, RATE_HZ)
        for name in ("ser-base", "ser-small"):
            rows += measured(name, sound)
    keep(rows, Path(__file__).with_suffix(".json"))


@dataclass(frozen=True)
class Played:
    """What a model gave for a sound that was played at its own pace."""

    started_s: float
    lines: list[tuple[float, dict]]
    """Time of arrival on the same clock, and the result."""
    cpu_share: float


def played(model: EmotionClassifier, sound: Path) -> Played:
    """Play a sound to a model, and read its live results from a pipe."""
    started: list[float] = []

    def clock() -> float:
        now = time.perf_counter()
        if not started:
            started.append(now)
        return now

    reader, writer = os.pipe()
    lines: list[tuple[float, dict]] = []

    def receive() -> None:
        with os.fdopen(reader) as pipe:
            for line in pipe:
                lines.append((time.perf_counter(), json.loads(line)))

    receiver = threading.Thread(target=receive)
    receiver.start()
    messages: list[str] = []
    cpu_before = _cpu_s()
    with os.fdopen(writer, "w") as out:
        source = FileSource(sound, clock=clock)
        stream = LiveStream(
            model, source.sample_rate_hz, HOP_S, on_message=lambda m: messages.append(str(m))
        )
        run_live(source, stream, [JsonLines(out)])
    receiver.join()
    cpu_share = (_cpu_s() - cpu_before) / (time.perf_counter() - started[0])
    for message in messages:
        print(message)
    return Played(started[0], lines, cpu_share)


def measured(name: str, sound: Path) -> list[Row]:
    """Return delay, missing results and processor load of one model."""
    model = load_model(name, Path("none"))
    bare_ms = bare_call_ms(model)
    run = played(model, sound)
    spoken_ms = [
        1000 * (arrived_s - run.started_s - item["time_s"])
        for arrived_s, item in run.lines
        if item["probabilities"] is not None
    ]
    p50, p95, p99 = (float(np.percentile(spoken_ms, p)) for p in (50, 95, 99))
    n_expected = int(soundfile.info(sound).duration / HOP_S)
    # The resampler delays the last samples: the last line may not come.
    missed = max(0, n_expected - 1 - len(run.lines))
    peer = f"bare call of the model, {bare_ms:.1f} ms"
    head = f"{name}: live result after its audio"
    limit = f"limit of {LIMIT_MS:.0f} ms"
    return [
        row(f"{head}, median of {len(spoken_ms)}", p50, "ms", peer, p50 / bare_ms),
        row(f"{head}, p95", p95, "ms", limit, p95 / LIMIT_MS),
        row(f"{head}, p99", p99, "ms", limit, p99 / LIMIT_MS),
        row(f"{name}: live results left out", missed, "lines", f"{n_expected} lines", None),
        row(f"{name}: live, share of a core", run.cpu_share, "cores",
            f"limit of {MAX_CORE_SHARE[name]}", run.cpu_share / MAX_CORE_SHARE[name]),
    ]  # fmt: skip


def bare_call_ms(model: object) -> float:
    """The median time of one call."""
    window = np.zeros((1, model.info.window_samples), np.float32)  # type: ignore[attr-defined]
    times = []
    for _ in range(N_CALLS):
        started = time.perf_counter()
        model(window)  # type: ignore[operator]
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
