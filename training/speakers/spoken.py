"""The speech inside a recorded sentence, without the silence around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
SPOKEN_BELOW_LOUD_DB = 22.0
SPOKEN_ABOVE_NOISE_DB = 8.0
LEVEL_DB = -25.0
LEVELLED = 0.5
"""Share of the difference in level between sentences that is taken away, as an automatic level
control does: corpora hold whispers and shouts at one distance."""
_FRAME_S = 0.02

Samples = NDArray[np.float32]


def speech_of(mono: Samples) -> Samples:
    """Return a sentence without what comes before and after the speech, partly levelled.

    Background noise of some corpora is loud: speech has to stand out from it, and to come near the
    loud frames.

    Args:
        mono: [samples] at ``RATE_HZ``.
    """
    frame = round(_FRAME_S * RATE_HZ)
    power = np.square(mono[: len(mono) // frame * frame]).reshape(-1, frame).mean(axis=1)
    loud_db, quiet_db = 10 * np.log10(np.quantile(power, (0.95, 0.05)) + 1e-10)
    threshold_db = max(loud_db - SPOKEN_BELOW_LOUD_DB, quiet_db + SPOKEN_ABOVE_NOISE_DB)
    threshold_db = min(threshold_db, loud_db - SPOKEN_BELOW_LOUD_DB / 2)
    heard = 10 * np.log10(power + 1e-10) > threshold_db
    # A click or a breath is no beginning: three frames out of three have to be heard.
    loud = np.flatnonzero(np.convolve(heard, np.ones(3), "same") > 2)
    part: Samples = mono[loud[0] * frame : (loud[-1] + 1) * frame]
    return part * np.float32(10 ** (LEVELLED * (LEVEL_DB - loud_db) / 20))
