"""Measures the figures of the practice window: ``python -m training.evaluate.practice_measures``.

Counts syllables in clips of RAVDESS, whose two sentences have seven each, and measures and scores
the same clips again: with faint noise and silence around them, and at another rate. What differs
then is measurement error, and no change of the voice. Writes ``results/practice.json``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.audio.clip import load_clip
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.inference import infer
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.practice.changes import changes
from ser_desktop.practice.measures import measure, semitones
from ser_desktop.practice.progress_entry import ProgressEntry
from ser_desktop.practice.score import score_take
from ser_desktop.practice.target import Target
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.manifest import Clip
from training.places import RESULTS, add_place_options

N_CLIPS = 60
TRUE_SYLLABLES = 7
NOISE_DB = -35.0
"""Level of the added noise below that of the whole clip."""
AROUND_S = 0.7
"""Length of the noise before and after the clip."""
OTHER_RATE_HZ = 22_050


def drawn(corpora: Path) -> list[Clip]:
    """Draw spoken clips of RAVDESS at random; every call draws the same ones."""
    clips = [c for c in scan_corpus(CORPORA["ravdess"], corpora)[0] if c.channel == "speech"]
    order = np.random.default_rng(0).permutation(len(clips))
    return [clips[i] for i in order[:N_CLIPS]]


def heard(path: Path, emotion: str, model: EmotionClassifier) -> tuple[ProgressEntry, int]:
    """Return a recording as a take, and the number of its syllables."""
    score = score_take(interpret(infer(path, model)), Target(emotion))
    clip = load_clip(path)
    measured = measure(clip)
    clip.close()
    entry = ProgressEntry(
        datetime.now(UTC), 1, score, measured.measures, "said", str(path), "model", "", "one"
    )
    return entry, len(measured.rhythm.syllables_s)


def again(path: Path, folder: Path) -> Iterator[Path]:
    """Write the same recording with noise and silence around it, and at another rate."""
    channels, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    samples = channels.mean(axis=1)
    rng = np.random.default_rng(0)
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    quiet = level * 10 ** (NOISE_DB / 20)
    around = np.zeros(round(AROUND_S * rate_hz), dtype=np.float32)
    longer: NDArray[np.float32] = np.concatenate([around, samples, around])
    noisy = longer + (quiet * rng.standard_normal(len(longer))).astype(np.float32)
    for name, sound, rate in (
        ("noise.wav", noisy, rate_hz),
        ("rate.wav", _at_other_rate(samples, rate_hz), OTHER_RATE_HZ),
    ):
        soundfile.write(folder / name, sound, rate, subtype="PCM_16")
        yield folder / name


def _at_other_rate(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    return MonoResampler(rate_hz, OTHER_RATE_HZ).push(samples[:, None], last=True)


def differences(before: ProgressEntry, now: ProgressEntry) -> dict[str, float]:
    """Return what differs between two measurements of a recording, without unknown values."""
    one, other = before.measures, now.measures
    found = {
        "level_db": other.level_dbfs - one.level_dbfs,
        "pause_s": other.pause_s - one.pause_s,
        "duration_share": other.sound_s / one.sound_s - 1,
    }
    if one.pitch_hz and other.pitch_hz:
        found["pitch_st"] = semitones(one.pitch_hz, other.pitch_hz)
    if one.pitch_range_st and other.pitch_range_st:
        found["range_st"] = other.pitch_range_st - one.pitch_range_st
    if one.syllables_per_s and other.syllables_per_s:
        found["syllables_share"] = other.syllables_per_s / one.syllables_per_s - 1
    if before.score.probability is not None and now.score.probability is not None:
        found["score"] = now.score.probability - before.score.probability
    return found


def syllables(counts: Sequence[int]) -> dict[str, float]:
    """Compare counted syllables with the true number."""
    errors = np.abs(np.array(counts) - TRUE_SYLLABLES)
    return {
        "true": TRUE_SYLLABLES,
        "mean": round(float(np.mean(counts)), 2),
        "at_most_one_off": round(float(np.mean(errors <= 1)), 3),
        "mean_error": round(float(np.mean(errors)), 2),
    }


def table(model: EmotionClassifier, clips: Sequence[Clip], corpora: Path) -> dict[str, object]:
    """Measure every clip and the same clip again."""
    counts: list[int] = []
    errors: dict[str, list[float]] = {}
    reported: Counter[str] = Counter()
    n_repeats = 0
    with tempfile.TemporaryDirectory() as folder:
        for clip in tqdm(clips, "clips", unit="clip"):
            first, n_syllables = heard(corpora / clip.path, clip.emotion, model)
            counts.append(n_syllables)
            for path in again(corpora / clip.path, Path(folder)):
                second, _ = heard(path, clip.emotion, model)
                n_repeats += 1
                for name, value in differences(first, second).items():
                    errors.setdefault(name, []).append(abs(value))
                reported.update(message.id for message in changes(first, second))
    return {
        "n_clips": len(clips),
        "model": f"{model.info.name} {model.info.version}",
        "syllables": syllables(counts),
        "measured_again": {
            "n": n_repeats,
            "difference": {
                name: {
                    "median": round(float(np.median(values)), 3),
                    "95 %": round(float(np.percentile(values, 95)), 3),
                }
                for name, values in sorted(errors.items())
            },
            "reported": dict(sorted(reported.items())),
        },
    }


def main() -> None:
    """Run the command ``python -m training.evaluate.practice_measures``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_place_options(parser)
    options = parser.parse_args()
    result = table(load_model("", Path()), drawn(options.corpora), options.corpora)
    text = json.dumps(result, indent=2)
    (RESULTS / "practice.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
