"""A change of the project as a step of the undo stack."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from ser_desktop.project.changes import Change

NUDGES = ("change.move_annotation",)
"""Changes that follow each other as one step: a key that is pressed ten times."""


class ChangeCommand(QUndoCommand):
    """A change that was made before it was pushed, so that no step stands there unmade.

    Args:
        change: what was made.
        make: makes a change and says whether the disk took it.
    """

    def __init__(self, change: Change, make: Callable[[Change], bool]) -> None:
        text = str(change.message)
        super().__init__(text[:1].lower() + text[1:])
        self._change, self._make = change, make
        self._is_made = True

    def id(self) -> int:
        """Steps of one number may become one."""
        return NUDGES.index(self._change.message.id) if self._change.message.id in NUDGES else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Join a later step that goes on with this one."""
        joined = self._change.joined(other._change) if isinstance(other, ChangeCommand) else None
        if joined is not None:
            self._change = joined
        return joined is not None

    def redo(self) -> None:
        """Make it again; the first time it is made already."""
        if not self._is_made and not self._make(self._change):
            self.setObsolete(True)
        self._is_made = False

    def undo(self) -> None:
        """Take it back."""
        back = Change(self._change.message, self._change.after, self._change.before)
        if not self._make(back):
            self.setObsolete(True)
