"""A veil over the time in which the chosen speaker does not speak."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.emotion.results import Span
from ser_desktop.ui.toolkit.theme import ThemeManager

DIMMED = 0.35
"""Opacity of what is dimmed."""
_FAR_S = 1e7


class DimmedTime(pg.GraphicsObject):
    """Lies over a plot; what is below it stays visible."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self.spans_s: Sequence[Span] = ()

    def show_all_but(self, kept_s: Sequence[Span] | None) -> None:
        """Dim everything but these spans, in order of time; None dims nothing."""
        self.spans_s = () if kept_s is None else between(kept_s)
        self.update()

    def boundingRect(self) -> QRectF:
        """What is in view."""
        box = self.getViewBox()
        return QRectF() if box is None else self.viewRect()

    def viewTransformChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Fill the spans in view with the colour behind the plots."""
        veil, shown = QColor(self._themes.theme.plot), self.viewRect()
        veil.setAlphaF(1 - DIMMED)
        for start_s, end_s in self.spans_s:
            left, right = max(start_s, shown.left()), min(end_s, shown.right())
            if right > left:
                painter.fillRect(QRectF(left, shown.top(), right - left, shown.height()), veil)


def between(spans_s: Sequence[Span]) -> list[Span]:
    """Return the time before, between and after spans that may overlap."""
    gaps, free_s = [], -_FAR_S
    for start_s, end_s in sorted(spans_s):
        if start_s > free_s:
            gaps.append((free_s, start_s))
        free_s = max(free_s, end_s)
    return [*gaps, (free_s, _FAR_S)]
