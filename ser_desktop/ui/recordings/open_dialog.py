"""The file dialogs of *Open* and *Open folder*."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ser_desktop.audio.decode import AUDIO_SUFFIXES


def ask_files(window: QWidget, folder: str) -> list[Path]:
    """Files to open; none when the person thinks better of it."""
    patterns = " ".join(f"*{suffix}" for suffix in sorted(AUDIO_SUFFIXES))
    filters = f"Sound and video ({patterns});;All files (*)"
    names, _ = QFileDialog.getOpenFileNames(window, "Open recordings", folder, filters)
    return [Path(name) for name in names]


def ask_folder(window: QWidget, folder: str) -> list[Path]:
    """A folder to open, or none."""
    name = QFileDialog.getExistingDirectory(window, "Open a folder", folder)
    return [Path(name)] if name else []
