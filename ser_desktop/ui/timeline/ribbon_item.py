"""The segments of an analysis as a ribbon of coloured boxes."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.emotion.results import Segment
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.timeline.ribbon_columns import boxes_in_view
from ser_desktop.ui.toolkit.emotion_colours import colour_of, initial, readable_on
from ser_desktop.ui.toolkit.theme import EDGE_DARKER, Theme, ThemeManager

_TEXT_MARGIN = 8
_MIN_BORDERED_WIDTH = 5
MAX_WITH_INITIALS = 30
"""With more visible segments, initials are left out."""


class RibbonItem(pg.GraphicsObject):
    """One box for each segment, from 0 to 1 on the vertical axis, with its label if it fits."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._segments: Sequence[Segment] = ()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Draw other segments."""
        self.prepareGeometryChange()
        self._segments = segments
        self.informViewBoundsChanged()
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole time."""
        end_s = self._segments[-1].end_s if self._segments else 1.0
        return QRectF(0, 0, end_s, 1)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw in pixels: boxes with a gap, text that is not stretched."""
        to_pixels = painter.worldTransform()
        shown = self.viewRect()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.theme
        boxes = boxes_in_view(self._segments, shown, to_pixels.m11())
        has_initials = len(boxes) <= MAX_WITH_INITIALS
        for start_s, end_s, label in boxes:
            span = QRectF(start_s, 0, end_s - start_s, 1)
            visible = to_pixels.mapRect(span.intersected(shown))
            _paint_box(painter, to_pixels.mapRect(span), visible, label, theme, has_initials)
        painter.restore()


def _paint_box(
    painter: QPainter,
    box: QRectF,
    visible: QRectF,
    label: str,
    theme: Theme,
    has_initials: bool,
) -> None:
    """Paint a box, and in its visible part the label or its initial."""
    emotion_colour = colour_of(label, theme)
    known = emotion_colour is not None
    colour = emotion_colour or QColor(theme.plot)
    name = emotion_name(label)
    if box.width() < _MIN_BORDERED_WIDTH:
        painter.fillRect(box, colour)
        return
    painter.setBrush(colour)
    if known:
        painter.setPen(Qt.PenStyle.NoPen if theme.dark else QPen(colour.darker(EDGE_DARKER), 1))
    else:
        painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0, -0.5, 0), 3, 3)
    metrics = painter.fontMetrics()
    inside = visible.adjusted(6, 0, -4, 0)
    text = name if metrics.horizontalAdvance(name) <= inside.width() else initial(label)
    if visible.width() >= metrics.horizontalAdvance(text) + _TEXT_MARGIN and (
        text == name or (has_initials and known)
    ):
        painter.setPen(readable_on(colour) if known else QColor(theme.muted))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)
