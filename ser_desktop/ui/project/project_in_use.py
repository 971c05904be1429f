"""The project in use: a named file, or the unnamed project of the profile.

All changes go through this class: first to disk, then onto the undo stack. Views of the project
connect to :attr:`ProjectInUse.changed`, which is also emitted for undo and redo.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from ser_desktop.errors import ProjectError
from ser_desktop.paths import Profile
from ser_desktop.project import copies
from ser_desktop.project.changes import Change
from ser_desktop.project.items import Item
from ser_desktop.project.store import SUFFIX, ProjectStore
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.change_command import ChangeCommand
from ser_desktop.ui.project.rebasing import rebased
from ser_desktop.ui.toolkit.error_message import error_message

MAX_RECENT = 10
MAX_UNNAMED = 9
"""Number of windows that can each have an unnamed project at the same time."""
_IN_USE = ("project.in_use", "project.in_use_by")


class ProjectInUse(QObject):
    """One for each window. A project is always open."""

    closing = Signal()
    """The project is about to be closed: last chance to store unsaved state."""
    opened = Signal()
    """Another project was opened."""
    renamed = Signal()
    """The project was saved under another name."""
    changed = Signal(object)
    """A :class:`Change` that was made; undo emits the reverse change."""
    taken = Signal(object, object)
    """A project is open in another window: its path, and a message."""
    news = Signal(object, bool)
    """A message, and whether the reported step can be undone."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        undo_stack: QUndoStack,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._profile, self._settings, self._undo_stack = profile, settings, undo_stack
        self._store: ProjectStore | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._is_named = False
        self.read_only = False
        """Whether the project is open in another window and can only be read."""

    @property
    def store(self) -> ProjectStore:
        """The store of the open project; opens the unnamed project if there is none yet."""
        if self._store is None:
            self._use_unnamed()
        assert self._store is not None
        return self._store

    @property
    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._store is not None

    @property
    def name(self) -> str:
        """The name shown in the title; "" for the unnamed project."""
        return self.store.path.stem if self._is_named else ""

    # Opening ---------------------------------------------------------------------------------

    def restore(self) -> None:
        """Open the project of the last session, or the unnamed one."""
        path = self._settings["project"]
        if path and self.open(Path(path)):
            return
        if path and not os.path.lexists(path):  # said once
            self._settings["project"] = ""
        if self._store is None:
            self._use_unnamed()

    def create(self, path: Path) -> bool:
        """Create an empty project and open it. Returns whether that worked."""
        return self._try(path, lambda: ProjectStore.create(path))

    def open(self, path: Path, read_only: bool = False) -> bool:
        """Open an existing project. Returns whether that worked."""
        return self._try(path, lambda: ProjectStore.open(path, read_only), read_only)

    def close_named(self) -> None:
        """Close the named project and open the unnamed one."""
        self._settings["project"] = ""
        self._use_unnamed()

    def save_as(self, target: Path, replace_existing: bool = True) -> bool:
        """Save the project under another name and continue in it. Returns whether that worked."""
        if target.suffix != SUFFIX:
            target = target.with_name(target.name + SUFFIX)
        was_unnamed, before = not self._is_named, self.store
        self.closing.emit()
        try:
            copies.save_as(before, target, replace_existing)
            store = ProjectStore.open(target)
        except ProjectError as error:
            self.problem.emit(error_message(error))
            return False
        self._store, self._is_named, self.read_only = store, True, False
        if was_unnamed:  # its content has a name now: the next unnamed one is empty
            _empty(before)
        before.close()
        self._remember(store.path)
        self.renamed.emit()
        return True

    def close(self) -> None:
        """Close the project. Everything is on disk already."""
        if self._store is not None:
            self.closing.emit()
            self._store.close()
            self._store = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def recent(self) -> list[str]:
        """Recently opened projects, newest first."""
        names: list[str] = self._settings["recent_projects"]
        return names

    def _try(self, path: Path, make: Callable[[], ProjectStore], read_only: bool = False) -> bool:
        try:
            store = make()
        except ProjectError as error:
            message = error_message(error)
            if message.id in _IN_USE:
                self.taken.emit(path, message)
            elif message.id == "project.read_only" and not read_only:
                return self.open(path, read_only=True)
            else:
                self.problem.emit(message)
            return False
        self._use(store, True, read_only)
        return True

    def _use_unnamed(self) -> None:
        """Open the first unnamed project that is free; report an unusable one once."""
        first = self._profile.unnamed_project
        problem = None
        for number in range(1, MAX_UNNAMED + 1):
            path = first if number == 1 else first.with_name(f"{first.stem}-{number}{SUFFIX}")
            try:
                store = ProjectStore.open_or_create(path)
            except ProjectError as error:
                message = error_message(error)
                if message.id not in _IN_USE and problem is None:
                    problem = message
                continue
            self._use(store, False, False)
            if problem is not None:
                self.problem.emit(problem)
            elif number > 1:
                self.news.emit(Message("work.second_unnamed"), False)
            return
        self._folder = tempfile.TemporaryDirectory(prefix="ser-desktop-")
        self._use(ProjectStore.create(Path(self._folder.name) / first.name), False, False)
        last = Message("work.not_kept", folder=first.parent)
        self.problem.emit(last if problem is None else (problem, last))

    def _use(self, store: ProjectStore, is_named: bool, read_only: bool) -> None:
        if self._store is not None:
            self.closing.emit()
            self._store.close()
        self._store, self._is_named, self.read_only = store, is_named, read_only
        self._undo_stack.clear()
        if is_named:
            self._remember(store.path)
        self.opened.emit()
        if read_only:
            self.news.emit(Message("work.opened_read_only", name=self.name), False)

    def _remember(self, path: Path) -> None:
        self._settings["project"] = str(path)
        names = list(dict.fromkeys([str(path), *self._settings["recent_projects"]]))
        self._settings["recent_projects"] = names[:MAX_RECENT]

    # Changes ---------------------------------------------------------------------------------

    def push(self, change: Change) -> bool:
        """Make a change as an undo step. Returns whether it was written."""
        if not (change.before or change.after) or not self.apply(change):
            return False
        self._undo_stack.push(ChangeCommand(change, self.apply))
        return True

    def apply(self, change: Change) -> bool:
        """Make a change without an undo step."""
        if self.read_only:
            self.problem.emit(Message("work.read_only", name=self.name))
            return False
        try:
            change = rebased(change, self.store)
            change.apply(self.store)
        except ProjectError as error:
            self.problem.emit(error_message(error))
            return False
        self.changed.emit(change)
        return True

    def keep(self, *items: Item) -> None:
        """Store facts that are no user action: checksums, lengths, the view."""
        if items and not self.read_only:
            try:
                self.store.put(*items)
            except ProjectError as error:
                self.problem.emit(error_message(error))


def _empty(store: ProjectStore) -> None:
    """Empty the unnamed project after its content was saved under a name."""
    with suppress(ProjectError), store.transaction():
        store.delete(*store.recordings(), *store.speakers())
        store.execute("DELETE FROM settings WHERE key != 'opened_by'")
        store.execute("DELETE FROM analyses")
