"""All recordings as a table: result, a number for each emotion, shares, warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.moments import Moment, strongest_moments
from ser_desktop.emotion.results import Analysis
from ser_desktop.project.annotated_spans import said_of
from ser_desktop.texts.messages import Message, emotion_name, joined
from ser_desktop.texts.tables import ENGLISH_TEXTS
from ser_desktop.ui.recordings.display_name import display_name
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RECORDING_ROLE, RecordingsModel
from ser_desktop.ui.recordings.recordings_order import mean_probability, speech_share
from ser_desktop.ui.recordings.speech_shares import speech_shares
from ser_desktop.ui.recordings.status_text import row_message
from ser_desktop.ui.toolkit.number_text import (
    confidence_text,
    duration_text,
    percent_text,
    position_text,
)

COLUMNS = ("name", "length", "answer", *EMOTIONS, "shares", "warnings", "strongest", "speech")
FACTS_ROLE = RECORDING_ROLE + 1
VALUE_ROLE = RECORDING_ROLE + 2
"""The number of an emotion, 0..1, or -1 without a result."""
MEASURES = ("probability", "shares")
"""What the columns of the emotions show."""
SHORT_WARNING = "overview.warn_{}"
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class OverviewFacts:
    """Values computed once for each analysis."""

    analysis: Analysis
    strongest: Moment | None
    warnings: tuple[Message, ...]

    @classmethod
    def of(cls, analysis: Analysis) -> OverviewFacts:
        """Compute the values of an analysis."""
        strongest = strongest_moments(analysis, 1)
        return cls(
            analysis,
            strongest[0] if strongest else None,
            tuple(answer_warnings(analysis)),
        )


class OverviewModel(QAbstractTableModel):
    """The recordings in the order of the list, or sorted by a column.

    It sorts itself: a proxy would compare thousands of cells through Python.
    """

    def __init__(self, rows: RecordingsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._order: list[Recording] = []
        self.measure = MEASURES[0]
        self.heading_font: QFont | None = None
        """Font of the headings; None is that of the table."""
        self._sorted_by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._facts: WeakKeyDictionary[Recording, OverviewFacts] = WeakKeyDictionary()

    def set_measure(self, measure: str) -> None:
        """Show mean probabilities, or shares of the speech time; one of :data:`MEASURES`."""
        assert measure in MEASURES
        self.measure = measure
        self.refresh()

    def value(self, recording: Recording, emotion: str) -> float:
        """The number of an emotion, or -1 without a result."""
        measured = speech_share if self.measure == "shares" else mean_probability
        return measured(recording, emotion)

    def refresh(self) -> None:
        """Update the table after the list or the results changed."""
        column, order = self._sorted_by
        recordings = self._rows.rows()
        if column >= 0:
            key = COLUMNS[column]
            is_falling = order == Qt.SortOrder.DescendingOrder
            recordings.sort(key=lambda r: self._sort_key(r, key), reverse=is_falling)
        self.beginResetModel()
        self._order = recordings
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by a column; -1 restores the order of the list."""
        self._sorted_by = (column, order)
        self.refresh()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Number of recordings."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:
        """Number of columns."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns, and their font: under a style sheet a widget's is not used."""
        if role == Qt.ItemDataRole.FontRole and orientation == Qt.Orientation.Horizontal:
            return self.heading_font
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)  # a heading is elided
        if role in shown and orientation == Qt.Orientation.Horizontal:
            key = COLUMNS[section]
            if key in EMOTIONS and role == Qt.ItemDataRole.ToolTipRole:
                measure = Message(f"overview.measure_{self.measure}")
                return str(Message("overview.column", emotion=emotion_name(key), measure=measure))
            if key == "shares" and role == Qt.ItemDataRole.ToolTipRole:
                return str(Message("overview.shares_tip"))
            return emotion_name(key) if key in EMOTIONS else str(Message(f"overview.{key}"))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, and the values that a delegate paints."""
        if not index.isValid() or index.row() >= len(self._order):
            return None
        recording, key = self._order[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(recording, key)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._tip(recording, key)
        if role == VALUE_ROLE:
            return self.value(recording, key) if key in EMOTIONS else -1.0
        if role == FACTS_ROLE:
            return self.facts(recording)
        return recording if role == RECORDING_ROLE else None

    def facts(self, recording: Recording) -> OverviewFacts | None:
        """The computed values of a recording; None without an analysis."""
        analysis = recording.analysis
        if analysis is None:
            return None
        facts = self._facts.get(recording)
        if facts is None or facts.analysis is not analysis:
            facts = self._facts[recording] = OverviewFacts.of(analysis)
        return facts

    def _text(self, recording: Recording, key: str) -> str:
        facts = self.facts(recording)
        if key == "name":
            return display_name(recording)
        if key == "length":
            return duration_text(recording.duration_s)
        if key == "answer":
            return str(row_message(recording, has_count=False))
        if facts is None:
            return ""
        if key in EMOTIONS:
            share = self.value(recording, key)
            return "" if share < 0 else f"{round(100 * share)}"
        if key == "strongest":
            return str(_moment_message(facts.strongest, recording) or "")
        if key == "speech":
            return confidence_text(facts.analysis.overall.speech_share)
        if key != "warnings" or not facts.warnings:
            return ""
        return joined(list(dict.fromkeys(map(_short_warning, facts.warnings))))

    def _sort_key(self, recording: Recording, key: str) -> Any:
        facts = self.facts(recording)
        if key == "length":
            return recording.duration_s or -1.0
        if key in EMOTIONS:
            return self.value(recording, key)
        if key == "strongest":
            return facts.strongest.confidence if facts and facts.strongest else -1.0
        if key == "speech":
            return facts.analysis.overall.speech_share if facts else -1.0
        if key == "warnings":
            return len(facts.warnings) if facts else -1
        if key == "shares":
            return max(speech_shares(recording).values(), default=-1.0)
        return self._text(recording, key).casefold()

    def _tip(self, recording: Recording, key: str) -> str:
        if key == "name":
            return str(recording.path)
        facts = self.facts(recording)
        if key == "warnings" and facts is not None:
            return "\n".join(map(str, facts.warnings))
        mean = mean_probability(recording, key) if key in EMOTIONS else -1.0
        if mean < 0:
            return self._text(recording, key)
        cell = Message(
            "overview.cell",
            name=display_name(recording),
            emotion=emotion_name(key),
            probability=percent_text(mean),
            share=percent_text(speech_share(recording, key)),
        )
        return str(cell)


def _short_warning(warning: Message) -> str:
    """A warning in two words; the whole one is in the tip."""
    id = SHORT_WARNING.format(warning.id.removeprefix("warning."))
    return str(Message(id if id in ENGLISH_TEXTS else SHORT_WARNING.format("other")))


def _moment_message(moment: Moment | None, recording: Recording) -> Message | None:
    """The strongest moment; what a person said of it comes before what the model says."""
    if moment is None:
        return None
    answer = Message(
        "overview.moment",
        emotion=emotion_name(moment.label),
        confidence=confidence_text(moment.confidence),
        time=position_text(moment.start_s),
    )
    seen = [a for a in recording.document.annotations if a.origin != "blind"]
    said = said_of(seen, moment.span_s)
    if said is None or not said.comes_first:
        return answer
    return Message(
        "overview.moment_annotated",
        time=answer.fields["time"],
        annotated=said.headline.message(),
        emotion=answer.fields["emotion"],
        confidence=answer.fields["confidence"],
    )
