"""Detects that a model is too slow for live sound, and finds a faster one."""

from __future__ import annotations

import math
import statistics
from collections import deque
from pathlib import Path

from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.errors import ModelError

FAST_MODEL = "ser-small"
"""The bundled model for computers on which the accurate one is too slow."""
OBSERVED_S = 5.0
"""Seconds of classified sound that are considered; short delays are ignored."""
MIN_WINDOWS = 4


class KeepingUp:
    """Compares the time that a model takes for a window with the hop between windows.

    Args:
        hop_s: seconds from one window to the next.
    """

    def __init__(self, hop_s: float) -> None:
        self._hop_s = hop_s
        n_windows = max(MIN_WINDOWS, math.ceil(OBSERVED_S / hop_s))
        self._taken_s: deque[float] = deque(maxlen=n_windows)

    def note(self, taken_s: float) -> None:
        """Add a window that took ``taken_s`` seconds to classify."""
        self._taken_s.append(taken_s)

    @property
    def falls_behind(self) -> bool:
        """Whether most of the last windows took longer than the hop.

        It uses the median, so that a single long window (suspended computer) does not count.
        """
        is_full = len(self._taken_s) == self._taken_s.maxlen
        return is_full and statistics.median(self._taken_s) > self._hop_s


def load_fast_model(slow: EmotionClassifier) -> EmotionClassifier | None:
    """Load the model that replaces a slow one.

    Args:
        slow: the model that is too slow.

    Returns:
        the bundled fast model; None if ``slow`` is that model, if windows or labels differ
        (receivers rely on the labels), or if it cannot be loaded.
    """
    if slow.info.name == FAST_MODEL:
        return None
    try:
        # The user's folder is left out: a model there may have the same name.
        fast = load_model(FAST_MODEL, Path())
    except ModelError:
        return None
    return fast if can_replace(slow, fast) else None


def can_replace(model: EmotionClassifier, other: EmotionClassifier) -> bool:
    """Return whether two models have the same windows and the same labels."""
    mine, its = model.info, other.info
    return (mine.labels, mine.sample_rate_hz, mine.window_samples) == (
        its.labels,
        its.sample_rate_hz,
        its.window_samples,
    )
