"""Measure accuracy with noise, rooms, codecs, gain and speed.

``python -m training.evaluate.robustness``.

Every test clip of ``luna5`` is degraded and analysed as in the application, by the model of its
fold. Writes ``results/<system>/robustness-<seed>.json``: accuracy per condition,
and the loss compared with the clean clips of the same run.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.emotion.analysis import AnalysisOptions, analyze
from ser_desktop.emotion.evaluation import evaluate
from ser_desktop.emotion.model import EmotionModel
from training.data.corpora.ravdess import scan
from training.data.crema_folds import trained_protocol
from training.data.manifest import Clip
from training.data.splits import PROTOCOLS
from training.places import RESULTS, add_place_options
from training.train.export_onnx import fold_model_path

NOISE_SNR_DB = (20, 10, 5, 0)
BABBLE_VOICES = 6
RT60_S = (0.4, 0.8)

Samples = NDArray[np.float32]
Degradation = Callable[[Samples, int, "Surroundings"], bytes]
"""Samples, their rate in Hz and the surroundings to the bytes of a sound file."""


@dataclass(frozen=True)
class Surroundings:
    """Material that a condition may use."""

    rng: np.random.Generator
    voices: Sequence[Path]
    """Clips for babble, of people who are neither training nor test speakers."""


def _wav(samples: Samples, rate_hz: int) -> bytes:
    handle = io.BytesIO()
    soundfile.write(handle, samples, rate_hz, format="WAV", subtype="FLOAT")
    return handle.getvalue()


def _at_snr(samples: Samples, noise: Samples, snr_db: float) -> Samples:
    """Add noise at a ratio of the powers of the whole clips, silence included."""
    power, noise_power = np.mean(samples**2), np.mean(noise**2)
    return samples + noise * np.float32(np.sqrt(power / noise_power / 10 ** (snr_db / 10)))


def white(snr_db: float) -> Degradation:
    """White noise."""

    def degrade(samples: Samples, rate_hz: int, around: Surroundings) -> bytes:
        noise = around.rng.standard_normal(len(samples), dtype=np.float32)
        return _wav(_at_snr(samples, noise, snr_db), rate_hz)

    return degrade


def babble(snr_db: float) -> Degradation:
    """Babble: several other people speak at the same time."""

    def degrade(samples: Samples, rate_hz: int, around: Surroundings) -> bytes:
        noise = np.zeros(len(samples), dtype=np.float32)
        for index in around.rng.choice(len(around.voices), BABBLE_VOICES, replace=False):
            voice, _ = soundfile.read(around.voices[index], dtype="float32")
            level = np.sqrt(np.mean(voice**2)) + 1e-9
            noise += np.roll(np.resize(voice, len(samples)), around.rng.integers(rate_hz)) / level
        return _wav(_at_snr(samples, noise, snr_db), rate_hz)

    return degrade


def hum(snr_db: float) -> Degradation:
    """Mains hum: 50 Hz and nine harmonics, falling by 1/k."""

    def degrade(samples: Samples, rate_hz: int, around: Surroundings) -> bytes:
        time_s = np.arange(len(samples)) / rate_hz
        phases = around.rng.uniform(0, 2 * np.pi, 10)
        tones = [np.sin(2 * np.pi * 50 * k * time_s + phases[k - 1]) / k for k in range(1, 11)]
        return _wav(_at_snr(samples, np.sum(tones, axis=0).astype(np.float32), snr_db), rate_hz)

    return degrade


def room(rt60_s: float) -> Degradation:
    """A room: decaying noise as its response, in total 5 dB below the direct sound."""

    def degrade(samples: Samples, rate_hz: int, around: Surroundings) -> bytes:
        time_s = np.arange(round(rt60_s * rate_hz)) / rate_hz
        response = around.rng.standard_normal(len(time_s)) * np.exp(-6.9 * time_s / rt60_s)
        response *= 10 ** (-5 / 20) / np.sqrt(np.sum(response**2))
        response[0] += 1.0
        n_fft = len(samples) + len(response)
        wet = np.fft.irfft(np.fft.rfft(samples, n_fft) * np.fft.rfft(response, n_fft), n_fft)
        return _wav(wet[: len(samples)].astype(np.float32), rate_hz)

    return degrade


def telephone(samples: Samples, rate_hz: int, _around: Surroundings) -> bytes:
    """300 to 3400 Hz at 8 kHz, 8-bit A-law."""
    narrow = soxr.resample(samples, rate_hz, 8000)
    spectrum = np.fft.rfft(narrow)
    frequency_hz = np.fft.rfftfreq(len(narrow), 1 / 8000)
    spectrum[(frequency_hz < 300) | (frequency_hz > 3400)] = 0
    handle = io.BytesIO()
    band = np.fft.irfft(spectrum, len(narrow))
    soundfile.write(handle, np.clip(band, -1, 1), 8000, format="WAV", subtype="ALAW")
    return handle.getvalue()


def codec(container: str, name: str, bit_rate: int, rate_hz: int) -> Degradation:
    """A lossy codec and its container."""

    def degrade(samples: Samples, source_rate_hz: int, _around: Surroundings) -> bytes:
        resampled = soxr.resample(samples, source_rate_hz, rate_hz)
        pcm = np.round(np.clip(resampled, -1, 1) * 32767).astype(np.int16)
        handle = io.BytesIO()
        with av.open(handle, "w", format=container) as output:
            stream = cast("av.AudioStream", output.add_stream(name, rate=rate_hz, layout="mono"))
            stream.bit_rate = bit_rate
            frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
            frame.sample_rate = rate_hz
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                output.mux(packet)
        return handle.getvalue()

    return degrade


def gain(gain_db: float) -> Degradation:
    """Another gain, clipped at full scale, in 16 bits."""

    def degrade(samples: Samples, rate_hz: int, _around: Surroundings) -> bytes:
        handle = io.BytesIO()
        louder = np.clip(samples * 10 ** (gain_db / 20), -1, 1)
        soundfile.write(handle, louder, rate_hz, format="WAV", subtype="PCM_16")
        return handle.getvalue()

    return degrade


def speed(factor: float) -> Degradation:
    """Another speed of a tape: tempo and pitch change together."""

    def degrade(samples: Samples, rate_hz: int, _around: Surroundings) -> bytes:
        return _wav(soxr.resample(samples, rate_hz * factor, rate_hz), rate_hz)

    return degrade


def _clean(samples: Samples, rate_hz: int, _around: Surroundings) -> bytes:
    return _wav(samples, rate_hz)


CONDITIONS: dict[str, Degradation] = {
    "clean": _clean,
    **{f"white noise {snr} dB": white(snr) for snr in NOISE_SNR_DB},
    **{f"babble {snr} dB": babble(snr) for snr in NOISE_SNR_DB},
    **{f"hum {snr} dB": hum(snr) for snr in NOISE_SNR_DB},
    **{f"room {rt60:g} s": room(rt60) for rt60 in RT60_S},
    "telephone": telephone,
    "MP3 32 kbit/s": codec("mp3", "libmp3lame", 32_000, 24_000),
    "Opus 16 kbit/s": codec("ogg", "libopus", 16_000, 48_000),
    "gain -30 dB": gain(-30),
    "gain +12 dB": gain(12),
    "speed 0.8": speed(0.8),
    "speed 1.2": speed(1.2),
}


def evaluate_condition(
    name: str, model: EmotionModel, clips: Sequence[Clip], voices: Sequence[Path], corpora: Path
) -> list[bool]:
    """Find out which clips are classified correctly under a condition.

    Args:
        name: name of the condition, in :data:`CONDITIONS`.
        model: the model that classifies.
        clips: the clips that are degraded.
        voices: sound files for babble.
        corpora: folder that the paths of the clips are relative to.

    Returns:
        Whether each clip is classified correctly.
    """
    around = Surroundings(np.random.default_rng(0), voices)
    analyses = []
    with tempfile.TemporaryDirectory() as folder:
        degraded = Path(folder) / "clip"
        for clip in clips:
            samples, rate_hz = soundfile.read(corpora / clip.path, dtype="float32", always_2d=True)
            degraded.write_bytes(CONDITIONS[name](samples.mean(axis=1), rate_hz, around))
            analyses.append(analyze(degraded, model, AnalysisOptions(classify_all=True)))
    evaluation = evaluate([clip.emotion for clip in clips], analyses)
    correct: list[bool] = (evaluation.probabilities.argmax(axis=1) == evaluation.truth).tolist()
    return correct


def _evaluate_fold(
    name: str, model: Path, judged: Sequence[Clip], voices: Sequence[Path], corpora: Path
) -> list[bool]:
    return evaluate_condition(name, EmotionModel(model), judged, voices, corpora)


def main() -> None:
    """Run the command ``python -m training.evaluate.robustness``."""
    options = _options()
    conditions = ["clean", *options.only] if options.only else list(CONDITIONS)
    accuracy = _accuracy(options, conditions)
    table = {
        name: {"accuracy": round(value, 4), "lost": round(accuracy["clean"] - value, 4)}
        for name, value in accuracy.items()
    }
    side = "" if options.side == "test" else f"{options.side}-"
    target = RESULTS / options.system / f"robustness-{side}{options.seed}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    for name, row in table.items():
        print(f"{name:16} {row['accuracy']:.3f} {row['lost']:+.3f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="ours-1.2", help="a folder of the runs folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--side", choices=("test", "validation"), default="test",
        help="validation: the actors by whom recipes are compared",
    )  # fmt: skip
    parser.add_argument("--only", nargs="*", default=[], help="conditions beside clean")
    add_place_options(parser)
    options = parser.parse_args()
    if options.only and options.side == "test":
        parser.error("--only is for --side validation: the file of the test side holds every row")
    return options


def _accuracy(options: argparse.Namespace, conditions: Sequence[str]) -> dict[str, float]:
    """Return the accuracy under each condition, over all folds, computed by several processes."""
    others = {"test": "validation", "validation": "test"}[options.side]
    clips, _ = scan(options.corpora)
    protocol = PROTOCOLS["luna5"]
    splits = [protocol.split(clips, fold, False) for fold in range(protocol.n_folds)]
    trained = trained_protocol(options.system, protocol.name)
    with ProcessPoolExecutor(options.workers) as pool:
        waiting = {
            name: [
                pool.submit(
                    _evaluate_fold,
                    name,
                    fold_model_path(options.runs, options.system, trained, options.seed, fold),
                    getattr(split, options.side),
                    [options.corpora / clip.path for clip in getattr(split, others)],
                    options.corpora,
                )
                for fold, split in enumerate(splits)
            ]
            for name in conditions
        }
        return {
            name: float(np.mean(np.concatenate([fold.result() for fold in folds])))
            for name, folds in tqdm(waiting.items(), "conditions")
        }


if __name__ == "__main__":
    main()
