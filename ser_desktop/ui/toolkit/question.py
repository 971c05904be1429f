"""A yes/no question before something is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from ser_desktop.texts.messages import Message


def asks_yes(parent: QWidget, title: Message, question: Message) -> bool:
    """Ask a question. Returns whether the answer is yes; the default button is no."""
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
    return QMessageBox.question(parent, str(title), str(question), yes | no, no) == yes
