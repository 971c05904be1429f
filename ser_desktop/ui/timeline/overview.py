"""The whole recording as a strip; a frame shows and moves the visible part."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from ser_desktop.audio.clip import Clip
from ser_desktop.texts.messages import Message
from ser_desktop.ui.timeline.lane import Lane
from ser_desktop.ui.timeline.moment_marks import MomentMarks
from ser_desktop.ui.toolkit.theme import Theme, ThemeManager

HEIGHT = 30
_N_COLUMNS = 1200
_FRAME_ALPHA = 48


class Overview(QObject):
    """One plot in a pyqtgraph layout, whose time axis shows the whole recording."""

    moved = Signal(float, float)
    """Start and end, in seconds, that the user selected to be visible."""

    def __init__(self, layout: pg.GraphicsLayoutWidget, row: int, themes: ThemeManager) -> None:
        super().__init__(layout)
        box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.lane = Lane(layout, row, box, str(Message("timeline.lane_whole")), themes, gap_row=row)
        self.plot = self.lane.plot
        self.plot.hideButtons()
        self.plot.setYRange(-1, 1, padding=0)
        self._curve = pg.PlotCurveItem(antialias=False, skipFiniteCheck=True)
        self.plot.addItem(self._curve)
        self._frame = pg.LinearRegionItem((0, 1), swapMode="block")
        self._frame.sigRegionChanged.connect(self._on_frame)
        self.plot.addItem(self._frame, ignoreBounds=True)
        self.moments = MomentMarks(themes)
        self.plot.addItem(self.moments, ignoreBounds=True)
        self._following = False
        self.peak = 0.0
        """The largest absolute sample of what is drawn."""
        self.show_clip(None)

    def show_clip(self, clip: Clip | None) -> None:
        """Draw a recording whole, or nothing."""
        self._frame.hide()
        self.peak = 0.0
        if clip is None:
            self._curve.setData([], [])
            return
        view = clip.peaks.view(0, clip.n_frames, _N_COLUMNS)
        if view is None:
            samples = clip.mono(0, clip.n_frames)
            self._curve.setData(np.arange(len(samples)) / clip.sample_rate_hz, samples)
            self.peak = float(np.abs(samples).max(initial=0.0))
        else:
            positions, extremes = view
            times_s = np.repeat(positions / clip.sample_rate_hz, 2)
            self._curve.setData(times_s, extremes.reshape(-1))
            self.peak = float(np.abs(extremes).max(initial=0.0))
        self._following = True
        self._frame.setBounds((0, clip.duration_s))
        self._following = False
        self.plot.setXRange(0, clip.duration_s, padding=0)

    def follow(self, start_s: float, end_s: float) -> None:
        """Move the frame after the visible part changed."""
        self._following = True
        self._frame.setRegion((start_s, end_s))
        self._frame.setVisible(not self._is_whole(start_s, end_s))
        self._following = False

    def _is_whole(self, start_s: float, end_s: float) -> bool:
        """Return whether everything is visible, so that the frame can be hidden."""
        low_s, high_s = self.plot.getViewBox().viewRange()[0]
        return bool(start_s <= low_s and end_s >= high_s)

    def recolour(self, theme: Theme) -> None:
        """Another appearance."""
        self.plot.getViewBox().setBackgroundColor(theme.plot)
        self.plot.getViewBox().setBorder(pg.mkPen(theme.border))
        self.plot.getAxis("left").setPen(pg.mkPen(theme.border))
        self._curve.setPen(pg.mkPen(theme.muted, width=1))
        self.moments.update()
        inside, hovered = QColor(theme.accent), QColor(theme.accent)
        inside.setAlpha(_FRAME_ALPHA)
        hovered.setAlpha(2 * _FRAME_ALPHA)
        self._frame.setBrush(inside)
        self._frame.setHoverBrush(hovered)
        for line in self._frame.lines:
            line.setPen(pg.mkPen(theme.accent, width=2))
            line.setHoverPen(pg.mkPen(theme.accent, width=4))

    def _on_frame(self) -> None:
        if not self._following:
            start_s, end_s = self._frame.getRegion()
            self.moved.emit(float(start_s), float(end_s))
