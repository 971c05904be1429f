"""256 pooled descriptors of system 4 (``mlp-256``), as its code computes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.descriptors.front_end import (
    FrontEnd,
    Samples,
    finite_row,
    fixed_length,
    four,
    mean_std,
)

RATE_HZ = 22_050
WINDOW_S = 3.0
LENGTH = 256
_N_BANDS = 8
_LOWEST_F0_HZ, _HIGHEST_F0_HZ = 65.41, 2093.0
"""C2 to C7."""
_F0_SEMITONES = 0.2
"""Resolution of the pitch track, twice librosa's step: the Viterbi search is quadratic in the
number of steps and takes most of the time. The mean F0 hardly changes."""


def compute(samples: Samples) -> NDArray[np.float32]:
    """Return pooled descriptors [256] of the first 3 s."""
    import librosa

    sr, y = RATE_HZ, fixed_length(samples, round(WINDOW_S * RATE_HZ))
    magnitude = np.abs(librosa.stft(y))
    power = magnitude**2
    mfcc = librosa.feature.mfcc(y=y, sr=sr, n_mfcc=20)
    mel = librosa.feature.melspectrogram(S=power, sr=sr)
    mel_db = librosa.power_to_db(mel, ref=np.max)
    chroma = librosa.feature.chroma_stft(S=power, sr=sr)
    f0_hz, _, _ = librosa.pyin(
        y, fmin=_LOWEST_F0_HZ, fmax=_HIGHEST_F0_HZ, sr=sr, resolution=_F0_SEMITONES
    )
    voiced = f0_hz[np.isfinite(f0_hz)]
    tempo, beats = librosa.beat.beat_track(y=y, sr=sr)
    contrast = librosa.feature.spectral_contrast(S=magnitude, sr=sr)
    return finite_row(
        [
            *four(librosa.feature.zero_crossing_rate(y)),
            *four(librosa.feature.rms(S=magnitude)),
            *four(librosa.feature.spectral_centroid(S=magnitude, sr=sr)),
            *four(librosa.feature.spectral_bandwidth(S=magnitude, sr=sr)),
            *four(librosa.feature.spectral_rolloff(S=magnitude, sr=sr)),
            *four(mfcc),
            *mean_std(librosa.feature.delta(mfcc)),
            *mean_std(librosa.feature.delta(mfcc, order=2)),
            *mean_std(chroma),
            *mean_std(librosa.feature.tonnetz(chroma=chroma)),
            *mean_std(contrast),
            _mel_statistics(mel_db),
            np.array([band.mean() for band in np.array_split(mel_db, _N_BANDS)]),
            np.array(four(voiced)) if len(voiced) else np.zeros(4),
            np.array([float(np.squeeze(tempo)), len(beats), _beat_spread(beats)]),
            *mean_std(librosa.feature.spectral_flatness(S=magnitude)),
            *mean_std(librosa.feature.poly_features(S=magnitude, sr=sr, order=1)[:1]),
        ],
        LENGTH,
    )


def _mel_statistics(mel_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean, deviation, maximum, minimum, median and quartiles of the whole picture."""
    return np.array(
        [
            mel_db.mean(),
            mel_db.std(),
            mel_db.max(),
            mel_db.min(),
            *np.quantile(mel_db, [0.5, 0.25, 0.75]),
        ]
    )


def _beat_spread(beats: NDArray[np.int64]) -> float:
    return float(np.diff(beats).std()) if len(beats) > 2 else 0.0


FRONT_END = FrontEnd("mlp-256", RATE_HZ, WINDOW_S, (LENGTH,), compute)
