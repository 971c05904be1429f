"""The segments of an analysis as a table: the timeline for those who read or listen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.results import Analysis, Segment
from ser_desktop.ui.toolkit.number_text import confidence_text, intensity_word, position_text
from ser_desktop.ui.toolkit.theme import ThemeManager

COLUMNS = ("Emotion", "Start", "End", "Confidence", "Intensity")
_Index = QModelIndex | QPersistentModelIndex


class SegmentsModel(QAbstractTableModel):
    """A row a segment."""

    def __init__(self, themes: ThemeManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._segments: tuple[Segment, ...] = ()

    def show(self, analysis: Analysis | None) -> None:
        """Take another analysis, or none."""
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
            return COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and a chip of the emotion's colour before its name."""
        if not index.isValid():
            return None
        segment = self._segments[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(segment, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            chip = QPixmap(9, 9)
            known = segment.label in EMOTIONS
            theme = self._themes.theme
            chip.fill(
                theme.emotion(EMOTIONS.index(segment.label)) if known else QColor(theme.track)
            )
            kept = QIcon(chip)  # the style would tint a picture of a chosen row
            kept.addPixmap(chip, QIcon.Mode.Selected)
            return kept
        return None

    @staticmethod
    def _text(segment: Segment, column: int) -> str:
        if column == 0:
            return segment.label
        if column in (1, 2):
            return position_text(segment.start_s if column == 1 else segment.end_s)
        if column == 3:
            return confidence_text(segment.confidence) or "–"
        return "–" if segment.intensity is None else intensity_word(segment.intensity)
