"""A sentence across the top of the pictures, until it is read: no box stops the work."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ser_desktop.ui.toolkit.announce import announce


class Notice(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._label = QLabel()
        self._label.setObjectName("noticeText")
        self._label.setWordWrap(True)
        self._label.setMinimumWidth(1)  # a long path must not widen the window
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setText("✕")
        close.setObjectName("noticeClose")
        close.setAccessibleName("Dismiss the message")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._label, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, text: str, trouble: bool = True) -> None:
        """Show a sentence; a new one takes the place of the old, and "" takes it away. Good news is
        marked otherwise than ``trouble``."""
        self.setProperty("trouble", trouble)
        self.style().polish(self)
        self._label.setText(text)
        self._label.setToolTip(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        announce(self, text)

    def text(self) -> str:
        """What is shown, or ""."""
        return "" if self.isHidden() else self._label.text()
