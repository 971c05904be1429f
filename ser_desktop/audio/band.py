"""How far up the sound of a voice reaches, measured block by block.

A telephone passes 300 to 3400 Hz, whatever the sample rate of the file that keeps the call. So the
sound itself is measured: how loud its loudest frames above 5 kHz are, where hissing consonants
lie, against the loudest frames of a band that a telephone passes. The loudest frames tell, since
noise fills the quiet ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
"""Rate of the samples that are measured."""
FRAME = 512
"""Samples of a frame, as long as one of the speech gate."""
VOICE_HZ = (2_000, 3_200)
"""The upper part of what a telephone passes."""
HIGH_HZ = (5_000, 7_500)
"""A band that a telephone does not pass; also filters that are not steep have ended below it."""
LOUDEST_SHARE = 0.1
"""The level compared is the one that this share of the frames of speech exceeds, in each band."""
FROM_SPEECH_S = 1.0
"""With less speech, in seconds, nothing is said: it may have no hissing consonant."""
_FRAME_S = FRAME / RATE_HZ
_LOWEST_DB, _STEP_DB = -160.0, 0.25
_N_STEPS = round(-_LOWEST_DB / _STEP_DB) + 160
"""Counted levels: up to 40 dB above full scale, which samples in float files may exceed."""
_WINDOW = np.hanning(FRAME + 1)[:FRAME].astype(np.float32)
_FREQUENCIES_HZ = np.fft.rfftfreq(FRAME, 1 / RATE_HZ)
_BANDS = tuple(
    (low <= _FREQUENCIES_HZ) & (high > _FREQUENCIES_HZ) for low, high in (VOICE_HZ, HIGH_HZ)
)
_POWER_AT_FULL_SCALE = float(np.sum(_WINDOW) ** 2 / 4)


class BandMeasure:
    """Compares the levels of two bands over the frames of speech.

    It counts levels instead of keeping them, so that its memory does not grow.

    Args:
        half_life_s: seconds of speech after which a frame counts half; None forgets nothing.
    """

    def __init__(self, half_life_s: float | None = None) -> None:
        self._kept = 1.0 if half_life_s is None else 0.5 ** (_FRAME_S / half_life_s)
        self._counts = np.zeros((2, _N_STEPS))
        self._rest = np.zeros(0, dtype=np.float32)

    def push(self, samples: NDArray[np.float32], speech: NDArray[np.bool_]) -> None:
        """Add the next samples.

        Args:
            samples: float32 [samples] at ``RATE_HZ``.
            speech: [frames], whether each frame completed by them is speech. A last frame that
                silence completed is left out.
        """
        samples = np.concatenate([self._rest, samples])
        n_frames = len(samples) // FRAME
        self._rest = samples[n_frames * FRAME :]
        spoken = samples[: n_frames * FRAME].reshape(n_frames, FRAME)[speech[:n_frames]]
        if not len(spoken):
            return
        powers = np.square(np.abs(np.fft.rfft(spoken * _WINDOW, axis=1)))
        weights = self._kept ** np.arange(len(spoken))[::-1]
        self._counts *= self._kept ** len(spoken)
        for counts, band in zip(self._counts, _BANDS, strict=True):
            level = powers[:, band].sum(axis=1) / _POWER_AT_FULL_SCALE
            levels_db = 10 * np.log10(np.maximum(level, 1e-20))
            steps = np.clip((levels_db - _LOWEST_DB) / _STEP_DB, 0, _N_STEPS - 1).astype(np.intp)
            counts += np.bincount(steps, weights, minlength=_N_STEPS)

    @property
    def speech_s(self) -> float:
        """Seconds of speech measured, without what is forgotten."""
        return float(self._counts[0].sum()) * _FRAME_S

    @property
    def high_band_db(self) -> float | None:
        """Level above 5 kHz relative to that of the voice, in dB; None with too little speech."""
        if self.speech_s < FROM_SPEECH_S:
            return None
        voice, high = (_level_exceeded(counts) for counts in self._counts)
        return (high - voice) * _STEP_DB


def _level_exceeded(counts: NDArray[np.float64]) -> float:
    """Return the step above which the loudest share of what is counted lies."""
    from_above = np.cumsum(counts[::-1])
    return float(_N_STEPS - 1 - np.searchsorted(from_above, LOUDEST_SHARE * from_above[-1]))
