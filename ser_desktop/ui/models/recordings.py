"""The recordings opened or made, as a list Qt can show."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ser_desktop.audio.clip import Clip
from ser_desktop.emotion.results import Analysis
from ser_desktop.ui.words import confidence_text, duration_text

_Index = QModelIndex | QPersistentModelIndex

FIRST_GUESS = 0.03
"""Share done from which the remaining time can be told."""

RECORDING_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(eq=False)
class Recording:
    """One row: a file and what is known of it so far."""

    path: Path
    clip: Clip | None = None
    found: tuple[Analysis, ...] = ()
    """As made: one of the mix, or one for each channel."""
    analyses: tuple[Analysis, ...] = ()
    """The same under the settings of now."""
    channel: int = 0
    """Which of them the panel, the table and exports show."""
    split: bool = False
    """Whether the two channels are analysed apart."""
    assigned_labels: tuple[str, ...] = ()
    """What the voice in use was told of it."""
    error: str | None = None
    undrawn: str = ""
    """Why there are no pictures of it, where there cannot be any."""
    progress: float | None = None
    """Share of the analysis done; None when none is wanted or it is over."""
    begun_at: float | None = None
    """When the analysis began, on the monotonic clock; None while it waits for others."""
    position_s: float = field(default=0.0)
    """Where the play head was left."""
    selection_s: tuple[float, float] | None = None

    @property
    def analysis(self) -> Analysis | None:
        """The answer that is shown."""
        return self.analyses[self.channel] if self.analyses else None

    @property
    def remaining_s(self) -> float | None:
        """Seconds the analysis still takes, once that can be told."""
        if self.begun_at is None or not self.progress or self.progress < FIRST_GUESS:
            return None
        return (time.monotonic() - self.begun_at) * (1 / self.progress - 1)

    @property
    def duration_s(self) -> float | None:
        """Length, once anything knows it."""
        if self.analysis is not None:
            return self.analysis.file.duration_s
        return self.clip.duration_s if self.clip else None

    def summary(self) -> str:
        """One line on where it stands."""
        if self.error:
            return self.error
        if self.progress is not None:
            if self.begun_at is None:
                return "waiting"
            return f"analysing {self.progress:.0%}" if self.progress else "analysing…"
        if self.analysis is not None:
            overall = self.analysis.overall
            told = f"{overall.label} {confidence_text(overall.confidence)}".strip()
            return (
                f"{told}, said to be {' and '.join(self.assigned_labels)}"
                if self.assigned_labels
                else told
            )
        return "stopped"


class RecordingsModel(QAbstractListModel):
    """Rows in the order they were added."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Recording] = []
        self._by_path: dict[Path, Recording] = {}

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Number of recordings."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, tool tip and what a screen reader says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        recording = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return recording.path.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{recording.path}\n{recording.summary()}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            length = duration_text(recording.duration_s)
            return f"{recording.path.name}, {length}, {recording.summary()}"
        return recording if role == RECORDING_ROLE else None

    def rows(self) -> list[Recording]:
        """A copy of the rows."""
        return list(self._rows)

    def row_of(self, recording: Recording) -> int:
        """Its row, or -1 when it was removed."""
        return self._rows.index(recording) if recording in self._rows else -1

    def find(self, path: Path) -> Recording | None:
        """The row of a path."""
        return self._by_path.get(path)

    def add(self, recording: Recording, row: int | None = None) -> None:
        """Add it as the last row, or before another."""
        at = len(self._rows) if row is None else min(row, len(self._rows))
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, recording)
        self._by_path.setdefault(recording.path, recording)
        self.endInsertRows()

    def remove(self, recording: Recording) -> None:
        """Drop a row; the file stays."""
        row = self.row_of(recording)
        if row >= 0:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            if self._by_path.get(recording.path) is recording:
                del self._by_path[recording.path]
            self.endRemoveRows()

    def rename(self, recording: Recording, path: Path) -> None:
        """Its file has another name now; what was found in it stays true."""

        def moved(analyses: tuple[Analysis, ...]) -> tuple[Analysis, ...]:
            return tuple(replace(a, file=replace(a.file, path=path)) for a in analyses)

        if self._by_path.get(recording.path) is recording:
            del self._by_path[recording.path]
        self._by_path.setdefault(path, recording)
        recording.path = path
        recording.found, recording.analyses = moved(recording.found), moved(recording.analyses)
        self.touch(recording)

    def touch(self, recording: Recording) -> None:
        """Say that a row's contents changed."""
        row = self.row_of(recording)
        if row >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)
