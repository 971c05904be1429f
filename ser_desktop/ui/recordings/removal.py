"""Removing recordings from the list, as a step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QUndoCommand

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording

Place = tuple[int, Recording]
"""The row of a recording, and the recording."""


class RemoveRecordings(QUndoCommand):
    """Keeps the recordings with their results, so that undoing costs no analysis.

    Args:
        places: what is removed.
        remove: takes recordings off the list.
        restore: puts them back at their rows.
    """

    def __init__(
        self,
        places: Sequence[Place],
        remove: Callable[[Sequence[Recording]], None],
        restore: Callable[[Sequence[Place]], None],
    ) -> None:
        super().__init__(str(Message("undo.remove_recordings", n=len(places))))
        self._places, self._remove, self._restore = places, remove, restore

    def redo(self) -> None:
        """Remove them."""
        self._remove([recording for _, recording in self._places])

    def undo(self) -> None:
        """Put them back."""
        self._restore(self._places)
