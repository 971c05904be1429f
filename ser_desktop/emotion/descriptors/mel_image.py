"""A log-mel spectrogram as a square picture of three colours (system 3)."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.descriptors.front_end import FrontEnd, Samples, fixed_length

RATE_HZ = 22_050
WINDOW_S = 3.5
N_MELS = 128
RANGE_DB = 80.0
COLOURS = (
    *((0.0, 0.0, 0.015), (0.23, 0.06, 0.44), (0.55, 0.16, 0.51), (0.87, 0.29, 0.41)),
    *((0.99, 0.62, 0.43), (0.99, 0.99, 0.75)),
)
"""Six points of the magma colour map, which the authors' plotting library used."""
# Mean and deviation of red, green and blue in ImageNet.
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def compute(samples: Samples, size: int) -> NDArray[np.float32]:
    """3.5 s to a normalised picture [3, size, size], low frequencies at the bottom."""
    import librosa

    y = fixed_length(samples, round(WINDOW_S * RATE_HZ))
    mel = librosa.feature.melspectrogram(y=y, sr=RATE_HZ, n_mels=N_MELS)
    db = librosa.power_to_db(mel, ref=np.max, top_db=RANGE_DB)
    shade = _resized((db[::-1] + RANGE_DB) / RANGE_DB, size)
    points = np.linspace(0, 1, len(COLOURS))
    channels = [
        (np.interp(shade, points, [colour[i] for colour in COLOURS]) - _MEAN[i]) / _STD[i]
        for i in range(3)
    ]
    return np.stack(channels).astype(np.float32)


def _resized(picture: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Resize bilinearly, each axis separately."""
    for axis in (0, 1):
        n = picture.shape[axis]
        position = np.clip((np.arange(size) + 0.5) * n / size - 0.5, 0, n - 1)
        low = np.minimum(position.astype(int), max(0, n - 2))
        share = position - low
        shape = (-1, 1) if axis == 0 else (1, -1)
        first, second = picture.take(low, axis), picture.take(np.minimum(low + 1, n - 1), axis)
        picture = first * (1 - share.reshape(shape)) + second * share.reshape(shape)
    return picture


def front_end(size: int) -> FrontEnd:
    """Return the front end for pictures of ``size`` x ``size`` pixels."""
    return FrontEnd(
        f"mel-image:size={size}", RATE_HZ, WINDOW_S, (3, size, size), partial(compute, size=size)
    )
