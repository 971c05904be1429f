"""Shows the focus ring for keyboard users only, not after a click.

The style sheet draws it where the property ``keyboardFocus`` is true.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget

PROPERTY = "keyboardFocus"


class FocusRing(QObject):
    """Watches the focus of the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._behind_list: tuple[QWidget, bool] | None = None
        """Whose list is open, and whether it had the ring."""
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new.window().windowType() == Qt.WindowType.Popup:
            self._behind_list = None if old is None else (old, bool(old.property(PROPERTY)))
        elif new is not None and self._behind_list is not None and self._behind_list[0] is new:
            show_ring(new, self._behind_list[1])
            self._behind_list = None
            return
        if old is not None:
            show_ring(old, False)
        # Without a former widget, a window was activated and the user did not move the focus.
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if new is not None and not isinstance(new, QGraphicsView):  # the timeline sets its own ring
            show_ring(new, old is not None and not by_mouse)


def show_ring(widget: QWidget, shown: bool) -> None:
    """Draw or remove the ring around a widget."""
    if bool(widget.property(PROPERTY)) != shown:
        widget.setProperty(PROPERTY, shown)
        widget.style().polish(widget)
