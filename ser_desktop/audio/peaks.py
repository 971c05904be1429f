"""Least and greatest sample of every block, at several sizes: a waveform at any zoom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FIRST_BLOCK = 256
FACTOR = 4


class Peaks:
    """Built block after block while a file is decoded; read when it is drawn."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float32]] = []
        self._rest = np.zeros(0, dtype=np.float32)
        self._levels: list[NDArray[np.float32]] = []
        self._n_samples = 0

    def push(self, mono: NDArray[np.float32]) -> None:
        """Take in the next samples."""
        self._n_samples += len(mono)
        samples = np.concatenate([self._rest, mono])
        n_blocks = len(samples) // FIRST_BLOCK
        self._rest = samples[n_blocks * FIRST_BLOCK :]
        if n_blocks:
            self._parts.append(_extremes(samples[: n_blocks * FIRST_BLOCK], FIRST_BLOCK))

    def finish(self) -> None:
        """Make the coarser levels."""
        if len(self._rest):
            self._parts.append(_extremes(self._rest, len(self._rest)))
            self._rest = self._rest[:0]
        level = np.concatenate(self._parts) if self._parts else np.zeros((0, 2), np.float32)
        self._parts = []
        self._levels = [level]
        while len(level) > 2 * FACTOR:
            level = _coarser(level)
            self._levels.append(level)

    def view(
        self, start: int, stop: int, n_columns: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]] | None:
        """Extremes of the samples start..stop in about ``n_columns`` to four times as many blocks.

        Returns:
            sample positions [blocks] and extremes [blocks, 2], or None where the samples
            themselves are fewer than the finest blocks would need.
        """
        per_column = (stop - start) / max(1, n_columns)
        if per_column < FIRST_BLOCK or not self._levels:
            return None
        level = int(np.log(per_column / FIRST_BLOCK) / np.log(FACTOR))
        level = min(max(level, 0), len(self._levels) - 1)
        block = FIRST_BLOCK * FACTOR**level
        first, last = max(0, start // block), -(-stop // block)
        extremes = self._levels[level][first:last]
        positions = (np.arange(first, first + len(extremes)) + 0.5) * block
        return positions, extremes


def _extremes(samples: NDArray[np.float32], block: int) -> NDArray[np.float32]:
    rows = samples.reshape(-1, block)
    return np.stack([rows.min(axis=1), rows.max(axis=1)], axis=1)


def _coarser(level: NDArray[np.float32]) -> NDArray[np.float32]:
    missing = -len(level) % FACTOR
    padded = np.concatenate([level, np.repeat(level[-1:], missing, axis=0)])
    rows = padded.reshape(-1, FACTOR, 2)
    return np.stack([rows[:, :, 0].min(axis=1), rows[:, :, 1].max(axis=1)], axis=1)
