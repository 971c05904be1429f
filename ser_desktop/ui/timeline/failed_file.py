"""Why a file cannot be shown, and what can be done with it, in place of the pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.in_the_middle import in_the_middle
from ser_desktop.ui.toolkit.number_text import breakable
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.screen_size import text_scale
from ser_desktop.ui.toolkit.theme import GRID

_WIDTH = 560


class FailedFile(QWidget):
    """Covers another widget while a message is shown.

    Args:
        over: the widget that it covers.
    """

    folder_wanted = Signal()
    remove_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("failedFile")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.message: Message | None = None
        self._reason = QLabel()
        self._reason.setObjectName("failedReason")
        self._reason.setProperty("role", "reason")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons: list[QPushButton] = [
            push_button("failed.folder", "failedFolder", self.folder_wanted.emit),
            push_button("failed.remove", "failedRemove", self.remove_wanted.emit),
            push_button("failed.again", "failedAgain", self.again_wanted.emit),
        ]
        in_the_middle(self, self._body())
        over.installEventFilter(self)
        self.show_reason(None)

    def show_reason(self, message: Message | None) -> None:
        """Show why the file cannot be used; None hides the page."""
        self.message = message
        text = "" if message is None else str(message)
        self._reason.setText(breakable(text))
        self.setAccessibleName(text)
        self.setVisible(message is not None)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the widget."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def _body(self) -> QWidget:
        body = QWidget()
        body.setMaximumWidth(round(_WIDTH * text_scale()))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for button in self._buttons:
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(body)
        column.setSpacing(3 * GRID)
        column.addWidget(self._reason)
        column.addLayout(row)
        return body
