"""The segments of an analysis as a ribbon of coloured boxes."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.stretches import Stretch, stretches_of
from ser_desktop.ui.timeline.ribbon_layout import RibbonLayout, layout_of
from ser_desktop.ui.timeline.ribbon_painter import paint_ribbon
from ser_desktop.ui.timeline.ribbon_place import place_in
from ser_desktop.ui.toolkit.theme import ThemeManager


class RibbonItem(pg.GraphicsObject):
    """One box for each segment, from 0 to 1 on the vertical axis, with its label if it fits.

    Over minutes, stretches are drawn above a strip of the segments.
    """

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._segments: Sequence[Segment] = ()
        self._stretches: Sequence[Stretch] = ()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Draw other segments."""
        self.prepareGeometryChange()
        self._segments = segments
        self._stretches = stretches_of(segments)
        self.informViewBoundsChanged()
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole time."""
        end_s = self._segments[-1].end_s if self._segments else 1.0
        return QRectF(0, 0, end_s, 1)

    def place_at(self, seconds: float, y: float) -> Segment | Stretch | None:
        """The segment at a place, or the stretch if that is what is drawn there.

        Args:
            seconds: time on the horizontal axis.
            y: place on the vertical axis, 0..1 from the bottom.
        """
        box = self.getViewBox()
        layout = self._layout(box.width() / max(1e-9, self.viewRect().width()))
        return place_in(layout, self._segments, seconds, y)

    def _layout(self, pixels_a_second: float) -> RibbonLayout:
        return layout_of(self._segments, self._stretches, self.viewRect(), pixels_a_second)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw in pixels, so that text is not stretched."""
        to_pixels = painter.worldTransform()
        shown = self.viewRect()
        painter.save()
        painter.resetTransform()
        layout = self._layout(to_pixels.m11())
        paint_ribbon(painter, layout, to_pixels, to_pixels.mapRect(shown), self._themes.theme)
        painter.restore()
