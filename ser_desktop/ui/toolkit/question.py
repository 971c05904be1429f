"""A question before something is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def asks_yes(parent: QWidget, title: str, question: str) -> bool:
    """Whether a person says yes; Enter alone says no."""
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
    return QMessageBox.question(parent, title, question, yes | no, no) == yes
