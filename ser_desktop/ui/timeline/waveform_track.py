"""The waveform among the tracks: two points a pixel, from the extremes of the samples."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from ser_desktop.audio.clip import Clip
from ser_desktop.texts.messages import localised
from ser_desktop.ui.timeline.time_view_box import TimeViewBox
from ser_desktop.ui.toolkit.theme import Theme

MIN_PEAK = 1e-3
"""A quieter recording is not enlarged any further: only its noise would be seen."""


class WaveformTrack:
    """One row of a pyqtgraph layout."""

    def __init__(self, layout: pg.GraphicsLayoutWidget, row: int) -> None:
        self.plot: pg.PlotItem = layout.addPlot(row=row, col=0, viewBox=TimeViewBox())
        self.plot.hideAxis("bottom")
        self.curve = pg.PlotCurveItem(antialias=False, skipFiniteCheck=True)
        self.plot.addItem(self.curve)
        self.show_height(1.0)

    def clear(self) -> None:
        """Draw nothing."""
        self.curve.setData([], [])

    def draw(self, clip: Clip, start_s: float, end_s: float, n_columns: int) -> None:
        """Draw a part of a recording."""
        rate_hz = clip.sample_rate_hz
        start = max(0, int(start_s * rate_hz))
        stop = min(clip.n_frames, int(np.ceil(end_s * rate_hz)) + 1)
        view = clip.peaks.view(start, stop, n_columns)
        if view is None:  # fewer samples than columns
            samples = clip.mono(start, stop)
            self.curve.setData(np.arange(start, start + len(samples)) / rate_hz, samples)
        else:
            positions, extremes = view
            self.draw_extremes(positions / rate_hz, extremes)

    def draw_extremes(self, times_s: NDArray[np.float64], extremes: NDArray[np.float32]) -> None:
        """Draw a smallest and a largest sample, [n, 2], at each time."""
        self.curve.setData(np.repeat(times_s, 2), extremes.reshape(-1))

    def show_height(self, top: float) -> None:
        """Set the vertical range from ``-top`` to ``top``."""
        digits = max(1, 1 - int(np.floor(np.log10(top))))
        text = localised(f"{top:.{digits}f}")
        self.plot.setYRange(-top, top, padding=0.02)
        # The lowest has a line and no number, which would touch the highest frequency below it.
        self.plot.getAxis("left").setTicks([[(-top, ""), (0, "0"), (top, text)]])

    def recolour(self, theme: Theme) -> None:
        """Another appearance."""
        self.curve.setPen(pg.mkPen(theme.waveform, width=1))
