"""Room for the longest of the texts that a label may show, so that its neighbours stay in place."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLabel

from ser_desktop.texts.messages import Message

_SLACK = 2


def reserve_width(label: QLabel, texts: Iterable[Message]) -> None:
    """Make a label as wide as its widest text."""
    label.ensurePolished()
    metrics = label.fontMetrics()
    widest = max(metrics.horizontalAdvance(str(text)) for text in texts)
    label.setMinimumWidth(widest + _SLACK)
