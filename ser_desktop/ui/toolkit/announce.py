"""What a screen reader is to say without being asked."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have a sentence read, where anybody listens."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def show_value(label: QLabel | QAbstractButton, title: str, text: str) -> None:
    """Set a label's text, and as its accessible name what it is with it: the name alone is read."""
    label.setText(text)
    label.setAccessibleName(f"{title}: {text}" if text else title)
