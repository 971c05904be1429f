"""MFCC over time (system 2) and their means (system 5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.descriptors.front_end import FrontEnd, Samples, finite_row, fixed_length

N_MFCC, N_FRAMES = 40, 200
FRAMES_RATE_HZ, FRAMES_WINDOW_S = 22_050, 4.6
"""200 frames of librosa's hop of 512 samples are 4.64 s."""

MEANS_RATE_HZ, MEANS_WINDOW_S = 24_000, 4.0
"""System 5 uses the recordings' own rate, 48 kHz; the copy used to reproduce it has 24 kHz."""
N_MEANS = 40
"""The source does not state the number; 40 is the most common choice."""


def frames(samples: Samples) -> NDArray[np.float32]:
    """40 MFCC by 200 frames, cut or padded with zeros [200, 40]."""
    import librosa

    mfcc = librosa.feature.mfcc(y=samples, sr=FRAMES_RATE_HZ, n_mfcc=N_MFCC)
    padded = np.pad(mfcc[:, :N_FRAMES], ((0, 0), (0, max(0, N_FRAMES - mfcc.shape[1]))))
    return np.ascontiguousarray(np.nan_to_num(padded.T), dtype=np.float32)


def means(samples: Samples) -> NDArray[np.float32]:
    """Mean of each MFCC over time [40]."""
    import librosa

    y = samples if len(samples) >= 2048 else fixed_length(samples, 2048)
    mfcc = librosa.feature.mfcc(y=y, sr=MEANS_RATE_HZ, n_mfcc=N_MEANS)
    return finite_row([mfcc.mean(axis=1)], N_MEANS)


FRAMES = FrontEnd("mfcc-frames", FRAMES_RATE_HZ, FRAMES_WINDOW_S, (N_FRAMES, N_MFCC), frames)
MEANS = FrontEnd("mfcc-means", MEANS_RATE_HZ, MEANS_WINDOW_S, (N_MEANS,), means)
