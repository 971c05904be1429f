"""Measures when a recording counts as noisy: ``python -m training.evaluate.level_range``.

Where noise covers the voice, the loudest and the quietest tenth of a recording's frames
(``audio/level.py``) differ by a few decibels. Writes ``results/level_range.json``: the share of
clips below the limit of ``emotion/doubt.py``, clean and with noise added, for each corpus.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

import numpy as np
import soundfile
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.audio.level import LevelMeasure
from ser_desktop.emotion.doubt import MIN_LEVEL_RANGE_DB
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.places import RESULTS, add_place_options

N_CLIPS = 400
SNR_DB = (20, 10, 5, 0)
N_VOICES = 6
"""Number of voices in babble."""
Samples = NDArray[np.float32]


def range_db(samples: Samples, rate_hz: int) -> float:
    """Return the level range of a clip [samples], as the application measures it."""
    level = LevelMeasure(rate_hz)
    level.push(samples[:, None])
    return level.speech_level_dbfs - level.noise_level_dbfs


def with_noise(samples: Samples, noise: NDArray[np.float64], snr_db: float) -> Samples:
    """Add noise at a ratio of the powers of the whole clips, silence included."""
    scale = np.sqrt(np.mean(samples**2) / np.mean(noise**2) / 10 ** (snr_db / 10))
    noisy: Samples = (samples + scale * noise).astype(np.float32)
    return noisy


def shares(clips: Sequence[tuple[Samples, int]], rng: np.random.Generator) -> dict[str, float]:
    """Compute the share of clips below the limit, for each condition."""

    def below(degraded: Sequence[Samples]) -> float:
        pairs = zip(degraded, clips, strict=True)
        return float(np.mean([range_db(s, rate) < MIN_LEVEL_RANGE_DB for s, (_, rate) in pairs]))

    result = {"clean": below([samples for samples, _ in clips])}
    for snr_db in SNR_DB:
        white = [with_noise(s, rng.standard_normal(len(s)), snr_db) for s, _ in clips]
        result[f"white noise {snr_db} dB"] = below(white)
        babble = []
        for samples, _ in clips:
            others = [clips[i][0] for i in rng.integers(len(clips), size=N_VOICES)]
            noise = np.sum([np.resize(voice, len(samples)) for voice in others], axis=0)
            babble.append(with_noise(samples, noise, snr_db))
        result[f"babble {snr_db} dB"] = below(babble)
    return {name: round(share, 4) for name, share in result.items()}


def main() -> None:
    """Run the command ``python -m training.evaluate.level_range``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_place_options(parser)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    table: dict[str, object] = {"limit_db": MIN_LEVEL_RANGE_DB, "n_clips": N_CLIPS}
    for name in tqdm(("ravdess", "crema-d"), "corpora"):
        clips = [c for c in scan_corpus(CORPORA[name], options.corpora)[0] if c.channel == "speech"]
        chosen = [clips[i] for i in rng.permutation(len(clips))[:N_CLIPS]]
        sounds = []
        for clip in chosen:
            samples, rate_hz = soundfile.read(
                options.corpora / clip.path, dtype="float32", always_2d=True
            )
            sounds.append((samples.mean(axis=1), rate_hz))
        table[name] = shares(sounds, rng)
    (RESULTS / "level_range.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(table, indent=2))


if __name__ == "__main__":
    main()
