"""181 pooled descriptors of system 1 (``mlp-181``).

The paper lists MFCC 13 mean, deviation and delta, mel 48, centroid, rolloff and zero-crossing rate,
chroma 12. These are 105 descriptors, but the paper states 181. This implementation adds 76: the
deviations of those listed by mean only (mel 48, chroma 12, delta 13), the mean and deviation of the
level, and the mean spectral flatness.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.descriptors.front_end import (
    FrontEnd,
    Samples,
    finite_row,
    fixed_length,
    mean_std,
)

RATE_HZ = 16_000
WINDOW_S = 3.5
LENGTH = 181
_TRIM_BELOW_DB = 30.0


def compute(samples: Samples) -> NDArray[np.float32]:
    """Trim silence at the ends, take 3.5 s, and return pooled descriptors [181]."""
    import librosa

    trimmed, _ = librosa.effects.trim(samples, top_db=_TRIM_BELOW_DB)
    y = fixed_length(trimmed, round(WINDOW_S * RATE_HZ))
    magnitude = np.abs(librosa.stft(y))
    power = magnitude**2
    mel = librosa.power_to_db(librosa.feature.melspectrogram(S=power, sr=RATE_HZ, n_mels=48))
    mfcc = librosa.feature.mfcc(y=y, sr=RATE_HZ, n_mfcc=13)
    delta = librosa.feature.delta(mfcc)
    chroma = librosa.feature.chroma_stft(S=power, sr=RATE_HZ, tuning=0.0)
    return finite_row(
        [
            *mean_std(mfcc),
            *mean_std(delta),
            *mean_std(mel),
            *mean_std(librosa.feature.spectral_centroid(S=magnitude, sr=RATE_HZ)),
            *mean_std(librosa.feature.spectral_rolloff(S=magnitude, sr=RATE_HZ)),
            *mean_std(librosa.feature.zero_crossing_rate(y)),
            *mean_std(chroma),
            *mean_std(librosa.feature.rms(S=magnitude)),
            librosa.feature.spectral_flatness(S=magnitude).mean(axis=-1),
        ],
        LENGTH,
    )


FRONT_END = FrontEnd("mlp-181", RATE_HZ, WINDOW_S, (LENGTH,), compute)
