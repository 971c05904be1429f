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
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.long_recordings import write_long
from benchmarks.rows import Row, keep, row
from ser_desktop.emotion.catalogue import load_model
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


def measured(name: str, sound: Path) -> list[Row]:
    """Play the sound to one model."""
    model = load_model(name, Path("none"))
    bare_ms = bare_call_ms(model)
    started: list[float] = []

    def clock() -> float:
        now = time.perf_counter()
        started.append(now) if not started else None
        return now

    reader, writer = os.pipe()
    arrived: list[tuple[float, dict]] = []

    def receive() -> None:
        with os.fdopen(reader) as lines:
            for line in lines:
                arrived.append((time.perf_counter(), json.loads(line)))

    receiver = threading.Thread(target=receive)
    receiver.start()
    said: list[str] = []
    cpu_before = _cpu_s()
    with os.fdopen(writer, "w") as out:
        source = FileSource(sound, clock=clock)
        stream = LiveStream(
            model, source.sample_rate_hz, HOP_S, on_message=lambda m: said.append(str(m))
        )
        run_live(source, stream, [JsonLines(out)])
    receiver.join()
    cpu_share = (_cpu_s() - cpu_before) / (time.perf_counter() - started[0])
    for sentence in said:
        print(sentence)
    late_ms = [1000 * (when - started[0] - item["time_s"]) for when, item in arrived]
    spoken_ms = [
        late
        for late, (_, item) in zip(late_ms, arrived, strict=True)
        if item["probabilities"] is not None
    ]
    p50, p95, p99 = (float(np.percentile(spoken_ms, p)) for p in (50, 95, 99))
    n_wanted = int(soundfile.info(sound).duration / HOP_S)
    # The resampler keeps the last samples back: the last line may not come.
    missed = max(0, n_wanted - 1 - len(arrived))
    peer = f"bare call of the model, {bare_ms:.1f} ms"
    head = f"{name}: live result after its audio"
    limit = f"limit of {LIMIT_MS:.0f} ms"
    return [
        row(f"{head}, median of {len(spoken_ms)}", p50, "ms", peer, p50 / bare_ms),
        row(f"{head}, p95", p95, "ms", limit, p95 / LIMIT_MS),
        row(f"{head}, p99", p99, "ms", limit, p99 / LIMIT_MS),
        row(f"{name}: live results left out", missed, "lines", f"{n_wanted} lines", None),
        row(f"{name}: live, share of a core", cpu_share, "cores",
            f"limit of {MAX_CORE_SHARE[name]}", cpu_share / MAX_CORE_SHARE[name]),
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
