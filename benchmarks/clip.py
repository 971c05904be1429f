"""One clip from file to probabilities: ``python -m benchmarks.clip``.

Writes ``benchmarks/clip.json``: both models against system 4's descriptors by librosa, and against
the least that has to be done. The works take turns, so that a busy machine is busy for all of them;
a ratio is the median of the rounds.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import soundfile
import soxr

from benchmarks.rows import Row, keep, row
from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.paths import resource

MODELS = ("ser-base", "ser-small")
MIN_TIMES_FASTER = {"ser-base": 6.0, "ser-small": 20.0}
"""Than system 4's descriptors; what is asked of each model."""
MAX_MODEL_MB = 26.0
CLIP_S = 3.5
ROUNDS = 15


def write_clip(folder: Path) -> Path:
    """3.5 s of the sample at 48 kHz, 16 bits: a clip as RAVDESS has them."""
    samples, rate_hz = soundfile.read(resource("samples", "sample.flac"), dtype="float32")
    part = samples[rate_hz // 2 : rate_hz // 2 + round(CLIP_S * rate_hz)]
    path = folder / "clip.wav"
    soundfile.write(path, soxr.resample(part, rate_hz, 48_000), 48_000)
    return path


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Median wall time after two warm-up calls."""
    return statistics.median(rounds_ms({"work": work}, rounds)["work"])


def rounds_ms(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Wall times of works that take turns, after two warm-up calls of each."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 2):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            if number >= 2:
                times[name].append(1000 * (time.perf_counter() - started))
    return times


def ratio(above: list[float], below: list[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


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


def main() -> None:
    rows: list[Row] = []
    models = {name: load_model(name, Path("none")) for name in MODELS}
    with tempfile.TemporaryDirectory() as folder:
        clip = write_clip(Path(folder))
        works: dict[str, Callable[[], object]] = {"system 4": lambda: system_4_descriptors(clip)}
        for name, model in models.items():
            works[name] = lambda model=model: analyze(clip, model)  # type: ignore[misc]
            works[f"{name} bare"] = lambda model=model: bare(clip, model)  # type: ignore[misc]
        times = rounds_ms(works, ROUNDS)
    of_4 = times["system 4"]
    for name in MODELS:
        own, least = times[name], times[f"{name} bare"]
        own_ms = statistics.median(own)
        rows += [
            row(f"{name}: 3.5 s clip, file to probabilities, times faster", own_ms, "ms",
                f"system 4's descriptors by librosa, {statistics.median(of_4):.0f} ms; "
                f"wanted {MIN_TIMES_FASTER[name]:g}", ratio(of_4, own)),
            row(f"{name}: 3.5 s clip, file to probabilities", own_ms, "ms",
                f"bare decode and model, {statistics.median(least):.1f} ms", ratio(own, least)),
        ]  # fmt: skip
    window = np.random.default_rng(0).standard_normal((1, models["ser-base"].window_samples))
    window = (0.1 * window).astype(np.float32)
    alone = rounds_ms({name: lambda m=model: m(window) for name, model in models.items()}, 40)  # type: ignore[misc]
    accurate, fast = alone["ser-base"], alone["ser-small"]
    rows.append(
        row("ser-base: 3 s window, one thread", statistics.median(accurate), "ms",
            f"ser-small, {statistics.median(fast):.1f} ms", ratio(accurate, fast))
    )  # fmt: skip
    megabytes = models["ser-base"].info.path.stat().st_size / 1e6
    rows.append(
        row("ser-base: model file", megabytes, "MB", f"limit of {MAX_MODEL_MB:g} MB",
            megabytes / MAX_MODEL_MB)
    )  # fmt: skip
    keep(rows, Path(__file__).with_suffix(".json"))


if __name__ == "__main__":
    main()
