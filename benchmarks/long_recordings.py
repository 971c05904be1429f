"""Long recordings and live sessions: ``python -m benchmarks.long_recordings``.

Writes ``benchmarks/long_recordings.json``. Ratios within one run: three hours beside ten minutes,
analysis beside the recording's length, latency beside the limit. An hour is joined from the
sample, since no corpus is needed to measure speed.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.rows import Row, figures_of_fresh_process, keep, row
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


def analysis_rows(folder: Path) -> list[Row]:
    """Measure time and memory of the analysis of 3 hours."""
    short = write_long(folder / "10min.wav", 600)
    long = write_long(folder / "3h.wav", 3 * HOUR_S)
    _, _, short_mb = figures_of_fresh_process(ANALYSE, short)
    seconds, duration_s, long_mb = figures_of_fresh_process(ANALYSE, long)
    long.unlink()
    return [
        row("analysis of 3 h, times real time", seconds, "s", "limit of 300",
            duration_s / seconds),
        row("memory for 3 h", long_mb, "MB", f"10 minutes, {short_mb:.0f} MB",
            long_mb / short_mb),
    ]  # fmt: skip


def waveform_rows(folder: Path) -> list[Row]:
    """Measure the time until the first and the whole waveform of an hour, as WAV and MP3."""
    hour = write_long(folder / "1h.wav", HOUR_S, 48_000, 2)
    wav_first_s, wav_share, wav_all_s = figures_of_fresh_process(FIRST_WAVEFORM, hour)
    mp3 = _repeat_as_mp3(hour, folder / "1h.mp3")
    mp3_first_s, _, mp3_all_s = figures_of_fresh_process(FIRST_WAVEFORM, mp3)
    return [
        row(f"first waveform of 1 h WAV, 48 kHz stereo ({wav_share:.0%} of it)", wav_first_s, "s",
            "limit of 0.5 s", wav_first_s / 0.5),
        row("whole waveform of that hour", wav_all_s, "s", "its first", wav_all_s / wav_first_s),
        row("first waveform of 1 h MP3 (its beginning)", mp3_first_s, "s", "limit of 2 s",
            mp3_first_s / 2.0),
        row("whole waveform of that MP3", mp3_all_s, "s", "limit of 2 s", mp3_all_s / 2.0),
    ]  # fmt: skip


def _repeat_as_mp3(wav: Path, mp3: Path) -> Path:
    """Write an hour of MP3: the first minute of a WAV, sixty times."""
    with soundfile.SoundFile(wav) as source:
        samples = source.read(int(60 * source.samplerate), dtype="float32")
        with soundfile.SoundFile(mp3, "w", source.samplerate, 2) as target:
            for _ in range(60):
                target.write(samples)
    return mp3


def live_rows(live_hours: float) -> list[Row]:
    """Measure windows, drift, memory, load and delay of a long live session."""
    windows, drift_s, growth, cores, late_ms = figures_of_fresh_process(
        LIVE, live_hours * HOUR_S, LIVE_RATE_HZ, LIVE_BLOCK_S
    )
    expected = live_hours * HOUR_S / 0.5
    hours = f"{live_hours:g} h live session"
    return [
        row(f"{hours}: windows", windows, "", f"expected, {expected:.0f}", windows / expected),
        row(f"{hours}: last window behind the sound", -drift_s, "s", "hop of 0.5 s",
            -drift_s / 0.5),
        row(f"{hours}: memory at the end", growth, "", "after 10 minutes", growth),
        row("live, share of one core", cores, "", "limit of 0.15", cores / 0.15),
        row("live, last sample to answer, 95th percentile", late_ms, "ms",
            "limit of 100 ms", late_ms / 100),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--live-hours", type=float, default=8.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows = [*analysis_rows(Path(name)), *waveform_rows(Path(name))]
    rows += live_rows(options.live_hours)
    keep(rows, Path(__file__).with_suffix(".json"))


if __name__ == "__main__":
    main()
