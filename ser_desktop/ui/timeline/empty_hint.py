"""The hint in place of the pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ser_desktop.ui.toolkit.theme import GRID


class EmptyHint(QLabel):
    """Lies over the empty timeline and ignores clicks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setObjectName("emptyHint")
        self.setProperty("role", "invitation")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMargin(8 * GRID)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
