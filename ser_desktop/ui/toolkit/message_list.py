"""A box with several messages, a paragraph each, with a hairline between two."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.message_label import MessageLabel
from ser_desktop.ui.toolkit.theme import GRID


class MessageList(QFrame):
    """Hidden without a message.

    Args:
        name: object name.
        role: how it looks: ``tip``, or ``doubt`` with a coloured edge.
        parent: owner.
    """

    def __init__(self, name: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", role)
        self._paragraphs: list[MessageLabel] = []
        self.messages: tuple[Message, ...] = ()
        """The shown messages."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID, GRID, GRID, GRID)
        self._column.setSpacing(3 * GRID // 4)
        self.hide()

    @property
    def ids(self) -> list[str]:
        """The ids of the shown messages."""
        return [message.id for message in self.messages]

    def text(self) -> str:
        """All paragraphs."""
        return "\n".join(map(str, self.messages))

    def show_message(self, *messages: Message) -> None:
        """Show messages, one paragraph each; none hides the box."""
        self.messages = messages
        while len(self._paragraphs) < len(messages):
            self._add_paragraph()
        for at, paragraph in enumerate(self._paragraphs):
            paragraph.show_message(*messages[at : at + 1])
        self.setVisible(bool(messages))

    def set_role(self, role: str) -> None:
        """Change the look."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().polish(self)

    def _add_paragraph(self) -> None:
        role = "further" if self._paragraphs else "first"
        paragraph = MessageLabel(f"{self.objectName()}{len(self._paragraphs)}", role, self)
        paragraph.setIndent(0)  # Qt's own would set those with a hairline back
        self._paragraphs.append(paragraph)
        self._column.addWidget(paragraph)
