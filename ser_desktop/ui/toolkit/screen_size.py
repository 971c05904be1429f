"""Window sizes that fit the text size and the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QWidget

_FRAME = QSize(16, 48)
"""Approximate size of a window's frame and title, in pixels."""
_USUAL_LINE_HEIGHT = 16
"""Text height for which the sizes in the code are chosen, in pixels."""


def text_scale() -> float:
    """Return the ratio of the application's text size to the usual one, at least 1."""
    return max(1.0, QFontMetrics(QApplication.font()).height() / _USUAL_LINE_HEIGHT)


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Resize a dialog in proportion to its text, within the screen."""
    scale = text_scale() if isinstance(window, QDialog) else 1.0
    room = window.screen().availableGeometry().size() - _FRAME
    window.resize(QSize(round(width * scale), round(height * scale)).boundedTo(room))
