"""Files dropped on the window, wherever they are dropped."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent

from ser_desktop.audio.folders import path_of_encoded


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files among what is dropped.

    Byte for byte: a file name need not be UTF-8, and Qt's own text of it would be.
    """
    encoded = QUrl.ComponentFormattingOption.FullyEncoded
    return [
        path_of_encoded(url.path(encoded)) if os.name == "posix" else Path(url.toLocalFile())
        for url in data.urls()
        if url.isLocalFile()
    ]


def accept_as_copy(event: QDropEvent) -> None:
    """Take a drop.

    A program that proposes a move would take the acceptance for leave to delete the files.
    """
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
