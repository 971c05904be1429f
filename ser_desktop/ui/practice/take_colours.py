"""Colours and lines of up to four takes that are compared: colour is never the only sign."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from ser_desktop.ui.toolkit.theme import Theme

MAX_COMPARED = 4
LINES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)
_DARK = ("#6ea8fe", "#ffb454", "#5fd3a2", "#f08fd0")
_LIGHT = ("#1f5fc4", "#b45309", "#0b7a55", "#a1338f")


def take_colour(place: int, theme: Theme) -> QColor:
    """Return the colour of the take at a place of the comparison, from 0."""
    return QColor((_DARK if theme.dark else _LIGHT)[place % MAX_COMPARED])


def line_icon(place: int, theme: Theme) -> QIcon:
    """Return an icon of a take's line in the pictures."""
    picture = QPixmap(24, 14)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(take_colour(place, theme), 3, LINES[place % MAX_COMPARED]))
    painter.drawPolyline(QPolygonF([QPointF(1, 7), QPointF(23, 7)]))
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
