"""Play head and selection, drawn in every plot of the timeline."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtGui import QColor

from ser_desktop.ui.toolkit.theme import Theme

_SELECTION_ALPHA = 60
N_SOUND_PLOTS = 2
"""Waveform and spectrogram come first; lanes follow."""


class Markers:
    """One line and one region in each plot, moved together."""

    def __init__(self, plots: Sequence[pg.PlotItem]) -> None:
        self._heads: list[pg.InfiniteLine] = []
        self._regions: list[pg.LinearRegionItem] = []
        for plot in plots:
            region = pg.LinearRegionItem((0, 0), movable=False)
            region.hide()
            head = pg.InfiniteLine(0.0, angle=90, movable=False)
            plot.addItem(region, ignoreBounds=True)
            plot.addItem(head, ignoreBounds=True)
            self._regions.append(region)
            self._heads.append(head)

    @property
    def position_s(self) -> float:
        """Position of the play head in seconds."""
        return float(self._heads[0].value())

    def set_position(self, position_s: float) -> None:
        """Move the play head."""
        for head in self._heads:
            head.setValue(position_s)

    def show_selection(self, span_s: tuple[float, float] | None) -> None:
        """Mark a part of the time, or none."""
        for region in self._regions:
            region.setVisible(span_s is not None)
            if span_s is not None:
                region.setRegion(span_s)

    def recolour(self, theme: Theme) -> None:
        """Another appearance."""
        tint = QColor(theme.accent)
        tint.setAlpha(_SELECTION_ALPHA)
        for i, region in enumerate(self._regions):
            # On lanes of emotions, a tint would look like another emotion's colour.
            region.setBrush(tint if i < N_SOUND_PLOTS else pg.mkBrush(None))
            for line in region.lines:
                line.setPen(pg.mkPen(theme.accent, width=1))
        for head in self._heads:
            head.setPen(pg.mkPen(theme.playhead, width=2))
