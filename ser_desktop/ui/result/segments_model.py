"""The segments of an analysis as a table, also for screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QIcon

from ser_desktop.emotion.doubt import is_guess
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.moments import alternatives
from ser_desktop.emotion.places import segment_answer
from ser_desktop.emotion.results import Analysis, Segment
from ser_desktop.export.parts import Row
from ser_desktop.project.annotated_spans import Said, said_of
from ser_desktop.project.items import Annotation
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message, either, emotion_name, joined
from ser_desktop.ui.result.advice import intensity_level
from ser_desktop.ui.result.speaking import Speaking
from ser_desktop.ui.toolkit.emotion_colours import chip_icon, has_look, no_icon
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text
from ser_desktop.ui.toolkit.theme import ThemeManager

COLUMNS = ("emotion", "start", "end", "confidence", "intensity", "also", "yours", "speaker")
YOURS, SPEAKER = COLUMNS.index("yours"), COLUMNS.index("speaker")
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
_CHIP_SIZE, _MARKED_SIZE = 10, 12
_NO_VALUE = "–"
_Index = QModelIndex | QPersistentModelIndex


class SegmentsModel(QAbstractTableModel):
    """One row for each segment."""

    def __init__(self, themes: ThemeManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._analysis: Analysis | None = None
        self._also: dict[int, tuple[str, ...]] = {}
        """Cache of the alternatives of each row."""
        self._annotations: Sequence[Annotation] = ()
        self._speaking = Speaking()

    def show(self, analysis: Analysis | None) -> None:
        """Show another analysis, or none."""
        self.beginResetModel()
        self._analysis = analysis
        self._also = {}
        self.endResetModel()

    def show_speaking(self, speaking: Speaking) -> None:
        """Show who speaks."""
        if speaking != self._speaking:
            self._speaking = speaking
            self._column_changed(SPEAKER)

    def show_annotations(self, annotations: Sequence[Annotation]) -> None:
        """Show annotations beside the model's labels."""
        self._annotations = annotations
        self._column_changed(YOURS)

    def _column_changed(self, column: int) -> None:
        if self.segments:
            last = self.index(len(self.segments) - 1, column)
            self.dataChanged.emit(self.index(0, column), last)

    def exported(self, segment: Segment) -> Row:
        """A row for an export; labels are English there."""
        speakers = "; ".join(self._speaking.names_in(segment))
        return Row(segment, speakers, "; ".join(self.labels_over(segment)))

    def labels_over(self, segment: Segment) -> tuple[str, ...]:
        """The labels of annotations that belong to a segment."""
        said = self._said(segment)
        return () if said is None else said.labels

    def _said(self, segment: Segment) -> Said | None:
        return said_of(self._annotations, segment.span_s)

    def _yours(self, segment: Segment) -> str:
        """What people said of a segment; of a small part of it, that it is one."""
        said = self._said(segment)
        if said is None:
            return _NO_VALUE
        if said.comes_first:
            return str(said.headline.message())
        labels = joined([emotion_name(label) for label in said.labels])
        return str(Message("segments.part", annotated=labels))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments in order of time."""
        return self._analysis.segments if self._analysis else ()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Number of segments."""
        return 0 if parent.isValid() else len(self.segments)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:
        """Number of columns."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns, and their tool tips, since a narrow one is elided."""
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if role in roles and orientation == Qt.Orientation.Horizontal:
            return str(Message(f"segments.{COLUMNS[section]}"))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, and a chip in the emotion's colour before its name."""
        if not index.isValid() or index.row() >= len(self.segments):
            return None
        segment, key = self.segments[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), segment, key)
        if role == SORT_ROLE:
            return self._sort_key(index.row(), segment, key)
        if role == Qt.ItemDataRole.ToolTipRole and key != "speaker" and is_guess(segment):
            return str(Message("segments.guess"))
        if role == Qt.ItemDataRole.ToolTipRole and key in ("also", "speaker", "yours"):
            return self._text(index.row(), segment, key)
        if role == Qt.ItemDataRole.DecorationRole and key == "emotion":
            return self._chip(segment.label)
        if role == Qt.ItemDataRole.DecorationRole and key == "yours":
            return self._marked_chip(segment)
        return None

    def _marked_chip(self, segment: Segment) -> QIcon:
        """A chip with a tick where people gave the segment its label."""
        said = self._said(segment)
        if said is None or not said.comes_first or not said.headline.labels:
            return no_icon(_MARKED_SIZE)
        label = said.headline.labels[0]
        return chip_icon(label, self._themes.theme, _MARKED_SIZE, is_marked=True)

    def _chip(self, label: str) -> QIcon:
        """A chip, or an empty one, so that all names begin at one edge."""
        if has_look(label):
            return chip_icon(label, self._themes.theme, _CHIP_SIZE)
        return no_icon(_CHIP_SIZE)

    def also(self, row: int) -> tuple[str, ...]:
        """The alternatives to the label of a row."""
        if row not in self._also and self._analysis is not None:
            segment = self.segments[row]
            none = segment.label == NO_SPEECH
            answer = None if none else segment_answer(self._analysis, segment)
            others = alternatives(answer) if answer is not None else ()
            self._also[row] = tuple(label for label in others if label != segment.label)
        return self._also.get(row, ())

    def _text(self, row: int, segment: Segment, key: str) -> str:
        if key == "yours":
            return self._yours(segment)
        if key == "speaker":
            return joined([shown_name(n) for n in self._speaking.names_in(segment)]) or _NO_VALUE
        if key == "emotion":
            return emotion_name(segment.label)
        if key in ("start", "end"):
            return position_text(segment.start_s if key == "start" else segment.end_s)
        if key in ("confidence", "intensity") and is_guess(segment):
            return _NO_VALUE
        if key == "confidence":
            return confidence_text(segment.confidence) or _NO_VALUE
        if key == "also":
            return either([emotion_name(label) for label in self.also(row)]) or _NO_VALUE
        return _NO_VALUE if segment.intensity is None else str(intensity_level(segment.intensity))

    def _sort_key(self, row: int, segment: Segment, key: str) -> Any:
        if key in ("start", "end"):
            return segment.start_s if key == "start" else segment.end_s
        if key == "confidence":
            return _rank(segment)
        if key == "intensity":
            return -1.0 if segment.intensity is None or is_guess(segment) else segment.intensity
        return self._text(row, segment, key)


