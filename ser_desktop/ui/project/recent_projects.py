"""The menu of recently opened projects. Projects that no longer exist are greyed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse


class RecentProjects(QMenu):
    """A menu that is filled each time it is shown."""

    def __init__(self, project: ProjectInUse, parent: QWidget | None = None) -> None:
        super().__init__(str(Message("menu.recent_projects")), parent)
        self.setObjectName("menuRecentProjects")
        self._project = project
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the recent projects and check which still exist."""
        self.clear()
        for name in self._project.recent():
            action = QAction(name.replace("&", "&&"), self)  # one alone marks a shortcut
            action.setEnabled(Path(name).exists())
            action.triggered.connect(
                lambda _checked=False, path=name: self._project.open(Path(path))
            )
            self.addAction(action)
        self.addSeparator()
        leave = QAction(str(Message("menu.unnamed_project")), self)
        leave.setObjectName("unnamedProject")
        leave.setEnabled(bool(self._project.name))
        leave.triggered.connect(lambda _checked=False: self._project.close_named())
        self.addAction(leave)
