"""One row of the timeline beside the sound: open, closed to a bar with its name, or left out."""

from __future__ import annotations

from math import ceil

import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF
from PySide6.QtWidgets import QApplication

from ser_desktop.project.speaker_names import given_name
from ser_desktop.ui.timeline.lane_bar import LaneBar, LaneHandle, bar_height
from ser_desktop.ui.timeline.lane_room import CLOSED
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

LANE_GAP = GRID // 2
"""Room between a lane and the row before it, in pixels."""
_LONGEST_TICK = "500 Hz"
_SPEAKER = 2
"""A number that stands for those of two speakers."""


def axis_text_width() -> int:
    """Room for the longest text of the left axes, in the application's font."""
    metrics = QFontMetricsF(QApplication.font())
    texts = (_LONGEST_TICK, given_name(_SPEAKER))
    # A width that is rounded down would elide the very text that it was measured for.
    return ceil(max(metrics.horizontalAdvance(text) for text in texts))


def short_name(name: str) -> str:
    """Shorten a name to the left axis, keeping its end, which distinguishes numbered names."""
    metrics = QFontMetrics(QApplication.font())
    return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, axis_text_width())


class Lane(QObject):
    """A plot on the common time axis.

    Args:
        layout: the layout.
        row: its row.
        view_box: handles the mouse.
        name: what the lane is called when it is closed.
        themes: give the colours.
        gap_row: the row below which it has its gap; that before it by default.
    """

    toggled = Signal()
    """The user opens or closes the lane."""

    def __init__(
        self,
        layout: pg.GraphicsLayoutWidget,
        row: int,
        view_box: pg.ViewBox,
        name: str,
        themes: ThemeManager,
        gap_row: int | None = None,
    ) -> None:
        super().__init__(layout)
        self._layout, self._row = layout, row
        self._gap_row = row - 1 if gap_row is None else gap_row
        self._leader: pg.PlotItem | None = None
        self._item: pg.GraphicsWidget | None = None
        """The plot or the bar, whichever is in the row."""
        self.plot = layout.addPlot(row=row, col=0, viewBox=view_box)
        self._item = self.plot
        layout.ci.layout.setRowSpacing(self._gap_row, LANE_GAP)
        self.plot.hideAxis("bottom")
        self.plot.setYRange(0, 1, padding=0)
        self.plot.getAxis("left").setTicks([])
        self._handle = LaneHandle(layout.ci, self.plot, themes)
        self._handle.pressed.connect(self.toggled)
        self.bar = LaneBar(themes)
        self.bar.pressed.connect(self.toggled)
        self.set_name(name)

    @property
    def shown(self) -> bool:
        """Whether the lane is open."""
        return self._item is self.plot

    @property
    def closed(self) -> bool:
        """Whether the lane is a bar."""
        return self._item is self.bar

    def set_name(self, name: str, hint: str = "") -> None:
        """Set the name, and what a click on the bar does in place of opening the lane."""
        self.bar.show_name(name, hint)
        self._handle.show_name(name)

    def follow(self, leader: pg.PlotItem) -> None:
        """Show the same time as another plot."""
        self._leader = leader
        self.plot.setXLink(leader if self.shown else None)

    def place(self, height: int | None) -> None:
        """Set the height in pixels; :data:`CLOSED` shows the bar, None leaves the row out."""
        wanted = None if height is None else self.bar if height == CLOSED else self.plot
        rows = self._layout.ci.layout
        if wanted is not self._item:
            self._put(wanted)
            rows.setRowSpacing(self._gap_row, LANE_GAP if wanted is not None else 0)
        rows.setRowFixedHeight(self._row, bar_height() if height == CLOSED else height or 0)

    def _put(self, wanted: pg.GraphicsWidget | None) -> None:
        if self._item is not None:
            self._layout.removeItem(self._item)
            self._item.setVisible(False)
        self._item = wanted
        if wanted is not None:
            wanted.setVisible(True)
            self._layout.addItem(wanted, self._row, 0)
        self._handle.setVisible(self.shown)
        # Out of the layout it keeps an old width, by which pyqtgraph would move its leader.
        self.plot.setXLink(self._leader if self.shown else None)
