"""The first page: purpose, limits, law, and a notice to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import GRID

_WIDTH, _MIN_HEIGHT = 640, 400


class WelcomeDialog(QDialog):
    """Opens at the first start, and from the Help menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcomeDialog")
        self.setWindowTitle(str(Message("welcome.title")))
        text = QLabel(str(Message("welcome.text")))
        text.setObjectName("welcomeText")
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setWordWrap(True)
        self._notice = QPlainTextEdit(str(Message("welcome.notice")))
        self._notice.setObjectName("welcomeNotice")
        self._notice.setAccessibleName(str(Message("welcome.notice_name")))
        self._notice.setReadOnly(True)
        self._notice.setFixedHeight(4 * self.fontMetrics().lineSpacing() + 3 * GRID)
        again = QLabel(str(Message("welcome.again")))
        again.setProperty("role", "muted")
        self._copy = push_button("welcome.copy", "copyNotice", self._on_copy)
        start = push_button("welcome.start", "startButton", self.accept)
        start.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(again, 1)
        buttons.addWidget(self._copy)
        buttons.addWidget(start)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(text)
        column.addWidget(self._notice)
        column.addStretch(1)
        column.addLayout(buttons)
        # The height depends on the language.
        height = column.totalHeightForWidth(_WIDTH)
        resize_within_screen(self, _WIDTH, max(_MIN_HEIGHT, height))
        start.setFocus()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._notice.toPlainText())
        self._copy.setText(str(Message("welcome.copied")))
