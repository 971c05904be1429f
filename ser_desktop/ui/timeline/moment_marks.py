"""The listed moments as marks at the bottom of the strip of the whole recording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.emotion.moments import Moment
from ser_desktop.ui.toolkit.emotion_colours import colour_of
from ser_desktop.ui.toolkit.theme import EDGE_DARKER, ThemeManager

HEIGHT_PX, CURRENT_HEIGHT_PX = 6, 10
MIN_WIDTH_PX = 4
REACH_PX = 4
"""A click this close to a mark chooses it."""


class MomentMarks(pg.GraphicsObject):
    """One mark for each moment, from its start to its end. A click goes to the moment."""

    chosen = Signal(int)
    """The rank of a moment, from 0."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self.moments: Sequence[Moment] = ()
        self._at = -1
        self.setZValue(20)  # above the frame of the visible part

    def show_moments(self, moments: Sequence[Moment], at: int) -> None:
        """Mark other moments; the current one is higher."""
        self.prepareGeometryChange()
        self.moments, self._at = moments, at
        self.update()

    def boundingRect(self) -> QRectF:
        """The lowest pixels of the strip."""
        box = self.getViewBox()
        shown = self.viewRect() if box is not None else None
        if shown is None or box.height() <= 0:
            return QRectF()
        height = shown.height() * CURRENT_HEIGHT_PX / box.height()
        return QRectF(shown.left(), shown.top(), shown.width(), height)

    def viewTransformChanged(self) -> None:
        """Follow the strip's size."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw in pixels: the strongest moments last, so that they cover the others."""
        to_pixels = painter.worldTransform()
        strip = to_pixels.mapRect(self.viewRect())
        painter.save()
        painter.resetTransform()
        theme = self._themes.theme
        ranks = [i for i in reversed(range(len(self.moments))) if i != self._at]
        for rank in [*ranks, *([self._at] if 0 <= self._at < len(self.moments) else [])]:
            start_s, end_s = self.moments[rank].span_s
            colour = colour_of(self.moments[rank].label, theme) or QColor(theme.muted)
            span = to_pixels.mapRect(QRectF(start_s, 0, end_s - start_s, 1))
            spare = max(0.0, MIN_WIDTH_PX - span.width()) / 2
            is_current = rank == self._at
            height = CURRENT_HEIGHT_PX if is_current else HEIGHT_PX
            mark = QRectF(
                span.left() - spare, strip.bottom() - height, span.width() + 2 * spare, height
            )
            edge = theme.text if is_current else colour.darker(EDGE_DARKER).name()
            painter.setPen(
                QPen(QColor(edge), 1) if is_current or not theme.dark else Qt.PenStyle.NoPen
            )
            painter.setBrush(colour)
            painter.drawRect(mark.adjusted(0.5, 0, -0.5, -0.5))
        painter.restore()

    def mouseClickEvent(self, event: Any) -> None:
        """Choose the moment under the pointer."""
        box = self.getViewBox()
        pixel_s = self.viewRect().width() / max(1.0, box.width())
        rank = self.rank_at(float(event.pos().x()), REACH_PX * pixel_s)
        if event.button() == Qt.MouseButton.LeftButton and rank >= 0:
            event.accept()
            self.chosen.emit(rank)

    def rank_at(self, seconds: float, reach_s: float) -> int:
        """Return the rank of the strongest moment within reach of a time, or -1."""
        return next(
            (
                rank
                for rank, moment in enumerate(self.moments)
                if moment.span_s[0] - reach_s <= seconds <= moment.span_s[1] + reach_s
            ),
            -1,
        )
