"""Announcements for screen readers."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def announce(widget: QWidget, text: str) -> None:
    """Let a running screen reader speak a sentence."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def show_value(label: QLabel | QAbstractButton, title: str, text: str) -> None:
    """Set a label's text and an accessible name that includes it; only the name is read."""
    label.setText(text)
    label.setAccessibleName(f"{title}: {text}" if text else title)
