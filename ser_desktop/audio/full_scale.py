"""Detects float samples with the range of integers, in files and in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import soundfile
from numpy.typing import NDArray

_INTEGER_SCALES = (2.0**15, 2.0**23, 2.0**31)
FAR_ABOVE = 8.0
"""18 dB above full scale. A float file with many such samples has the range of integers, for
example after a cast and ``scipy.io.wavfile.write``..."""
_MIN_INTEGER_PEAK = 256.0
"""... if any sample exceeds -42 dB of 16 bits; a smaller maximum is a too loud float file."""
_OVERSHOOT = 4.0
"""Resampling or gain after the cast may exceed the integer's full scale by this factor."""
_MANY = 0.1
"""Share of loud samples in a second."""
_WITHIN_S = 60


def full_scale(file: soundfile.SoundFile) -> float:
    """Return the sample value of full scale.

    It is 1, except in a float file whose samples have the range of integers.

    Args:
        file: an open file; its first minute is read, then it is rewound.
    """
    if file.subtype not in ("FLOAT", "DOUBLE"):
        return 1.0
    scale = scale_of(_seconds(file))
    file.seek(0)
    return scale


def scale_of(seconds: Iterable[NDArray[np.float32]]) -> float:
    """Return the sample value of full scale, by the first minute of float samples.

    Args:
        seconds: samples of any shape, a second each.
    """
    scale = 1.0
    for samples in islice(seconds, _WITHIN_S):
        block = np.abs(samples)
        if np.mean(block > FAR_ABOVE) >= _MANY and np.isfinite(block).all():
            peak = float(block.max())
            if peak >= _MIN_INTEGER_PEAK:
                fitting = (s for s in _INTEGER_SCALES if peak <= _OVERSHOOT * s)
                scale = max(scale, next(fitting, 1.0))
    return scale


def _seconds(file: soundfile.SoundFile) -> Iterator[NDArray[np.float32]]:
    while True:
        try:
            block = file.read(file.samplerate, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            return
        if len(block) == 0:
            return
        yield block
