"""A small colour scale of levels in the corner of the spectrogram."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem, QWidget

from ser_desktop.ui.toolkit.number_text import signed_text

_BAR_WIDTH, _BAR_HEIGHT, _MARGIN = 80, 6, 6
_BACKGROUND = QColor(0, 0, 0, 150)
_TEXT = QColor("#ffffff")


class SpectrogramLegend(pg.GraphicsObject):
    """Lies over the top right corner of a plot, so that the picture has the whole width."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box
        self._colours: pg.ColorMap | None = None
        self._levels_db = (-80.0, 0.0)
        self.setParentItem(box)
        self.setZValue(100)
        box.sigResized.connect(self._place)

    def show_levels(self, low_db: float, high_db: float) -> None:
        """Write other levels at its ends."""
        self._levels_db = (low_db, high_db)
        self._place()
        self.update()

    def show_colours(self, colours: pg.ColorMap) -> None:
        """Draw other colours."""
        self._colours = colours
        self.update()

    def boundingRect(self) -> QRectF:
        """Two numbers and a bar between them."""
        low, high = self._texts()
        metrics = QFontMetrics(QApplication.font())
        words = metrics.horizontalAdvance(low) + metrics.horizontalAdvance(high)
        width = words + _BAR_WIDTH + 4 * _MARGIN
        return QRectF(0, 0, width, metrics.height() + _MARGIN)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw white on a dark background, readable on any colour."""
        area = self.boundingRect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BACKGROUND)
        painter.drawRoundedRect(area, 4, 4)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # signs stay before numbers
        painter.setFont(QApplication.font())
        painter.setPen(_TEXT)
        low, high = self._texts()
        inner = area.adjusted(_MARGIN, 0, -_MARGIN, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, low)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, high)
        left = inner.left() + painter.fontMetrics().horizontalAdvance(low) + _MARGIN
        bar = QRectF(left, area.center().y() - _BAR_HEIGHT / 2, _BAR_WIDTH, _BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._gradient(bar))
        painter.drawRoundedRect(bar, 2, 2)

    def _gradient(self, bar: QRectF) -> QLinearGradient:
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        if self._colours is not None:
            for at in range(9):
                gradient.setColorAt(at / 8, self._colours.mapToQColor(at / 8))
        return gradient

    def _texts(self) -> tuple[str, str]:
        low_db, high_db = self._levels_db
        return signed_text(low_db, "").strip(), signed_text(high_db, "dB")

    def _place(self) -> None:
        self.prepareGeometryChange()
        self.setPos(self._box.width() - self.boundingRect().width() - _MARGIN, _MARGIN)
        # Hide the legend in a low or narrow picture.
        has_room = self._box.width() > 3 * self.boundingRect().width()
        self.setOpacity(1.0 if has_room and self._box.height() > 80 else 0.0)
