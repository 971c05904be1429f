"""A line of large text that takes a smaller font, or two lines, where its room is too narrow."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from ser_desktop.ui.toolkit.two_lines import broken_in_two

_STEP = 0.1
_TWO_LINES_SCALE = 1.0
_RESETS = (QEvent.Type.StyleChange, QEvent.Type.FontChange)


class FittedLabel(QLabel):
    """Keeps its height, and asks for no width: a longer text moves nothing beside or below it.

    Args:
        scale: largest size of the font, in sizes of the application's font.
        min_scale: smallest one of a single line. A text that is too long even so has two lines of
            the application's font; where even these are too narrow, it ends with an ellipsis.
    """

    _is_fitting = True
    """While the font is chosen, and before there is one to keep."""

    def __init__(self, scale: float, min_scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scales = scale, min_scale
        self._usual_size = self.font().pointSizeF()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(self._font_of(scale))
        two = 2 * QFontMetrics(self._font_of(_TWO_LINES_SCALE)).height()
        self.setFixedHeight(max(self.fontMetrics().height(), two))
        self._is_fitting = False

    @property
    def whole_text(self) -> str:
        """The text without an ellipsis."""
        return self._whole

    def setText(self, text: str) -> None:
        """Show a text in the largest font that has room."""
        self._whole = text
        self._fit()

    def sizeHint(self) -> QSize:
        """The width of the text in the largest font."""
        return QSize(self._width_at(self._scales[0]), self.height())

    def minimumSizeHint(self) -> QSize:
        """Only the height."""
        return QSize(1, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the font again."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Choose the font again after a change of theme: Qt gives back the first one.

        Later, since Qt is still going through all widgets when it says so.
        """
        super().changeEvent(event)
        if event.type() in _RESETS and not self._is_fitting:
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        self._is_fitting = True
        self._choose_font()
        self._is_fitting = False

    def _choose_font(self) -> None:
        scale, min_scale = self._scales
        room = self.contentsRect().width()
        while scale > min_scale and self._width_at(scale) > room:
            scale = max(min_scale, scale - _STEP)
        shown = self._whole
        if self._width_at(scale) > room:
            scale = _TWO_LINES_SCALE
            font = self._font_of(scale)
            shown = broken_in_two(shown, lambda words: _width(words, font))
        font = self._font_of(scale)
        self.setFont(font)
        shown = "\n".join(self._shortened(line, font, room) for line in shown.split("\n"))
        super().setText(shown)
        self.setToolTip("" if shown.replace("\n", " ") == self._whole else self._whole)

    def _shortened(self, line: str, font: QFont, room: int) -> str:
        if _width(line, font) <= room:  # Qt would shorten a line whose width was rounded down
            return line
        return QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, room)

    def _width_at(self, scale: float) -> int:
        return _width(self._whole, self._font_of(scale))

    def _font_of(self, scale: float) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(self._usual_size * scale)
        font.setBold(True)
        return font


def _width(words: str, font: QFont) -> int:
    return math.ceil(QFontMetricsF(font).horizontalAdvance(words))
