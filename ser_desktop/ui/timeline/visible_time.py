"""Which part of the time the timeline shows: zooming, panning, following the play head."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg

MIN_VIEW_S = 0.005
MIN_PLACE_SHARE, MAX_PLACE_SHARE = 0.05, 0.7
"""Of the view, that a place takes where it can be seen well."""
EDGE_SHARE = 0.02
"""Of the view, on each side of a place that can be seen well."""
MIN_PLACE_VIEW_S = 15.0
PLACE_SCALE = 4.0
"""So many times as much as a place is shown around it."""


class VisibleTime:
    """The first of the plots leads; the others are linked to it.

    Args:
        plots: all plots of the time axis.
        empty_s: seconds that are shown while there is no recording.
    """

    def __init__(self, plots: Sequence[pg.PlotItem], empty_s: float) -> None:
        self._plots, self._leader = plots, plots[0]
        self._end_s = empty_s

    @property
    def end_s(self) -> float:
        """The end of the time that can be shown."""
        return self._end_s

    def span_s(self) -> tuple[float, float]:
        """Start and end of the visible part."""
        (start_s, end_s), _ = self._leader.getViewBox().viewRange()
        return float(start_s), float(end_s)

    def show(self, start_s: float, end_s: float) -> None:
        """Show a part and nothing else."""
        self._leader.setXRange(start_s, end_s, padding=0)

    def show_all(self) -> None:
        """Show everything."""
        self.show(0.0, self._end_s)

    def limit_to(self, duration_s: float) -> None:
        """Limit the view to this length."""
        self._end_s = duration_s
        for plot in self._plots:
            plot.getViewBox().setLimits(
                xMin=0, xMax=duration_s, minXRange=min(MIN_VIEW_S, duration_s)
            )

    def change_limit(self, duration_s: float) -> None:
        """Change the limit: keep the view, or keep showing everything."""
        start_s, end_s = self.span_s()
        shows_all = start_s <= 0 and end_s >= self._end_s
        self.limit_to(duration_s)
        if shows_all:
            self.show_all()

    def remove_limit(self) -> None:
        """Remove the limit, for the microphone."""
        for plot in self._plots:
            plot.getViewBox().setLimits(xMin=None, xMax=None)

    def zoom(self, factor: float, position_s: float) -> None:
        """Show ``factor`` times as much time, around a position if it is visible."""
        start_s, end_s = self.span_s()
        is_visible = start_s <= position_s <= end_s
        centre_s = position_s if is_visible else (start_s + end_s) / 2
        half_s = (end_s - start_s) * factor / 2
        self.show(centre_s - half_s, centre_s + half_s)

    def reveal(self, start_s: float, end_s: float) -> None:
        """Scroll to a place and its surroundings, unless it is already well visible."""
        first_s, last_s = self.span_s()
        shown_s, length_s = last_s - first_s, end_s - start_s
        edge_s = EDGE_SHARE * shown_s  # at the edge one does not see what led to it
        is_visible = first_s <= max(0.0, start_s - edge_s)
        is_visible &= min(self._end_s, end_s + edge_s) <= last_s
        if is_visible and length_s >= MIN_PLACE_SHARE * shown_s:
            return
        if not (MIN_PLACE_SHARE <= length_s / shown_s <= MAX_PLACE_SHARE):
            shown_s = max(MIN_PLACE_VIEW_S, length_s * PLACE_SCALE)
        centre_s = (start_s + end_s) / 2
        shown_s = min(shown_s, self._end_s)
        first_s = min(max(0.0, centre_s - shown_s / 2), self._end_s - shown_s)
        self.show(first_s, first_s + shown_s)

    def turn_page_to(self, position_s: float) -> None:
        """Show the part that begins at a position, unless the position is visible."""
        start_s, end_s = self.span_s()
        if not start_s <= position_s <= end_s:
            self.show(position_s, position_s + end_s - start_s)
