"""What opens and closes a lane: the bar of a closed one, the triangle beside an open one."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication, QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

QWIDGETSIZE_MAX = 16_777_215
_TRIANGLE = 7
_REACH = 16
"""Width and height of what can be clicked around a triangle."""


def bar_height() -> int:
    """Height of a closed lane, in the application's font."""
    return QFontMetrics(QApplication.font()).height() + 2


class _Pressable:
    """What both have: they light up under the pointer, and a click is signalled.

    A mixin for items of pyqtgraph, which calls the methods.
    """

    pressed: SignalInstance
    _is_hovered = False

    def hoverEvent(self, event: Any) -> None:
        """Light up under the pointer."""
        self._is_hovered = not event.isExit()
        self.update()  # type: ignore[attr-defined]

    def mouseClickEvent(self, event: Any) -> None:
        """Signal a click with the left button."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.pressed.emit()


class LaneBar(_Pressable, pg.GraphicsWidget):
    """A thin bar with the name of a closed lane. A click opens it."""

    pressed = Signal()

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._name = self._hint = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_name(self, name: str, hint: str = "") -> None:
        """Show a name, and in place of opening what else a click does."""
        self._name, self._hint = name, hint
        self.setToolTip(hint or str(Message("timeline.open_lane", lane=name)))
        self.update()

    @property
    def text(self) -> str:
        """What stands in the bar."""
        return f"{self._name} · {self._hint}" if self._hint else self._name

    def sizeHint(self, which: Qt.SizeHint, _constraint: QSizeF = QSizeF()) -> QSizeF:
        """Its height; the layout gives it the whole width."""
        is_most = which == Qt.SizeHint.MaximumSize
        return QSizeF(QWIDGETSIZE_MAX if is_most else 0, bar_height())

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw a frame, a triangle and the name."""
        theme, area = self._themes.theme, self.rect().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.control if self._is_hovered else theme.border))
        painter.setBrush(QColor(theme.selected if self._is_hovered else theme.canvas))
        painter.drawRoundedRect(area, 3, 3)
        colour = QColor(theme.text if self._is_hovered else theme.muted)
        paint_triangle(painter, QPointF(area.left() + GRID, area.center().y()), colour, False)
        painter.setPen(colour)
        painter.setFont(QApplication.font())
        words = area.adjusted(2 * GRID, 0, -GRID, 0)
        text = painter.fontMetrics().elidedText(
            self.text, Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)


class LaneHandle(_Pressable, pg.GraphicsObject):
    """The triangle at the left of an open lane. A click closes the lane.

    It is no child of the plot, which pyqtgraph takes out of the scene when its lane is closed.

    Args:
        parent: the item with all rows.
        plot: the plot of the lane.
        themes: give the colours.
    """

    pressed = Signal()

    def __init__(self, parent: QGraphicsItem, plot: pg.PlotItem, themes: ThemeManager) -> None:
        super().__init__()
        self._plot, self._themes = plot, themes
        self.setParentItem(parent)
        self.setZValue(10)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        plot.geometryChanged.connect(self._place)

    def show_name(self, name: str) -> None:
        """Say which lane it closes."""
        self.setToolTip(str(Message("timeline.close_lane", lane=name)))

    def boundingRect(self) -> QRectF:
        """What can be clicked."""
        return QRectF(0, 0, _REACH, _REACH)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the triangle."""
        theme = self._themes.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(theme.text if self._is_hovered else theme.control)
        paint_triangle(painter, self.boundingRect().center(), colour, True)

    def _place(self) -> None:
        row = self._plot.geometry()
        middle = min(row.center().y(), row.top() + bar_height())
        self.setPos(row.left(), middle - _REACH / 2)


def paint_triangle(painter: QPainter, middle: QPointF, colour: QColor, is_open: bool) -> None:
    """Paint a triangle that points down if a lane is open, else to the right."""
    half = _TRIANGLE / 2
    corners = ((-half, -half / 2), (half, -half / 2), (0, half / 2 + 1))
    if not is_open:
        corners = tuple((y, x) for x, y in corners)  # type: ignore[assignment]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
