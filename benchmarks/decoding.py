"""Decoding to the true end against libsndfile alone: ``python -m benchmarks.decoding``.

Writes ``benchmarks/decoding.json``. Both read the same ten minutes in turn, so that a busy machine
is busy for both; the ratio is the median of the rounds.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
import soxr

from benchmarks.rows import Row, keep, row
from ser_desktop.audio.decode import open_audio
from ser_desktop.paths import resource

RATE_HZ = 48_000
SECONDS = 600
ROUNDS = 7
BLOCK_S = 10


def write_sound(path: Path) -> Path:
    """Ten minutes of the sample with a little noise, in the format of the suffix."""
    samples, own_rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    samples = np.resize(soxr.resample(samples, own_rate_hz, RATE_HZ), SECONDS * RATE_HZ)
    noise = np.random.default_rng(0).standard_normal(len(samples)) * 1e-3
    soundfile.write(path, (samples + noise).astype(np.float32), RATE_HZ)
    return path


def by_libsndfile(path: Path) -> None:
    """Read it all, in blocks of the same length."""
    with soundfile.SoundFile(path) as file:
        while len(file.read(BLOCK_S * RATE_HZ, dtype="float32", always_2d=True)):
            pass


def by_us(path: Path) -> None:
    """Read it all as the program does."""
    for _ in open_audio(path).blocks():
        pass


def seconds_of(work: Callable[[Path], None], path: Path) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    work(path)
    return time.perf_counter() - started


def measured(path: Path) -> Row:
    """The row of one file."""
    by_us(path)
    pairs = [(seconds_of(by_us, path), seconds_of(by_libsndfile, path)) for _ in range(ROUNDS)]
    ours_s, theirs_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    return row(
        f"decoding 10 min of {path.suffix[1:].upper()}", ours_s, "s",
        f"libsndfile alone, {theirs_s:.2f} s", statistics.median(a / b for a, b in pairs),
    )  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        rows = [measured(write_sound(Path(name) / f"a{suffix}")) for suffix in (".flac", ".mp3")]
    keep(rows, Path(__file__).with_suffix(".json"))


if __name__ == "__main__":
    main()
