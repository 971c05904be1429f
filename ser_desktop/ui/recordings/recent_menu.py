"""The menu of recently opened files. Missing files are greyed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording_files import RecordingFiles


class RecentMenu(QMenu):
    """A menu that is filled each time it is shown."""

    def __init__(
        self,
        files: RecordingFiles,
        open_files: Callable[[Sequence[Path]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(str(Message("menu.open_recent")), parent)
        self.setObjectName("menuRecent")
        self._files, self._open = files, open_files
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the recent files and check which still exist."""
        self.clear()
        names = self._files.recent()
        for name in names:
            action = QAction(name.replace("&", "&&"), self)  # one alone marks a key
            action.setEnabled(Path(name).exists())
            action.triggered.connect(lambda _checked=False, path=name: self._open([Path(path)]))
            self.addAction(action)
        self.addSeparator()
        clear = QAction(str(Message("menu.clear_recent")), self)
        clear.setEnabled(bool(names))
        clear.triggered.connect(self._files.clear_recent)
        self.addAction(clear)
