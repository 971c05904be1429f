"""The segments under the timeline; clicking one moves the play head to its start."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from ser_desktop.emotion.results import Analysis
from ser_desktop.texts.messages import Message
from ser_desktop.ui.result.segments_model import SegmentsModel
from ser_desktop.ui.toolkit.theme import ThemeManager

ROWS_SHOWN = 5
PICTURES_HEIGHT = 450


class SegmentTable(QTableView):
    """A read-only table."""

    seek_wanted = Signal(float)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segmentTable")
        self.setAccessibleName(str(Message("segments.table")))
        self._model = SegmentsModel(themes, self)
        self._shown: Analysis | None = None
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves; arrow keys move within
        self.setShowGrid(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row = self.verticalHeader().defaultSectionSize()
        self._row_height, self._rows = row, ROWS_SHOWN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setMinimumHeight(header.sizeHint().height() + row + bar + 4)
        self.clicked.connect(self._seek)
        self.activated.connect(self._seek)
        themes.changed.connect(self.viewport().update)

    def leave_room(self, height: int) -> None:
        """Show fewer rows where the pictures above would have less than they need of a height."""
        rows = (height - PICTURES_HEIGHT) // self._row_height
        self._rows = min(max(rows, 1), ROWS_SHOWN)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for some rows; the pictures take what is left."""
        bar = self.horizontalScrollBar()
        height = self.horizontalHeader().sizeHint().height() + self._rows * self._row_height + 4
        height += bar.sizeHint().height() if bar.maximum() > 0 else 0
        return QSize(super().sizeHint().width(), height)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by Tab sees where the arrow keys begin."""
        super().focusInEvent(event)
        if self._model.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show another analysis, or none; the same again changes nothing."""
        if analysis is not None and analysis is self._shown:
            return
        self._shown = analysis
        self._model.show(analysis)
        self._share_the_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share another width."""
        super().resizeEvent(event)
        self._share_the_width()

    def _share_the_width(self) -> None:
        """Evenly where there is room for every word; else by need, and the rest is scrolled to."""
        header = self.horizontalHeader()
        widest = max(
            max(self.sizeHintForColumn(i), header.sectionSizeHint(i)) for i in range(header.count())
        )
        even = widest * header.count() <= self.viewport().width()
        mode = QHeaderView.ResizeMode
        header.setSectionResizeMode(mode.Stretch if even else mode.ResizeToContents)

    def _seek(self, index: QModelIndex) -> None:
        self.seek_wanted.emit(self._model.segment(index.row()).start_s)
