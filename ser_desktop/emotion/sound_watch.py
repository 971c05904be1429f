"""Measures the last seconds of live sound: its level, its clipping, its band and its faults."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.band import BandMeasure
from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.audio.level import FAINT_BELOW_DBFS, MUTED_PEAK, LevelMeasure
from ser_desktop.emotion.sound_doubt import HeardSound

BAND_HALF_LIFE_S = 5.0
"""Seconds of speech after which its band counts half: a window alone may have no hissing consonant,
and the sound may become another."""

_LATE_S = 0.5
"""More than a resampler holds back, in seconds: windows end before the last sample."""


class SoundWatch:
    """Follows one live sound. Times count from its start.

    Args:
        sample_rate_hz: of the source: resampling would hide clipping.
        window_s: seconds that are measured.
    """

    def __init__(self, sample_rate_hz: int, window_s: float) -> None:
        self._rate_hz, self._window_s = sample_rate_hz, window_s
        self._recent = np.zeros(0, dtype=np.float32)
        self._band = BandMeasure(BAND_HALF_LIFE_S)
        self._faults: list[tuple[float, SoundFaults]] = []
        self._n_samples = 0
        self._signal_until_s = self._loud_until_s = 0.0

    @property
    def _now_s(self) -> float:
        return self._n_samples / self._rate_hz

    def push(self, samples: NDArray[np.float32], faults: SoundFaults) -> None:
        """Add the next samples [samples] at the source's rate, and what was mended in them."""
        self._n_samples += len(samples)
        n_kept = round((self._window_s + _LATE_S) * self._rate_hz) + len(samples)
        self._recent = np.concatenate([self._recent, samples])[-n_kept:]
        past_s = self._now_s - self._window_s
        self._faults = [(end_s, found) for end_s, found in self._faults if end_s > past_s]
        if faults != NO_FAULTS:
            self._faults.append((self._now_s, faults))
        if np.abs(samples).max(initial=0.0) > MUTED_PEAK:
            self._signal_until_s = self._now_s

    def push_speech(self, samples: NDArray[np.float32], speech: NDArray[np.bool_]) -> None:
        """Add the same samples at the rate of the speech gate, and its marks [frames]."""
        self._band.push(samples, speech)

    def heard(self, end_s: float) -> HeardSound:
        """Return what is measured of the ``window_s`` seconds before a time of the last push."""
        level = LevelMeasure(self._rate_hz)
        end = len(self._recent) - max(0, self._n_samples - round(end_s * self._rate_hz))
        first = max(0, end - round(self._window_s * self._rate_hz))
        block = self._recent[first:end, None]
        level.push(block, block - block.mean() if len(block) else None)
        level_dbfs = level.speech_level_dbfs
        if level_dbfs >= FAINT_BELOW_DBFS:
            self._loud_until_s = self._now_s
        faults = NO_FAULTS
        for _, found in self._faults:
            faults = faults.joined(found)
        return HeardSound(
            level_dbfs,
            level.clipped_share,
            self._band.high_band_db,
            faults,
            self._rate_hz,
            muted_s=self._now_s - self._signal_until_s,
            faint_s=self._now_s - self._loud_until_s,
        )
