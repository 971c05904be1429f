"""A change of the project as a step on the undo stack."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from ser_desktop.project.changes import Change

NUDGES = ("change.move_annotation",)
"""Merges consecutive changes of one kind, for example repeated key presses, into one step."""


class ChangeCommand(QUndoCommand):
    """An undo step for a change that is already made when it is pushed.

    Args:
        change: the change that was made.
        make: applies a change and returns whether it was written to disk.
    """

    def __init__(self, change: Change, make: Callable[[Change], bool]) -> None:
        text = str(change.message)
        super().__init__(text[:1].lower() + text[1:])
        self._change, self._make = change, make
        self._is_made = True

    def id(self) -> int:
        """Steps with the same number can be merged."""
        return NUDGES.index(self._change.message.id) if self._change.message.id in NUDGES else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Merge a later step into this one if it continues it."""
        joined = self._change.joined(other._change) if isinstance(other, ChangeCommand) else None
        if joined is not None:
            self._change = joined
        return joined is not None

    def redo(self) -> None:
        """Apply the change; the first call does nothing, since the change is already made."""
        if not self._is_made and not self._make(self._change):
            self.setObsolete(True)
        self._is_made = False

    def undo(self) -> None:
        """Undo the change."""
        back = Change(self._change.message, self._change.after, self._change.before)
        if not self._make(back):
            self.setObsolete(True)
