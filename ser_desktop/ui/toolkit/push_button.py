"""Push buttons with object name and accessible name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QPushButton

from ser_desktop.texts.messages import Message


def push_button(id: str, name: str, on_clicked: Callable[[], object]) -> QPushButton:
    """Make a button.

    Args:
        id: id of the button's message.
        name: its object name.
        on_clicked: called when the button is clicked.
    """
    text = str(Message(id))
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text.rstrip("…").replace("&", ""))
    button.clicked.connect(lambda _checked=False: on_clicked())
    return button


def without_icons(box: QDialogButtonBox) -> QDialogButtonBox:
    """Remove the style's own icons, which suit light windows only."""
    for button in box.buttons():
        button.setIcon(QIcon())
    return box
