"""A label that shows messages and keeps their ids."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.number_text import breakable


class MessageLabel(QLabel):
    """Wraps its text; hidden without a message."""

    def __init__(self, name: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # a long path must not widen the parent
        self.messages: tuple[Message, ...] = ()
        """The shown messages."""
        self.hide()

    @property
    def ids(self) -> list[str]:
        """The ids of the shown messages."""
        return [message.id for message in self.messages]

    def show_message(self, *messages: Message) -> None:
        """Show messages, each from a new line; none hides the label."""
        self.messages = messages
        self._set("\n".join(map(str, messages)))

    def show_text(self, text: str) -> None:
        """Show a text without message id."""
        self.messages = ()
        self._set(text)

    def _set(self, text: str) -> None:
        self.setText(breakable(text))
        self.setVisible(bool(text))
