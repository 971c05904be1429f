"""A line of large text that takes a smaller font where its room is too narrow for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

_STEP = 0.1
_RESETS = (QEvent.Type.StyleChange, QEvent.Type.FontChange)


class FittedLabel(QLabel):
    """Keeps its height, and asks for no width: a longer text moves nothing beside or below it.

    Args:
        scale: largest size of the font, in sizes of the application's font.
        min_scale: smallest one; a text that is too long even so ends with an ellipsis.
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
        self.setFixedHeight(self.fontMetrics().height())
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
        metrics = QFontMetrics(self._font_of(self._scales[0]))
        return QSize(metrics.horizontalAdvance(self._whole), self.height())

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
        font = self._font_of(scale)
        self.setFont(font)
        shown = QFontMetrics(font).elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

    def _width_at(self, scale: float) -> int:
        return QFontMetrics(self._font_of(scale)).horizontalAdvance(self._whole)

    def _font_of(self, scale: float) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(self._usual_size * scale)
        font.setBold(True)
        return font
