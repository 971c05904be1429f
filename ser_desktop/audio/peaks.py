"""Minimum and maximum of blocks of several sizes, to draw a waveform at any zoom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FIRST_BLOCK = 256
FACTOR = 4
_MIN_PREVIEW = 100
"""The preview is used from this number of pieces in view."""


class Peaks:
    """Built block by block while a file is decoded, and read for drawing."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float32]] = []
        self._rest = np.zeros(0, dtype=np.float32)
        self._levels: list[NDArray[np.float32]] = []
        self._preview: tuple[NDArray[np.int64], NDArray[np.float32]] | None = None

    def set_preview(self, starts: NDArray[np.int64], extremes: NDArray[np.float32]) -> None:
        """Show sparse extremes until all samples were pushed.

        Args:
            starts: positions of the pieces, in samples [pieces].
            extremes: minimum and maximum of each piece [pieces, 2].
        """
        self._preview = starts, extremes

    def push(self, mono: NDArray[np.float32]) -> None:
        """Add the next samples.

        Args:
            mono: float32 [samples].
        """
        samples = np.concatenate([self._rest, mono])
        n_blocks = len(samples) // FIRST_BLOCK
        self._rest = samples[n_blocks * FIRST_BLOCK :]
        if n_blocks:
            self._parts.append(_extremes(samples[: n_blocks * FIRST_BLOCK], FIRST_BLOCK))

    def finish(self) -> None:
        """Compute the coarser levels."""
        if len(self._rest):
            self._parts.append(_extremes(self._rest, len(self._rest)))
            self._rest = self._rest[:0]
        self.publish()
        self._parts, self._preview = [], None

    def publish(self) -> None:
        """Make the samples pushed so far visible to readers.

        A reader on another thread sees either the old or the new levels.
        """
        level = np.concatenate(self._parts) if self._parts else np.zeros((0, 2), np.float32)
        self._parts = [level]
        levels = [level]
        while len(level) > 2 * FACTOR:
            level = _coarser(level)
            levels.append(level)
        self._levels = levels

    def view(
        self, start: int, stop: int, n_columns: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]] | None:
        """Return extremes of the samples start..stop in ``n_columns`` to four times as many blocks.

        Returns:
            sample positions [blocks] and extremes [blocks, 2], or None if so few samples are in
            view that they can be drawn themselves.
        """
        per_column = (stop - start) / max(1, n_columns)
        preview, levels = self._preview, self._levels
        if preview is not None:
            starts, extremes = preview
            first, last = np.searchsorted(starts, [start, stop])
            if last - first >= _MIN_PREVIEW:
                return starts[first:last].astype(np.float64), extremes[first:last]
        if per_column < FIRST_BLOCK or not levels:
            return None
        level = int(np.log(per_column / FIRST_BLOCK) / np.log(FACTOR))
        level = min(max(level, 0), len(levels) - 1)
        block = FIRST_BLOCK * FACTOR**level
        first, last = max(0, start // block), -(-stop // block)
        extremes = levels[level][first:last]
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
