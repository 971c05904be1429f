"""A made RAVDESS: tones instead of voices, real file names, small enough to train on in seconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 16_000
EMOTIONS = ("01", "03", "05")


def write_corpus(folder: Path, actors: range, seconds: float = 1.5, repetitions: int = 2) -> Path:
    """A few clips an actor; the emotion is the pitch, the actor the timbre."""
    rng = np.random.default_rng(0)
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    for actor in actors:
        target = folder / "ravdess" / "speech" / f"Actor_{actor:02d}"
        target.mkdir(parents=True)
        for emotion in EMOTIONS:
            for statement in (1, 2):
                for repetition in range(1, repetitions + 1):
                    pitch_hz = 120.0 * int(emotion) + rng.uniform(-5, 5)
                    tones = [
                        np.sin(2 * np.pi * pitch_hz * k * time_s) / k ** (1 + actor / 24)
                        for k in range(1, 6)
                    ]
                    samples = 0.1 * np.sum(tones, axis=0) + 0.002 * rng.standard_normal(len(time_s))
                    name = f"03-01-{emotion}-01-{statement:02d}-{repetition:02d}-{actor:02d}.wav"
                    soundfile.write(target / name, samples, RATE_HZ)
    return folder
