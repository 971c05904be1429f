"""The overlay on the window while files are dragged over it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.theme import GRID


class DropOverlay(QLabel):
    """Hidden unless files are dragged."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("dropOverlay")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, area: QRect, message: Message) -> None:
        """Cover an area of the window and show what a drop would do."""
        self.setText(str(message))
        self.setAccessibleName(self.text())
        self.setGeometry(area.adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID))
        self.show()
        self.raise_()
