"""A list to choose from that ends its text with an ellipsis where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_MIN_WIDTH = 64
_BESIDE_TEXT = 42
"""Room for margins and arrow, in pixels."""


class ElidedComboBox(QComboBox):
    """Qt cuts a text off in the middle of a letter.

    Args:
        texts: it has the width of the longest of these, whatever can be chosen now; none leave the
            width to Qt.
    """

    def __init__(self, texts: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self.setMinimumWidth(_MIN_WIDTH)

    def sizeHint(self) -> QSize:
        """The width of the longest text."""
        hint = super().sizeHint()
        if not self._texts:
            return hint
        widest = max(map(self.fontMetrics().horizontalAdvance, self._texts))
        return QSize(widest + _BESIDE_TEXT, hint.height())

    def minimumSizeHint(self) -> QSize:
        """A width in which an ellipsis tells that there is more."""
        return QSize(_MIN_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box with as much of the text as fits."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        mode, width = Qt.TextElideMode.ElideRight, field.width() - 2
        option.currentText = self.fontMetrics().elidedText(self.currentText(), mode, width)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
