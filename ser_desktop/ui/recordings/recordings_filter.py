"""Which recordings of the list are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN, is_emotion
from ser_desktop.ui.recordings.display_name import display_name
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RecordingsModel

_Index = QModelIndex | QPersistentModelIndex

SORTS = ("added", "name", "longest", "emotion", "surest", "unsurest")
"""Further ones are ``most:<emotion>``: the recordings with most of an emotion first."""
STATES = ("all", UNCERTAIN, NO_SPEECH, "unfinished")
"""Beside these, an emotion is a filter too."""
_LAST = 2.0
"""Behind every share: what has no result stands last."""


class RecordingsFilter(QSortFilterProxyModel):
    """Without a search, a filter and an order it passes every row on and costs nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._state = "all"
        self._key: Callable[[Recording], Any] | None = None
        self._ranks: list[int] = []
        self.setDynamicSortFilter(False)

    def set_search(self, text: str) -> None:
        """Show recordings whose path has every one of these words."""
        self._words = tuple(text.casefold().split())
        self.invalidate()

    def set_state(self, state: str) -> None:
        """Show recordings of one of :data:`STATES`, or of an emotion."""
        self._state = state
        self.invalidate()

    def set_sort(self, sort: str) -> None:
        """Order them by one of :data:`SORTS`."""
        self._key = _sort_key(sort)
        self._ranks = self._ranked()
        self.sort(-1 if self._key is None else 0)

    @property
    def is_active(self) -> bool:
        """Whether anything is left out or stands in another order."""
        return bool(self._words) or self._state != "all" or self._key is not None

    def refresh(self) -> None:
        """Decide again, after results have arrived too."""
        self._ranks = self._ranked()
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: _Index) -> bool:
        """Whether a recording is shown."""
        if not self._words and self._state == "all":
            return True
        recording = self._source.recording(row)
        path = f"{recording.path}\n{display_name(recording)}".casefold()
        return all(word in path for word in self._words) and self._has_state(recording)

    def lessThan(self, left: _Index, right: _Index) -> bool:
        """The order of two recordings."""
        first, second = left.row(), right.row()
        ranks = self._ranks
        if max(first, second) >= len(ranks):  # rows that came after the last refresh stand last
            return first < second
        return ranks[first] < ranks[second]

    def _ranked(self) -> list[int]:
        """The place of every row in the order: Qt compares thousands of times."""
        if self._key is None or self.sourceModel() is None:
            return []
        keys = [self._key(recording) for recording in self._source.rows()]
        ranks = [0] * len(keys)
        for place, row in enumerate(sorted(range(len(keys)), key=keys.__getitem__)):
            ranks[row] = place
        return ranks

    @property
    def _source(self) -> RecordingsModel:
        source = self.sourceModel()
        assert isinstance(source, RecordingsModel)
        return source

    def _has_state(self, recording: Recording) -> bool:
        if self._state == "all":
            return True
        if self._state == "unfinished":
            return not recording.has_answer or recording.job.is_active
        if recording.analysis is None:
            return False
        labels = {recording.analysis.overall.label}
        if is_emotion(self._state):  # in an interview an emotion is seldom the whole answer
            labels |= {segment.label for segment in recording.analysis.segments}
        return self._state in labels


def emotion_share(recording: Recording, emotion: str) -> float:
    """Return the mean probability of an emotion in a recording, or -1 without a result."""
    analysis = recording.analysis
    if analysis is None or analysis.overall.probabilities is None:
        return -1.0
    if emotion not in analysis.model.labels:
        return -1.0
    return float(analysis.overall.probabilities[analysis.model.labels.index(emotion)])


def _sort_key(sort: str) -> Callable[[Recording], Any] | None:
    if sort.startswith("most:"):
        emotion = sort.removeprefix("most:")
        return lambda recording: -emotion_share(recording, emotion)
    keys: dict[str, Callable[[Recording], Any]] = {
        "name": lambda recording: recording.path.name.casefold(),
        "longest": lambda recording: -(recording.duration_s or 0.0),
        "emotion": _label,
        "surest": lambda recording: -_confidence(recording, 0.0),
        "unsurest": lambda recording: _confidence(recording, _LAST),
    }
    return keys.get(sort)


def _label(recording: Recording) -> str:
    return recording.analysis.overall.label if recording.analysis else "\uffff"


def _confidence(recording: Recording, without: float) -> float:
    confidence = recording.analysis.overall.confidence if recording.analysis else None
    return without if confidence is None else confidence
