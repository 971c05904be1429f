"""Sizes that fit the screen, also where it is small or everything on it is enlarged."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 48)
"""About what the frame and title of a window take."""


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """The wanted size, or as much of it as there is room for."""
    room = window.screen().availableGeometry().size() - _FRAME
    window.resize(QSize(width, height).boundedTo(room))
