"""The segments of an analysis as a table: the timeline for those who read or listen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ser_desktop.emotion.results import Analysis, Segment
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.result.advice import intensity_level
from ser_desktop.ui.toolkit.emotion_colours import chip_icon
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text
from ser_desktop.ui.toolkit.theme import ThemeManager

COLUMNS = ("emotion", "start", "end", "confidence", "intensity")
_CHIP_SIZE = 9
_NO_VALUE = "–"
_Index = QModelIndex | QPersistentModelIndex


class SegmentsModel(QAbstractTableModel):
    """One row a segment."""

    def __init__(self, themes: ThemeManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._segments: tuple[Segment, ...] = ()

    def show(self, analysis: Analysis | None) -> None:
        """Show another analysis, or none."""
        self.beginResetModel()
        self._segments = analysis.segments if analysis else ()
        self.endResetModel()

    def segment(self, row: int) -> Segment:
        """The segment of a row."""
        return self._segments[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Number of segments."""
        return 0 if parent.isValid() else len(self._segments)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:
        """Number of columns."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return str(Message(f"segments.{COLUMNS[section]}"))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and a chip of the emotion's colour before its name."""
        if not index.isValid():
            return None
        segment = self._segments[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(segment, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return chip_icon(segment.label, self._themes.theme, _CHIP_SIZE)
        return None

    @staticmethod
    def _text(segment: Segment, column: int) -> str:
        key = COLUMNS[column]
        if key == "emotion":
            return emotion_name(segment.label)
        if key in ("start", "end"):
            return position_text(segment.start_s if key == "start" else segment.end_s)
        if key == "confidence":
            return confidence_text(segment.confidence) or _NO_VALUE
        return _NO_VALUE if segment.intensity is None else str(intensity_level(segment.intensity))
