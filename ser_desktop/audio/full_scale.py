"""Files of floats that hold the numbers of integers."""

from __future__ import annotations

import numpy as np
import soundfile

_INTEGER_SCALES = (2.0**15, 2.0**23, 2.0**31)
_NO_FLOAT_SCALE = 8.0
"""18 dB above full scale. A file of floats with many such samples holds the numbers of integers, as
``scipy.io.wavfile.write`` leaves them where they were only cast..."""
_MIN_INTEGER_PEAK = 256.0
"""... if any of them is as great as in 16 bits at -42 dB; smaller ones are floats, far too loud."""
_OVERSHOOT = 4.0
"""Resampling or a gain after the cast goes beyond full scale; the integers are no wider then."""
_MANY = 0.1
"""Share of the samples of a second."""
_WITHIN_S = 60


def full_scale(file: soundfile.SoundFile) -> float:
    """Return which number is full scale.

    1, except in a file of floats that holds the numbers of integers.

    Args:
        file: open, at its start; the first minute is read, and it is at its start again.
    """
    if file.subtype not in ("FLOAT", "DOUBLE"):
        return 1.0
    scale = 1.0
    for _ in range(_WITHIN_S):
        try:
            block = np.abs(file.read(file.samplerate, dtype="float32", always_2d=True))
        except soundfile.LibsndfileError:
            break
        if len(block) == 0:
            break
        if np.mean(block > _NO_FLOAT_SCALE) >= _MANY and np.isfinite(block).all():
            peak = float(block.max())
            if peak >= _MIN_INTEGER_PEAK:
                fitting = (s for s in _INTEGER_SCALES if peak <= _OVERSHOOT * s)
                scale = max(scale, next(fitting, 1.0))
    file.seek(0)
    return scale
