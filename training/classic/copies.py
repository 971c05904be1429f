"""The augmented copies of clips that the earlier systems use, made by librosa."""

from __future__ import annotations

import librosa
import numpy as np
from numpy.typing import NDArray

NOISE_AMPLITUDE = 0.005
STRETCH_RATE = 0.9
PITCH_SEMITONES = 2.0
MAX_SHIFT_S = 0.3
VOLUME = (0.7, 1.3)
KINDS = ("original", "noise", "stretch", "pitch", "shift", "volume")


def make_copy(
    samples: NDArray[np.float32], rate_hz: int, kind: str, seed: int
) -> NDArray[np.float32]:
    """Make one copy; its randomness depends only on ``seed``.

    Raises:
        ValueError: there is no such kind.
    """
    rng = np.random.default_rng(seed)
    if kind == "original":
        return samples
    if kind == "noise":
        noise = rng.standard_normal(len(samples), dtype=np.float32)
        return samples + np.float32(NOISE_AMPLITUDE) * noise
    if kind == "stretch":
        stretched: NDArray[np.float32] = librosa.effects.time_stretch(samples, rate=STRETCH_RATE)
        return stretched
    if kind == "pitch":
        higher: NDArray[np.float32] = librosa.effects.pitch_shift(
            samples, sr=rate_hz, n_steps=PITCH_SEMITONES
        )
        return higher
    if kind == "shift":
        longest = int(MAX_SHIFT_S * rate_hz)
        return np.roll(samples, int(rng.integers(-longest, longest + 1)))
    if kind == "volume":
        return samples * np.float32(rng.uniform(*VOLUME))
    raise ValueError(f"there is no copy '{kind}'; known are {', '.join(KINDS)}")
