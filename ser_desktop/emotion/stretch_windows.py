"""Chooses the windows that answer for each stretch of a speaker.

A window answers for the stretch in which its middle lies, and no stretch stays without an answer: a
turn may be shorter than half a window or than the hop, so that no middle lies in it. It is then
answered by the window that overlaps it most.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.results import Span, Window
from ser_desktop.emotion.window_columns import WindowColumns

_TOLERANCE_S = 1e-6


class StretchWindows:
    """The windows of a track, by the stretch that they answer for.

    Args:
        windows: windows of one or more tracks, in any order.
    """

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = windows
        columns = WindowColumns.of(windows)
        self._starts_s, self._ends_s = columns.starts_s, columns.ends_s
        self._is_speech = columns.is_speech & columns.is_answered
        self._order = np.argsort(columns.middles_s, kind="stable")
        self._middles_s = columns.middles_s[self._order]

    def of(self, stretch: Span) -> list[Window]:
        """Return the windows of a stretch in the order of their middles; [] if none is near."""
        first, stop = np.searchsorted(
            self._middles_s, (stretch[0] - _TOLERANCE_S, stretch[1] + _TOLERANCE_S)
        )
        inside = self._order[first:stop]
        if not self._is_speech[inside].any():
            nearest = self._most_overlapping(stretch)
            inside = inside if nearest is None else np.array([nearest])
        return [self._windows[int(row)] for row in inside]

    def _most_overlapping(self, stretch: Span) -> int | None:
        """Return the row of the answered window that overlaps a stretch most."""
        overlaps_s: NDArray[np.float64] = np.minimum(self._ends_s, stretch[1]) - np.maximum(
            self._starts_s, stretch[0]
        )
        overlaps_s = np.where(self._is_speech, overlaps_s, 0.0)
        if not len(overlaps_s) or overlaps_s.max() <= 0:
            return None
        return int(overlaps_s.argmax())
