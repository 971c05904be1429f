"""The focus ring, for those who use the keyboard: a click leaves none behind.

The style sheet draws it where the property ``keyboardFocus`` is true.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget

PROPERTY = "keyboardFocus"


class FocusRing(QObject):
    """Follows the focus of the whole application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            show_ring(old, False)
        # Without an old one a window has just come to the front: nobody moved the focus.
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if new is not None and not isinstance(new, QGraphicsView):  # the timeline knows better
            show_ring(new, old is not None and not by_mouse)


def show_ring(widget: QWidget, shown: bool) -> None:
    """Draw the ring around a widget, or remove it."""
    if bool(widget.property(PROPERTY)) != shown:
        widget.setProperty(PROPERTY, shown)
        widget.style().polish(widget)
