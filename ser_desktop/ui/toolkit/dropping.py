"""Reads the files of a drop on the window."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent

from ser_desktop.audio.folders import path_of_encoded


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the local files of a drop.

    Names are read as bytes, since a file name need not be UTF-8.
    """
    encoded = QUrl.ComponentFormattingOption.FullyEncoded
    return [
        path_of_encoded(url.path(encoded)) if os.name == "posix" else Path(url.toLocalFile())
        for url in data.urls()
        if url.isLocalFile()
    ]


def accept_as_copy(event: QDropEvent) -> None:
    """Accept a drop as a copy.

    If a move were accepted, the other program would delete the files.
    """
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
