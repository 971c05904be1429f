"""Files dropped on the window, wherever they are dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files among what is dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def accept_as_copy(event: QDropEvent) -> None:
    """Take a drop: a program that proposes a move would take the acceptance for leave to delete
    the files."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
