"""The list of recordings as a Qt model, with counts of their states."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.status_text import status_message
from ser_desktop.ui.toolkit.number_text import duration_text

_Index = QModelIndex | QPersistentModelIndex

RECORDING_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass
class RecordingCounts:
    """Number of recordings in each state.

    The counts are updated row by row: with thousands of rows, counting again at every change would
    block the window.
    """

    with_result: int = 0
    active: int = 0
    """Recordings whose analysis waits or runs."""
    without_result: int = 0
    """Recordings without a result and without a waiting or running analysis."""


class RecordingsModel(QAbstractListModel):
    """One row for each recording, in the order they were added."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Recording] = []
        self._row_numbers: dict[Recording, int] = {}
        self._by_path: dict[Path, Recording] = {}
        self._states: dict[Recording, tuple[bool, bool]] = {}
        self.counts = RecordingCounts()

    # For Qt ----------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Number of recordings."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, tool tip and text for screen readers."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        recording = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return recording.path.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{recording.path}\n{status_message(recording)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = Message(
                "recordings.row_spoken",
                name=recording.path.name,
                length=duration_text(recording.duration_s),
                status=status_message(recording),
            )
            return str(spoken)
        return recording if role == RECORDING_ROLE else None

    # For the window --------------------------------------------------------------------------

    def rows(self) -> list[Recording]:
        """A copy of the rows."""
        return list(self._rows)

    def recording(self, row: int) -> Recording:
        """The recording of a row."""
        return self._rows[row]

    def row_of(self, recording: Recording) -> int:
        """The row of a recording, or -1 if it is not in the list."""
        return self._row_numbers.get(recording, -1)

    def find(self, path: Path) -> Recording | None:
        """The recording of a path; None if it is not in the list."""
        return self._by_path.get(path)

    def add(self, recordings: Sequence[Recording]) -> None:
        """Append recordings."""
        if not recordings:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(recordings) - 1)
        for recording in recordings:
            self._row_numbers[recording] = len(self._rows)
            self._rows.append(recording)
            self._enter(recording)
        self.endInsertRows()

    def insert(self, places: Sequence[tuple[int, Recording]]) -> None:
        """Insert recordings at given rows, in ascending order."""
        by_row = dict(places)
        for first, last in runs(list(by_row)):
            at = min(first, len(self._rows))
            group = [by_row[row] for row in range(first, last + 1)]
            self.beginInsertRows(QModelIndex(), at, at + len(group) - 1)
            self._rows[at:at] = group
            self._renumber()
            for recording in group:
                self._enter(recording)
            self.endInsertRows()

    def insert_by_position(self, recordings: Sequence[Recording]) -> None:
        """Insert recordings in the project's order; those outside the project come last."""
        ordered = sorted(recordings, key=_position)
        if not self._rows or (ordered and _position(ordered[0]) >= _position(self._rows[-1])):
            self.add(ordered)
            return
        positions = [_position(recording) for recording in self._rows]
        places = [
            (bisect_right(positions, _position(recording)) + number, recording)
            for number, recording in enumerate(ordered)
        ]
        self.insert(places)

    def remove(self, recordings: Collection[Recording]) -> None:
        """Remove rows; the files stay."""
        gone = {recording for recording in recordings if recording in self._row_numbers}
        rows = sorted(self._row_numbers[recording] for recording in gone)
        for first, last in reversed(runs(rows)):
            self.beginRemoveRows(QModelIndex(), first, last)
            for recording in self._rows[first : last + 1]:
                self._leave(recording)
            del self._rows[first : last + 1]
            self._renumber()
            self.endRemoveRows()

    def move_to(self, recording: Recording, path: Path) -> None:
        """Change the path of a recording; its results stay valid."""
        if self._by_path.get(recording.path) is recording:
            del self._by_path[recording.path]
        self._by_path.setdefault(path, recording)
        recording.document.moved_to(path)
        self.touch([recording])

    def touch(self, recordings: Iterable[Recording]) -> None:
        """Tell views that rows changed, with one signal for all of them."""
        rows = []
        for recording in recordings:
            row = self.row_of(recording)
            if row >= 0:
                rows.append(row)
                self._count(recording)
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    # Counts ----------------------------------------------------------------------------------

    def _enter(self, recording: Recording) -> None:
        self._by_path.setdefault(recording.path, recording)
        self._count(recording)

    def _leave(self, recording: Recording) -> None:
        if self._by_path.get(recording.path) is recording:
            del self._by_path[recording.path]
        self._add_to_counts(self._states.pop(recording), -1)

    def _count(self, recording: Recording) -> None:
        before = self._states.get(recording)
        now = (recording.has_answer, recording.job.is_active)
        if now == before:
            return
        if before is not None:
            self._add_to_counts(before, -1)
        self._states[recording] = now
        self._add_to_counts(now, 1)

    def _add_to_counts(self, state: tuple[bool, bool], n: int) -> None:
        has_result, is_active = state
        self.counts.with_result += n * has_result
        self.counts.active += n * is_active
        self.counts.without_result += n * (not has_result and not is_active)

    def _renumber(self) -> None:
        self._row_numbers = {recording: row for row, recording in enumerate(self._rows)}


def _position(recording: Recording) -> float:
    item = recording.document.item
    return math.inf if item is None else item.position


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Group row numbers in ascending order into runs of neighbours.

    Returns:
        the first and the last row of each run.
    """
    grouped: list[tuple[int, int]] = []
    for row in rows:
        if grouped and row == grouped[-1][1] + 1:
            grouped[-1] = (grouped[-1][0], row)
        else:
            grouped.append((row, row))
    return grouped
