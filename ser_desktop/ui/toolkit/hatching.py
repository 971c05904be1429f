"""The look of *uncertain*: hatching, so that it is no emotion's colour and not neutral's grey."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from ser_desktop.ui.toolkit.theme import Theme

_STEP, _LINE = 5, 1.4
"""From one line to the next and the width of a line, in pixels."""


def hatched(theme: Theme) -> QBrush:
    """Return the brush of *uncertain*: lines in the colour of secondary text on the plot's."""
    return QBrush(_tile(theme.plot, theme.muted))


@lru_cache(maxsize=8)
def _tile(ground: str, line: str) -> QPixmap:
    tile = QPixmap(_STEP, _STEP)
    tile.fill(QColor(ground))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(line), _LINE))
    for shift in (-_STEP, 0, _STEP):  # the neighbours' lines fill the corners
        painter.drawLine(QLineF(shift - 1, _STEP + 1, shift + _STEP + 1, -1))
    painter.end()
    return tile
