"""The file dialogs of *Open* and *Open folder*."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ser_desktop.audio.decode import AUDIO_SUFFIXES
from ser_desktop.texts.messages import Message


def ask_files(window: QWidget, folder: str) -> list[Path]:
    """Ask for files to open. Returns an empty list if the user cancelled."""
    patterns = " ".join(f"*{suffix}" for suffix in sorted(AUDIO_SUFFIXES))
    filters = str(Message("open.filters", patterns=patterns))
    title = str(Message("open.title"))
    names, _ = QFileDialog.getOpenFileNames(window, title, folder, filters)
    return [Path(name) for name in names]


def ask_folder(window: QWidget, folder: str) -> list[Path]:
    """Ask for a folder to open. Returns an empty list if the user cancelled."""
    name = QFileDialog.getExistingDirectory(window, str(Message("open.folder_title")), folder)
    return [Path(name)] if name else []
