"""The level at which the speech gate hears a sound.

The gate's network learned from sound at usual levels, and misses speech in quiet recordings. So it
also hears each frame at one level, whatever the gain of the microphone or the line. Reasons and
figures: ``docs/decisions/0044-what-the-gate-hears.md``.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

HEARD_AT_DBFS = -15.0
"""RMS level to which the loudest frames are brought."""
MAX_GAIN_DB = 25.0
"""A quieter sound is amplified by no more: noise of a silent room must not become loud."""
FALL_DB_S = 5.0
"""How fast the followed level falls after a loud frame; it rises at once."""
_TINY = 1e-12


class LevelFollower:
    """Follows the level of one recording, frame by frame, without looking ahead.

    Args:
        frame_s: length of a frame.
    """

    def __init__(self, frame_s: float) -> None:
        self._fall_db = FALL_DB_S * frame_s
        self._level_db = -np.inf

    def gains(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the factor [frames, 1] for each frame of [frames, samples].

        A constant offset is no sound and does not count as level.
        """
        power = frames.var(axis=1, dtype=np.float64)
        levels_db = (10 * np.log10(power + _TINY)).tolist()
        followed_db = list(accumulate(levels_db, self._follow, initial=self._level_db))[1:]
        if followed_db:
            self._level_db = followed_db[-1]
        gains_db = np.minimum(HEARD_AT_DBFS - np.array(followed_db), MAX_GAIN_DB)
        return (10 ** (gains_db / 20)).astype(np.float32)[:, None]

    def _follow(self, level_db: float, own_db: float) -> float:
        return max(own_db, level_db - self._fall_db)
