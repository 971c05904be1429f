"""Sizes that fit the text and the screen, also where either is unusual."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QWidget

_FRAME = QSize(16, 48)
"""About what the frame and title of a window take."""
_USUAL_LINE_HEIGHT = 16
"""Of the text that the sizes in the code are meant for, in pixels."""


def text_scale() -> float:
    """How much larger than usual the application's text is, at least 1."""
    return max(1.0, QFontMetrics(QApplication.font()).height() / _USUAL_LINE_HEIGHT)


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """The wanted size, or as much of it as there is room for; a dialog grows with its text."""
    scale = text_scale() if isinstance(window, QDialog) else 1.0
    room = window.screen().availableGeometry().size() - _FRAME
    window.resize(QSize(round(width * scale), round(height * scale)).boundedTo(room))
