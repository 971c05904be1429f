"""Which epoch of a run is kept, chosen by its validation actors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def chosen_epoch(history: list[dict[str, float]]) -> int:
    """Choose the epoch of highest validation UAR, each epoch averaged with its neighbours.

    Of two equal epochs the later one; without validation actors the last one.
    """
    if "validation_uar" not in history[-1]:
        return len(history) - 1
    values = _smoothed(history)
    return int(len(values) - 1 - np.argmax(values[::-1]))


def _smoothed(history: list[dict[str, float]]) -> NDArray[np.float64]:
    values = np.array([row["validation_uar"] for row in history])
    padded = np.pad(values, 1, mode="edge")
    means: NDArray[np.float64] = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    return means


def keep_candidates(folder: Path, history: list[dict[str, float]]) -> None:
    """Drop the weights of epochs that cannot be chosen any more."""
    keep = {chosen_epoch(history), len(history) - 1, len(history) - 2}
    if "validation_uar" in history[-1] and len(history) > 1:
        # The last epoch's value changes with the next one: the best before it may be chosen again.
        settled = _smoothed(history)[:-1]
        keep.add(int(len(settled) - 1 - np.argmax(settled[::-1])))
    for path in folder.glob("epoch*.pt"):
        if int(path.stem.removeprefix("epoch")) not in keep:
            path.unlink()
