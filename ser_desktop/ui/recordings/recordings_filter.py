"""Which recordings of the list are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractProxyModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
)

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN, is_emotion
from ser_desktop.ui.recordings.display_name import display_name
from ser_desktop.ui.recordings.people import recording_said
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RecordingsModel, runs
from ser_desktop.ui.recordings.recordings_order import sort_key
from ser_desktop.ui.recordings.speech_shares import recording_headline

_Index = QModelIndex | QPersistentModelIndex

STATES = ("all", UNCERTAIN, NO_SPEECH, "unfinished")
"""Values of the filter; an emotion is a value too."""


class RecordingsFilter(QAbstractProxyModel):
    """Shows the rows of a :class:`.RecordingsModel` that match, sorted.

    It keeps a list of the rows shown. ``QSortFilterProxyModel`` would call Python for every row it
    tests and every pair it compares, which blocks the window for seconds with 5,000 recordings.
    Without a search, a filter and an order every row is passed on and nothing is computed.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._state = "all"
        self._key: Callable[[Recording], Any] | None = None
        self._shown: list[int] | None = None
        """Source rows from top to bottom; None while every row is passed on."""
        self._places: dict[int, int] = {}
        """From a source row to its place in ``_shown``."""
        self._n_rows = 0
        """Cached, since views call :meth:`index` for every row."""

    # What is shown -------------------------------------------------------------------------------

    def set_search(self, text: str) -> None:
        """Show recordings whose path has every one of these words."""
        self._words = tuple(text.casefold().split())
        self.refresh()

    def set_state(self, state: str) -> None:
        """Show recordings of one of :data:`STATES`, or of an emotion."""
        self._state = state
        self.refresh()

    def set_sort(self, sort: str) -> None:
        """Sort the recordings by one of :data:`.SORTS`."""
        self._key = sort_key(sort)
        self.refresh()

    @property
    def is_active(self) -> bool:
        """Whether some rows are hidden or the order differs from the model's."""
        return bool(self._words) or self._state != "all" or self._key is not None

    def refresh(self) -> None:
        """Test and sort all rows again. Results that arrived later change both."""
        shown = self._matching() if self.is_active else None
        if shown == self._shown:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        source_rows = [self._source_row(index.row()) for index in before]
        self._show(shown)
        self.changePersistentIndexList(before, [self._index_of(row) for row in source_rows])
        self.layoutChanged.emit()

    def _matching(self) -> list[int]:
        recordings = self._source.rows()
        rows = [row for row, recording in enumerate(recordings) if self._matches(recording)]
        key = self._key
        if key is not None:
            keys = [key(recording) for recording in recordings]
            rows.sort(key=keys.__getitem__)
        return rows

    def _matches(self, recording: Recording) -> bool:
        return self._has_words(recording) and self._has_state(recording)

    def _has_words(self, recording: Recording) -> bool:
        if not self._words:
            return True
        text = f"{recording.path}\n{display_name(recording)}".casefold()
        return all(word in text for word in self._words)

    def _has_state(self, recording: Recording) -> bool:
        if self._state == "all":
            return True
        if self._state == "unfinished":
            return not recording.has_answer or recording.job.is_active
        said, headline = recording_said(recording), recording_headline(recording)
        if said is not None and said.comes_first and self._state in said.labels:
            return True
        if recording.analysis is None or headline is None:
            return False
        labels = set() if said is not None and said.comes_first else {headline.label}
        if is_emotion(self._state):  # of a long recording any segment counts
            labels |= {segment.label for segment in recording.analysis.segments}
        return self._state in labels

    def _show(self, shown: list[int] | None) -> None:
        self._shown = shown
        self._places = {row: place for place, row in enumerate(shown or ())}
        self._n_rows = self._source.rowCount() if shown is None else len(shown)

    # For Qt --------------------------------------------------------------------------------------

    def setSourceModel(self, model: QAbstractItemModel) -> None:
        """Show the rows of a :class:`.RecordingsModel`."""
        assert isinstance(model, RecordingsModel)
        self.beginResetModel()
        super().setSourceModel(model)
        model.rowsAboutToBeInserted.connect(self._before_insertion)
        model.rowsInserted.connect(self._after_insertion)
        model.rowsAboutToBeRemoved.connect(self._before_removal)
        model.rowsRemoved.connect(self._after_removal)
        model.dataChanged.connect(self._pass_changes_on)
        self._show(self._matching() if self.is_active else None)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Number of recordings shown."""
        return 0 if parent.isValid() else self._n_rows

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:
        """One."""
        return 1

    def index(self, row: int, column: int, _parent: _Index = QModelIndex()) -> QModelIndex:
        """The index of a row; an invalid one outside the list."""
        if not 0 <= row < self._n_rows or column:
            return QModelIndex()
        return self.createIndex(row, 0)

    def parent(self, _index: _Index) -> QModelIndex:  # type: ignore[override]
        """None: it is a list."""
        return QModelIndex()

    def mapToSource(self, index: _Index) -> QModelIndex:
        """The index of the same recording in the model."""
        if not index.isValid():
            return QModelIndex()
        return self._source.index(self._source_row(index.row()))

    def mapFromSource(self, index: _Index) -> QModelIndex:
        """The index of a recording of the model; an invalid one where it is hidden."""
        return self._index_of(index.row()) if index.isValid() else QModelIndex()

    @property
    def _source(self) -> RecordingsModel:
        source = self.sourceModel()
        assert isinstance(source, RecordingsModel)
        return source

    def _source_row(self, place: int) -> int:
        if self._shown is None:
            return place
        return self._shown[place] if 0 <= place < len(self._shown) else -1

    def _index_of(self, row: int) -> QModelIndex:
        return self.index(row if self._shown is None else self._places.get(row, -1), 0)

    # What happens in the model -------------------------------------------------------------------

    def _before_insertion(self, _parent: QModelIndex, first: int, last: int) -> None:
        if self._shown is None:
            self.beginInsertRows(QModelIndex(), first, last)

    def _after_insertion(self, _parent: QModelIndex, first: int, last: int) -> None:
        """New rows come last until the next refresh, so that the list stays still."""
        if self._shown is None:
            self._show(None)
            self.endInsertRows()
            return
        n_new = last - first + 1
        self._show([row + n_new if row >= first else row for row in self._shown])
        matching = range(first, last + 1)
        added = [row for row in matching if self._matches(self._source.recording(row))]
        if added:
            n_before = len(self._shown)
            self.beginInsertRows(QModelIndex(), n_before, n_before + len(added) - 1)
            self._show([*self._shown, *added])
            self.endInsertRows()

    def _before_removal(self, _parent: QModelIndex, first: int, last: int) -> None:
        if self._shown is None:
            self.beginRemoveRows(QModelIndex(), first, last)
            return
        for start, end in reversed(runs(self._places_between(first, last))):
            self.beginRemoveRows(QModelIndex(), start, end)
            self._show([*self._shown[:start], *self._shown[end + 1 :]])
            self.endRemoveRows()

    def _after_removal(self, _parent: QModelIndex, first: int, last: int) -> None:
        if self._shown is None:
            self._show(None)
            self.endRemoveRows()
            return
        n_gone = last - first + 1
        self._show([row - n_gone if row > last else row for row in self._shown])

    def _pass_changes_on(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._shown is None:
            self.dataChanged.emit(self.index(first.row(), 0), self.index(last.row(), 0))
            return
        places = self._places_between(first.row(), last.row())
        if places:
            self.dataChanged.emit(self.index(places[0], 0), self.index(places[-1], 0))

    def _places_between(self, first: int, last: int) -> Sequence[int]:
        """The places of the rows from first to last that are shown, ascending."""
        rows = range(first, last + 1)
        return sorted(self._places[row] for row in rows if row in self._places)
