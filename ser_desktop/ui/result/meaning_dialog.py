"""Explains a confidence with a picture: the number of right answers among 100 like it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.accessible_role import CHART
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen, text_scale
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

EXAMPLE = 0.7
"""The confidence used as example if no recording has a result."""
_WIDTH, _MIN_HEIGHT = 520, 440
_PER_ROW, _N_ROWS, _CELL, _DOT = 25, 4, 18, 12


class MeaningDialog(QDialog):
    """The dialog of *What is this?* above the bars."""

    def __init__(
        self, confidence: float | None, themes: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("meaningDialog")
        self.setWindowTitle(str(Message("meaning.title")))
        share = EXAMPLE if confidence is None else confidence
        right = round(100 * share)
        text = QLabel(
            str(Message("meaning.text", share=percent_text(share), right=right, wrong=100 - right))
        )
        text.setObjectName("meaningText")
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(_Dots(right, themes))
        column.addWidget(text)
        column.addStretch(1)
        column.addWidget(without_icons(buttons))
        scale = text_scale()  # the layout's height has it already
        needed = column.totalHeightForWidth(round(_WIDTH * scale)) / scale
        resize_within_screen(self, _WIDTH, max(_MIN_HEIGHT, round(needed)))


class _Dots(QWidget):
    """A hundred dots for a hundred answers; dots of right answers are filled."""

    ACCESSIBLE_ROLE = CHART

    def __init__(self, right: int, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName("meaningPicture")
        self.setAccessibleName(str(Message("meaning.picture", right=right)))
        self._right, self._themes = right, themes
        self.setFixedHeight(_N_ROWS * _CELL)

    def sizeHint(self) -> QSize:
        """Four rows of twenty-five."""
        return QSize(_PER_ROW * _CELL, _N_ROWS * _CELL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dots row by row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.theme
        for i in range(_PER_ROW * _N_ROWS):
            row, column = divmod(i, _PER_ROW)
            dot = QRectF(column * _CELL + 1, row * _CELL + 3, _DOT, _DOT)
            is_right = i < self._right
            painter.setBrush(QColor(theme.accent) if is_right else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent if is_right else theme.control), 1.5))
            painter.drawEllipse(dot)
