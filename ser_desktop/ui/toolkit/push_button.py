"""Buttons that tests and screen readers know by name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QPushButton


def push_button(text: str, name: str, does: Callable[[], object]) -> QPushButton:
    """A button that does one thing."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text.rstrip("…").replace("&", ""))
    button.clicked.connect(lambda _checked=False: does())
    return button


def plain(box: QDialogButtonBox) -> None:
    """Take the style's own icons off: they are drawn for light windows alone."""
    for button in box.buttons():
        button.setIcon(QIcon())
