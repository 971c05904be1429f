"""The annotations of a recording as a table that is edited in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.project.items import MAX_TEXT, Annotation, now
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.annotations.annotation_text import labels_title, model_text, rater_name
from ser_desktop.ui.annotations.annotations import Annotations
from ser_desktop.ui.annotations.whose import titles, track_title
from ser_desktop.ui.toolkit.emotion_colours import chip_icon
from ser_desktop.ui.toolkit.number_text import percent_text, position_text
from ser_desktop.ui.toolkit.theme import ThemeManager

COLUMNS = (
    *("emotion", "model", "start", "end", "intensity", "confidence", "note", "rater", "track"),
)
EDITABLE = ("emotion", "start", "end", "intensity", "confidence", "note", "rater", "track")
_CHIP_SIZE = 10
_NO_VALUE = "–"
_Index = QModelIndex | QPersistentModelIndex


class AnnotationModel(QAbstractTableModel):
    """One row for each annotation. Each edit is one undo step."""

    def __init__(
        self, annotations: Annotations, themes: ThemeManager, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._annotations, self._themes = annotations, themes
        self._rows: tuple[Annotation, ...] = ()
        annotations.changed.connect(self._refresh)

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The annotations, one for each row."""
        return self._rows

    def _refresh(self) -> None:
        shown, recording = self._annotations.shown, self._annotations.recording
        shown = shown if recording is None else recording.of_focus(shown)
        if len(shown) != len(self._rows) or [a.id for a in shown] != [a.id for a in self._rows]:
            self.beginResetModel()
            self._rows = shown
            self.endResetModel()
        else:
            self._rows = shown
            if shown:
                last = self.index(len(shown) - 1, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Number of annotations."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:
        """Number of columns."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return str(Message(f"annotation.column_{COLUMNS[section]}"))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Which cells can be edited."""
        flags = super().flags(index)
        key = COLUMNS[index.column()] if index.isValid() else ""
        if key in EDITABLE and (key != "track" or self.track_titles()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, its value for the editor, and a chip in the emotion's colour."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        annotation, key = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(annotation, key)
        if role == Qt.ItemDataRole.EditRole:
            return _value(annotation, key)
        if role == Qt.ItemDataRole.ToolTipRole and key == "note":
            return annotation.note
        if role == Qt.ItemDataRole.DecorationRole and key == "emotion" and annotation.label:
            return chip_icon(annotation.label, self._themes.theme, _CHIP_SIZE)
        return None

    def setData(self, index: _Index, value: Any, _role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change the annotation; refuse a value that cannot be read."""
        if not index.isValid() or index.row() >= len(self._rows):
            return False
        annotation, key = self._rows[index.row()], COLUMNS[index.column()]
        if key == "track" and value not in self.track_titles():
            return False
        try:
            after = _PARSERS[key](annotation, str(value).strip())
        except (ValueError, KeyError):
            return False
        return self._annotations.edit(annotation, replace(after, changed=now()))

    def track_titles(self) -> dict[str, str]:
        """Whose an annotation can be, by track; empty without speakers."""
        return titles(self._annotations.recording)

    def _text(self, annotation: Annotation, key: str) -> str:
        if key == "emotion":
            return labels_title(annotation)
        if key == "model":
            return model_text(self._annotations.answer_of(annotation)) or _NO_VALUE
        if key in ("start", "end"):
            return position_text(annotation.start_s if key == "start" else annotation.end_s)
        if key in ("intensity", "confidence"):
            share = annotation.intensity if key == "intensity" else annotation.confidence
            return _NO_VALUE if share is None else percent_text(share)
        if key == "rater":
            return rater_name(annotation.rater)
        if key == "note":
            return annotation.note.replace("\n", " ")
        return track_title(self._annotations.recording, annotation.track)


def _value(annotation: Annotation, key: str) -> Any:
    if key == "emotion":
        return annotation.label
    if key == "track":
        return annotation.track
    if key in ("start", "end"):
        return f"{annotation.start_s if key == 'start' else annotation.end_s:.3f}"
    if key in ("intensity", "confidence"):
        share = annotation.intensity if key == "intensity" else annotation.confidence
        return "" if share is None else str(round(100 * share))
    return annotation.note if key == "note" else annotation.rater


def _share(text: str) -> float | None:
    """Parse a percentage; None for an empty text."""
    text = text.rstrip("% ")
    return float(text.replace(",", ".")) / 100 if text else None


def _emotion(annotation: Annotation, text: str) -> Annotation:
    known = {emotion_name(label): label for label in EMOTIONS} | {x: x for x in EMOTIONS}
    return replace(annotation, labels={known[text]: 1.0} if text else {})


def _time(text: str) -> float:
    """Parse seconds, or minutes and seconds with a colon."""
    seconds = 0.0
    for part in text.split(":"):
        seconds = 60 * seconds + float(part.replace(",", "."))
    return seconds


_PARSERS: dict[str, Callable[[Annotation, str], Annotation]] = {
    "emotion": _emotion,
    "start": lambda annotation, text: replace(annotation, start_s=_time(text)),
    "end": lambda annotation, text: replace(annotation, end_s=_time(text)),
    "intensity": lambda annotation, text: replace(annotation, intensity=_share(text)),
    "confidence": lambda annotation, text: replace(annotation, confidence=_share(text)),
    "note": lambda annotation, text: replace(annotation, note=text[:MAX_TEXT]),
    "rater": lambda annotation, text: replace(annotation, rater=text[:MAX_TEXT]),
    "track": lambda annotation, text: replace(annotation, track=text),
}
