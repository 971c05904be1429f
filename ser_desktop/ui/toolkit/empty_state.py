"""What stands in place of an empty list: what to do, and a button that begins it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID

_MARGIN = 8 * GRID


class EmptyState(QWidget):
    """A sentence and a button in the middle.

    Args:
        message: id of the sentence.
        button: id of the button's text.
        name: object name of the button.
        on_clicked: what the button does.
    """

    def __init__(
        self, message: str, button: str, name: str, on_clicked: Callable[[], object]
    ) -> None:
        super().__init__()
        self.label = QLabel(str(Message(message)))
        self.label.setObjectName(f"{name}Hint")
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = push_button(button, name, on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        column.setSpacing(2 * GRID)
        column.addStretch(1)
        column.addWidget(self.label)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
