"""The waveform of the last seconds of a microphone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEP_S = 0.01


class LiveSound:
    """Keeps ``kept_s`` seconds. Times count from the first sample pushed."""

    def __init__(self, sample_rate_hz: int, kept_s: float) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._step = max(1, round(STEP_S * sample_rate_hz))
        self._most_steps = round(kept_s * sample_rate_hz) // self._step
        self._n_samples = 0
        self._rest = np.zeros(0, dtype=np.float32)
        self._extremes: NDArray[np.float32] = np.zeros((0, 2), dtype=np.float32)

    @property
    def end_s(self) -> float:
        """Time of the last sample."""
        return self._n_samples / self.sample_rate_hz

    def push(self, samples: NDArray[np.float32]) -> None:
        """Append samples.

        Args:
            samples: float32 [samples].
        """
        self._n_samples += len(samples)
        due = np.concatenate([self._rest, samples])
        usable = len(due) // self._step * self._step
        self._rest = due[usable:]
        if usable:
            rows = due[:usable].reshape(-1, self._step)
            new = np.stack([rows.min(axis=1), rows.max(axis=1)], axis=1)
            self._extremes = np.concatenate([self._extremes, new])[-self._most_steps :]

    def waveform(self) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Return times in seconds [steps], and minimum and maximum of each step [steps, 2]."""
        n_steps = len(self._extremes)
        last_s = self.end_s - len(self._rest) / self.sample_rate_hz
        steps_s = self._step / self.sample_rate_hz
        times_s = np.asarray(last_s - (n_steps - np.arange(n_steps)) * steps_s, dtype=np.float64)
        return times_s, self._extremes
