"""A focus frame after Tab, but not after a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

_KEYBOARD_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class KeyboardFocusFrame(QObject):
    """Watches a widget, and sets its property ``keyboardFocus`` for the style sheet."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Show the frame while the widget has a focus that arrived by a key."""
        if isinstance(event, QFocusEvent):
            shown = event.gotFocus() and event.reason() in _KEYBOARD_REASONS
            if bool(self._widget.property("keyboardFocus")) != shown:
                self._widget.setProperty("keyboardFocus", shown)
                self._widget.style().polish(self._widget)
        return False
