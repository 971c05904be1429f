"""Long recordings and live sessions: ``python -m benchmarks.long_recordings``.

Writes ``benchmarks/long_recordings.json``. Ratios within one run: three hours beside ten minutes,
analysis beside the recording's length, latency beside the limit. An hour is joined from the
sample, since no corpus is needed to measure speed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.rows import keep, row
from ser_desktop.paths import resource

RATE_HZ = 16_000
HOUR_S = 3600.0
LIVE_RATE_HZ = 48_000
LIVE_BLOCK_S = 0.05
"""How often the window pulls from the microphone."""


def write_long(path: Path, seconds: float, rate_hz: int = RATE_HZ, channels: int = 1) -> Path:
    """The sample over and over, in blocks."""
    samples, own_rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    import soxr

    piece = soxr.resample(samples, own_rate_hz, rate_hz)
    piece = np.repeat(piece[:, None], channels, axis=1)
    with soundfile.SoundFile(path, "w", rate_hz, channels) as file:
        written = 0
        while written < seconds * rate_hz:
            file.write(piece)
            written += len(piece)
    return path


ANALYSE = """
import resource, sys, time
from pathlib import Path
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
model = load_model("", Path("none"))
started = time.perf_counter()
found = analyze(Path(sys.argv[1]), model)
seconds = time.perf_counter() - started
print(seconds, found.file.duration_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

FIRST_WAVEFORM = """
import sys, time
from pathlib import Path
from ser_desktop.audio.clip import load_clip
seen = []
def look(clip):
    found = clip.peaks.view(0, clip.n_frames, 1200)
    if found is not None and not seen:
        seen.append((time.perf_counter() - started, found[0][-1] / clip.n_frames))
started = time.perf_counter()
load_clip(Path(sys.argv[1]), look)
print(*seen[0], time.perf_counter() - started)
"""

LIVE = """
import resource, sys, time
import numpy as np, soundfile, soxr
from pathlib import Path
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.live import LiveAnalysis
from ser_desktop.paths import resource as packaged
seconds, rate, block_s = float(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
samples, own = soundfile.read(packaged("samples", "sample.flac"), dtype="float32")
samples = soxr.resample(samples, own, rate)
block = round(rate * block_s)
live = LiveAnalysis(load_model("", Path("none")), rate, 0.5)
def rss():
    return int(open("/proc/self/statm").read().split()[1]) * 4 / 1024
n_windows = heard = 0
early = last_end = 0.0
cpu = time.process_time()
slowest = []
for i in range(int(seconds / block_s)):
    at = (i * block) % (len(samples) - block)
    started = time.perf_counter()
    found = live.push(samples[at : at + block])
    if found:
        slowest.append(time.perf_counter() - started)
    heard += block
    n_windows += len(found)
    if found:
        last_end = found[-1].end_s
    if i == int(600 / block_s):
        early = rss()
print(n_windows, last_end - heard / rate, rss() / early if early else 0,
      (time.process_time() - cpu) / seconds, 1000 * float(np.quantile(slowest, 0.95)))
"""


def run(code: str, *arguments: object) -> list[float]:
    """The figures a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--live-hours", type=float, default=8.0)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        short = write_long(folder / "10min.wav", 600)
        long = write_long(folder / "3h.wav", 3 * HOUR_S)
        _, _, short_mb = run(ANALYSE, short)
        seconds, duration_s, long_mb = run(ANALYSE, long)
        rows.append(
            row("analysis of 3 h, times real time", seconds, "s", "limit of 300",
                duration_s / seconds)
        )  # fmt: skip
        rows.append(
            row("memory for 3 h", long_mb, "MB", f"10 minutes, {short_mb:.0f} MB",
                long_mb / short_mb)
        )  # fmt: skip
        long.unlink()
        hour = write_long(folder / "1h.wav", HOUR_S, 48_000, 2)
        first_s, share, all_s = run(FIRST_WAVEFORM, hour)
        rows.append(
            row(f"first waveform of 1 h WAV, 48 kHz stereo ({share:.0%} of it)", first_s, "s",
                "limit of 0.5 s", first_s / 0.5)
        )  # fmt: skip
        rows.append(row("whole waveform of that hour", all_s, "s", "its first", all_s / first_s))
        mp3 = folder / "1h.mp3"
        with soundfile.SoundFile(hour) as source:
            samples = source.read(int(60 * source.samplerate), dtype="float32")
            with soundfile.SoundFile(mp3, "w", source.samplerate, 2) as target:
                for _ in range(60):
                    target.write(samples)
        first_s, share, all_s = run(FIRST_WAVEFORM, mp3)
        rows.append(
            row("first waveform of 1 h MP3 (its beginning)", first_s, "s", "limit of 2 s",
                first_s / 2.0)
        )  # fmt: skip
        rows.append(row("whole waveform of that MP3", all_s, "s", "limit of 2 s", all_s / 2.0))
    windows, drift_s, growth, cores, late_ms = run(
        LIVE, options.live_hours * HOUR_S, LIVE_RATE_HZ, LIVE_BLOCK_S
    )
    expected = options.live_hours * HOUR_S / 0.5
    hours = f"{options.live_hours:g} h live session"
    rows.append(row(f"{hours}: windows", windows, "", f"expected, {expected:.0f}",
                    windows / expected))  # fmt: skip
    rows.append(row(f"{hours}: last window behind the sound", -drift_s, "s", "hop of 0.5 s",
                    -drift_s / 0.5))  # fmt: skip
    rows.append(row(f"{hours}: memory at the end", growth, "", "after 10 minutes", growth))
    rows.append(row("live, share of one core", cores, "", "limit of 0.15", cores / 0.15))
    rows.append(row("live, last sample to answer, 95th percentile", late_ms, "ms",
                    "limit of 100 ms", late_ms / 100))  # fmt: skip
    keep(rows, Path(__file__).with_suffix(".json"))


if __name__ == "__main__":
    main()
