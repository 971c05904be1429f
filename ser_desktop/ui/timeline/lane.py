"""One row of the timeline below the sound; hidden without room."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ser_desktop.texts.messages import Message

_LONGEST_TICK = "500 Hz"
_SPEAKER = 2
"""A number that stands for those of two speakers."""


def axis_text_width() -> int:
    """Room for the longest text of the left axes, in the application's font."""
    metrics = QFontMetrics(QApplication.font())
    texts = (_LONGEST_TICK, str(Message("speakers.name", n=_SPEAKER)))
    return max(metrics.horizontalAdvance(text) for text in texts)


class Lane:
    """A plot on the common time axis.

    Args:
        layout: the layout.
        row: its row.
        view_box: handles the mouse.
        item: the drawn item, from 0 to 1 on the vertical axis.
    """

    def __init__(
        self,
        layout: pg.GraphicsLayoutWidget,
        row: int,
        view_box: pg.ViewBox,
        item: pg.GraphicsObject,
    ) -> None:
        self._layout, self._row = layout, row
        self._leader: pg.PlotItem | None = None
        self.shown = True
        self.plot = layout.addPlot(row=row, col=0, viewBox=view_box)
        self.plot.hideAxis("bottom")
        self.plot.setYRange(0, 1, padding=0)
        self.plot.addItem(item)
        self.plot.getAxis("left").setTicks([])

    def follow(self, leader: pg.PlotItem) -> None:
        """Show the same time as another plot."""
        self._leader = leader
        self.plot.setXLink(leader if self.shown else None)

    def set_height(self, height: int) -> None:
        """Set the height in pixels; 0 hides the row."""
        rows, visible = self._layout.ci.layout, height > 0
        if visible != self.shown:
            self.shown = visible
            self.plot.setVisible(visible)
            # Out of the layout it keeps an old width, by which pyqtgraph would move its leader.
            self.plot.setXLink(self._leader if visible else None)
            if visible:
                self._layout.addItem(self.plot, self._row, 0)
            else:
                self._layout.removeItem(self.plot)
            rows.setRowSpacing(self._row - 1, 10 if visible else 0)
        rows.setRowFixedHeight(self._row, height)
