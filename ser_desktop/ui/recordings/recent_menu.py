"""Files opened lately; greyed where they are gone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ser_desktop.ui.shell.controller import Controller


class RecentMenu(QMenu):
    """Filled each time it is shown."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__("Open re&cent", parent)
        self.setObjectName("menuRecent")
        self._controller = controller
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Look which files are there now."""
        self.clear()
        names: list[str] = self._controller.settings["recent_files"]
        for name in names:
            action = QAction(name.replace("&", "&&"), self)  # one alone marks a key
            action.setEnabled(Path(name).exists())
            action.triggered.connect(
                lambda _checked=False, path=name: self._controller.open([Path(path)])
            )
            self.addAction(action)
        self.addSeparator()
        clear = QAction("&Clear", self)
        clear.setEnabled(bool(names))
        clear.triggered.connect(self._controller.forget_recent)
        self.addAction(clear)
