"""A sentence in a lane that has nothing to show, above play head and selection."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem, QWidget

from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_ABOVE_MARKERS = 1000


class LaneHint(pg.GraphicsObject):
    """Lies at the left edge of what is visible; lines do not cross its words.

    Args:
        themes: give the colours.
        text: the sentence.
    """

    def __init__(self, themes: ThemeManager, text: str) -> None:
        super().__init__()
        self._themes, self.text = themes, text
        self.setZValue(_ABOVE_MARKERS)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """What is visible of the lane."""
        return QRectF(self.viewRect())

    def viewRangeChanged(self) -> None:
        """Go along with what is visible."""
        self.prepareGeometryChange()
        self.update()

    def words_box(self, whole: QRectF) -> QRectF:
        """Return the place of the words in pixels.

        Args:
            whole: the visible lane in pixels.
        """
        metrics = QFontMetrics(QApplication.font())
        width = min(metrics.horizontalAdvance(self.text) + 2 * GRID, whole.width() - 2)
        return QRectF(whole.left() + 1, whole.top() + 1, width, whole.height() - 2)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the words in pixels on the colour of the lane."""
        box = self.words_box(painter.worldTransform().mapRect(QRectF(self.viewRect())))
        theme = self._themes.theme
        painter.save()
        painter.resetTransform()
        painter.fillRect(box, QColor(theme.plot))
        painter.setPen(QColor(theme.muted))
        inside = box.adjusted(GRID, 0, 0, 0)
        words = painter.fontMetrics().elidedText(
            self.text, Qt.TextElideMode.ElideRight, int(inside.width())
        )
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