def _rank(segment: Segment) -> float:
    """Return the confidence for sorting: uncertain segments come after every answer."""
    if segment.confidence is None:
        return -2.0
    if is_guess(segment):
        return -1.0
    return segment.confidence - (segment.label == UNCERTAIN)


class SegmentsFilter(QSortFilterProxyModel):
    """Sorts the segments by any column, and filters them."""

    def __init__(self, source: SegmentsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._source = source
        self._emotion, self._at_least, self._hides_silence = "", 0.0, False
        self._annotated = ""

    def set_filter(
        self, emotion: str, at_least: float, hides_silence: bool, annotated: str = ""
    ) -> None:
        """Set the filter.

        Args:
            emotion: a label; "" shows all of them.
            at_least: smallest confidence, 0..1; segments without speech have none and pass.
            hides_silence: hide segments without speech.
            annotated: show only segments ``with`` annotations, ``without``, or annotated as
                something else (``differs``); "" shows all.
        """
        self._emotion, self._at_least, self._hides_silence = emotion, at_least, hides_silence
        self._annotated = annotated
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: _Index) -> bool:
        """Whether a segment is shown."""
        segment = self._source.segments[row]
        if self._annotated and not self._is_annotated(segment):
            return False
        if segment.label == NO_SPEECH:
            return not self._hides_silence and self._emotion in ("", NO_SPEECH)
        if self._emotion and segment.label != self._emotion:
            return False
        is_sure = segment.label != UNCERTAIN or self._emotion == UNCERTAIN
        confidence = 0.0 if is_guess(segment) else segment.confidence or 0.0
        return self._at_least == 0.0 or (is_sure and confidence >= self._at_least)

    def _is_annotated(self, segment: Segment) -> bool:
        """Whether a segment is annotated, or not, as the filter wants it."""
        yours = self._source.labels_over(segment)
        if self._annotated == "differs":
            return bool(yours) and yours != (segment.label,)
        return bool(yours) == (self._annotated == "with")

    def segment(self, row: int) -> Segment:
        """The segment of a shown row."""
        return self._source.segments[self.mapToSource(self.index(row, 0)).row()]

    def row_at(self, span_s: tuple[float, float]) -> int:
        """The shown row that overlaps most with a stretch of time, or -1."""
        best, longest_s = -1, 0.0
        for i, segment in enumerate(self._source.segments):
            common_s = min(segment.end_s, span_s[1]) - max(segment.start_s, span_s[0])
            if common_s > longest_s:
                row = self.mapFromSource(self._source.index(i, 0)).row()
                if row >= 0:
                    best, longest_s = row, common_s
        return best
