"""The table of segments under the timeline. A click goes to a segment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableView, QWidget

from ser_desktop.emotion.results import Analysis
from ser_desktop.export.parts import Row
from ser_desktop.project.items import Annotation
from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.segments_model import SPEAKER, YOURS, SegmentsFilter, SegmentsModel
from ser_desktop.ui.result.speaking import Speaking
from ser_desktop.ui.toolkit.theme import ThemeManager

_MOST_WIDE = {SPEAKER: 112, YOURS: 96}
"""Largest width of columns with several names in pixels, where the columns need all the room."""
_LEAST_LAST = 72
"""Least width of the last column in pixels. A wider one may end with an ellipsis."""
_LAST_SHARE = 1.6
"""Width of the last column, in widths of the others."""


class SegmentTable(QTableView):
    """A read-only table; a click on a heading sorts it."""

    segment_chosen = Signal(object)
    """A :class:`Segment`."""
    menu_wanted = Signal(object, QPoint)
    """A segment, and the screen position for its menu."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segmentTable")
        self.setAccessibleName(str(Message("segments.table")))
        self._model = SegmentsModel(themes, self)
        self.rows = SegmentsFilter(self._model, self)
        self._shown: Analysis | None = None
        self.setModel(self.rows)
        for column in (YOURS, SPEAKER):
            self.setColumnHidden(column, True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves the table, arrow keys move in it
        self.setShowGrid(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.moveSection(YOURS, 0)  # the column of annotations comes first
        header.moveSection(header.visualIndex(SPEAKER), header.visualIndex(0) + 1)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row = self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(header.sizeHint().height() + row + 4)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        themes.changed.connect(self.viewport().update)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row when the focus arrives by Tab, so that the arrow keys have a start."""
        super().focusInEvent(event)
        if self.rows.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show another analysis, or none; the same analysis changes nothing."""
        if analysis is not None and analysis is self._shown:
            return
        self._shown = analysis
        self._model.show(analysis)
        self._share_the_width()

    def show_speaking(self, speaking: Speaking) -> None:
        """Show who speaks, beside the emotion; without speakers the column is hidden."""
        self._model.show_speaking(speaking)
        self.setColumnHidden(SPEAKER, not speaking.speakers)
        self._share_the_width()

    def show_annotations(self, annotations: Sequence[Annotation]) -> None:
        """Show annotations in the first column; without annotations the column is hidden."""
        self._model.show_annotations(annotations)
        self.setColumnHidden(YOURS, not any(annotation.label for annotation in annotations))
        self._share_the_width()

    def shown_rows(self) -> list[Row]:
        """The rows that are shown, in their order, for an export."""
        segments = [self.rows.segment(row) for row in range(self.rows.rowCount())]
        return [self._model.exported(segment) for segment in segments]

    def show_place(self, span_s: tuple[float, float] | None) -> None:
        """Select the row that overlaps most with a place, and scroll to it."""
        row = -1 if span_s is None else self.rows.row_at(span_s)
        if row < 0:
            self.clearSelection()
        else:
            self.selectRow(row)
            self.scrollTo(self.rows.index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Distribute the new width over the columns."""
        super().resizeEvent(event)
        self._share_the_width()

    def _share_the_width(self) -> None:
        """Distribute the width; the last column gets the rest.

        The other columns have equal widths if all texts fit, else the widths they need, and the
        table scrolls.
        """
        header = self.horizontalHeader()
        last = header.logicalIndex(header.count() - 1)
        others = [i for i in range(header.count()) if i != last and not self.isColumnHidden(i)]
        needed = {i: max(self.sizeHintForColumn(i), header.sectionSizeHint(i)) for i in others}
        for column in _MOST_WIDE.keys() & needed.keys():  # longer texts are whole in the tip
            needed[column] = min(needed[column], _MOST_WIDE[column])
        room = self.viewport().width()
        even = round(room / (len(others) + _LAST_SHARE))
        most = max(self.sizeHintForColumn(last), header.sectionSizeHint(last))
        fits_evenly = max(needed.values()) <= even and most <= room - even * len(others)
        # What is left beside the longest alternatives is shared too.
        spare = max(0, room - most - sum(needed.values())) // (len(others) + 1)
        for i in others:
            header.resizeSection(i, even if fits_evenly else needed[i] + spare)
        rest = self.viewport().width() - sum(header.sectionSize(i) for i in others)
        whole = header.sectionSizeHint(last)
        is_cut = rest < min(_LEAST_LAST, whole)
        header.setStretchLastSection(False)  # else the column keeps a former, larger width
        header.resizeSection(last, whole if is_cut else rest)
        header.setStretchLastSection(not is_cut)

    def _choose(self, index: QModelIndex) -> None:
        self.segment_chosen.emit(self.rows.segment(index.row()))

    def _on_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.menu_wanted.emit(
                self.rows.segment(index.row()), self.viewport().mapToGlobal(place)
            )
