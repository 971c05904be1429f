"""The spectrogram of the last seconds of a microphone, computed column by column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.frames import ArrayFrames
from ser_desktop.audio.frequency_scale import SCALES
from ser_desktop.audio.peaks import Peaks
from ser_desktop.audio.spectrogram import FLOOR_DB, Spectrogram, SpectrogramOptions, spectrogram


class LiveSpectrogram:
    """Keeps ``n_columns`` of ``step_s`` seconds. Times count from the first sample pushed.

    The columns equal those of :func:`ser_desktop.audio.spectrogram.spectrogram`.
    """

    def __init__(
        self, sample_rate_hz: int, step_s: float, n_columns: int, options: SpectrogramOptions
    ) -> None:
        self._rate_hz, self._options, self._n_columns = sample_rate_hz, options, n_columns
        self._step = max(1, round(step_s * sample_rate_hz))
        self._reach = round(options.window_s * sample_rate_hz / 2) + 1
        self._sound = np.zeros(0, dtype=np.float32)
        self._first_sample = 0
        self._n_done = 0
        self._highest_hz = min(options.highest_hz, sample_rate_hz / 2)
        self._db = np.full((options.n_bands, 0), FLOOR_DB, dtype=np.float32)

    def push(self, samples: NDArray[np.float32]) -> None:
        """Add samples and compute the completed columns.

        Args:
            samples: float32 [samples].
        """
        self._sound = np.concatenate([self._sound, samples])
        end = self._first_sample + len(self._sound)
        n_whole = (end - self._reach) // self._step
        if n_whole <= self._n_done:
            return
        first = max(self._n_done, n_whole - self._n_columns)
        sound = Clip(Path(), self._rate_hz, len(self._sound), ArrayFrames(self._sound[:, None]),
                     Peaks())  # fmt: skip
        start_s, end_s = (
            (column * self._step - self._first_sample) / self._rate_hz
            for column in (first, n_whole)
        )
        new = spectrogram(sound, start_s, end_s, n_whole - first, self._options)
        self._db = np.concatenate([self._db, new.db], axis=1)[:, -self._n_columns :]
        self._n_done = n_whole
        keep_from = max(self._first_sample, n_whole * self._step - self._reach)
        self._sound = self._sound[keep_from - self._first_sample :]
        self._first_sample = keep_from

    def picture(self) -> Spectrogram | None:
        """Return the picture, or None before the first column."""
        n = self._db.shape[1]
        if n == 0:
            return None
        step_s = self._step / self._rate_hz
        end_s = self._n_done * step_s
        scale = SCALES[self._options.scale]
        return Spectrogram(end_s - n * step_s, end_s, self._highest_hz, self._db, scale)
