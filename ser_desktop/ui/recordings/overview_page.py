"""The overview: a heat map of all recordings that can be sorted by any column."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.moments import ranked_moments
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.overview_columns import (
    HEAT_WIDTH,
    WANTED_WIDTHS,
    column_widths,
)
from ser_desktop.ui.recordings.overview_delegate import SIGN_WIDTH, HeatDelegate
from ser_desktop.ui.recordings.overview_model import (
    COLUMNS,
    FACTS_ROLE,
    MEASURES,
    OverviewModel,
)
from ser_desktop.ui.recordings.overview_words import two_line_widths
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RECORDING_ROLE, RecordingsModel
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_REFRESH_MS = 500
_ACROSS = Qt.Orientation.Horizontal
_BESIDE_HEADING = GRID + 1
"""Padding of a heading, by the style sheet, and a pixel for what is rounded."""
_LOOKS = ((1, 1.0), (2, 1.0), (2, 0.9))
"""Lines of the cells, and size of the headings, in the order in which they are tried."""


class OverviewPage(QWidget):
    """Replaces the timeline. A click on a cell opens the recording at the strongest place."""

    place_chosen = Signal(object, str, object)
    """A recording, the clicked emotion or "", and (start, end) in seconds or None."""
    closed = Signal()

    def __init__(self, rows: RecordingsModel, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName("overviewPage")
        self._model = OverviewModel(rows, self)
        self.table = QTableView()
        self.table.setObjectName("overviewTable")
        self.table.setAccessibleName(str(Message("overview.table")))
        self.table.setModel(self._model)
        self._delegate = HeatDelegate(themes, self.table)
        self.table.setItemDelegate(self._delegate)
        self._set_up_table()
        self._measure = self._make_measure()
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REFRESH_MS)
        self._later.timeout.connect(self._refresh)
        for signal in (rows.dataChanged, rows.rowsInserted, rows.rowsRemoved):
            signal.connect(self._on_change)
        themes.changed.connect(self.table.viewport().update)

    def _set_up_table(self) -> None:
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 2 * GRID)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(HEAT_WIDTH)
        table.setSortingEnabled(True)
        table.clicked.connect(self._choose)
        table.activated.connect(self._choose)

    def _lay_out(self) -> None:
        heading = QLabel(str(Message("overview.heading")))
        heading.setProperty("role", "heading")
        heading.setMinimumWidth(1)
        hint = QLabel(str(Message("overview.hint")))
        hint.setProperty("role", "muted")
        hint.setMinimumWidth(1)
        top = QHBoxLayout()
        top.setSpacing(2 * GRID)
        top.addWidget(heading)
        top.addWidget(self._measure)
        top.addStretch(1)
        top.addWidget(push_button("overview.back", "closeOverview", self.closed.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addWidget(hint)
        column.addWidget(self.table, 1)

    def _make_measure(self) -> QComboBox:
        """Make the box that says, and chooses, what the numbers of the emotions are."""
        box = QComboBox()
        box.setObjectName("overviewMeasure")
        box.setAccessibleName(str(Message("overview.measure")))
        box.setToolTip(str(Message("overview.measure_tip")))
        box.setMinimumWidth(1)  # in a narrow window the pictures need the room
        for measure in MEASURES:
            box.addItem(str(Message(f"overview.measure_{measure}")), measure)
        box.activated.connect(lambda i: self._model.set_measure(box.itemData(i)))
        return box

    def resizeEvent(self, event: object) -> None:
        """The columns share the width, so that nothing scrolls sideways if there is room."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Find the first look in which every heading fits: in one line, in two, or smaller."""
        table, header = self.table, self.table.horizontalHeader()
        bar = table.verticalScrollBar().sizeHint().width() + 2 * table.frameWidth()
        for lines, scale in _LOOKS:
            headings = self._heading_widths(scale)
            wanted = {
                key: max(headings[key], WANTED_WIDTHS.get(key, HEAT_WIDTH)) for key in COLUMNS
            }
            if lines > 1:
                words = two_line_widths(table.fontMetrics().horizontalAdvance)
                words["warnings"] += SIGN_WIDTH
                wanted |= {key: max(headings[key], width + GRID) for key, width in words.items()}
            widths = column_widths(wanted, table.width() - bar)
            has_whole = lines > 1 or sum(wanted.values()) <= table.width() - bar
            if has_whole and all(widths[key] >= headings[key] for key in COLUMNS):
                break
        else:
            has_whole = False
        self._model.heading_font = self._heading_font(scale)
        # Qt's own ellipsis leaves margins free, and room for an arrow that stands above the text.
        modes = Qt.TextElideMode
        header.setTextElideMode(modes.ElideNone if has_whole else modes.ElideRight)
        self._show_lines(lines)
        for key, width in widths.items():
            header.resizeSection(COLUMNS.index(key), width)

    def _heading_font(self, scale: float) -> QFont:
        font = QFont(self.table.font())
        font.setPointSizeF(font.pointSizeF() * scale)
        return font

    def _heading_widths(self, scale: float) -> dict[str, int]:
        width = QFontMetrics(self._heading_font(scale)).horizontalAdvance
        headings = ((key, self._model.headerData(i, _ACROSS)) for i, key in enumerate(COLUMNS))
        return {key: width(words) + _BESIDE_HEADING for key, words in headings}

    def _show_lines(self, lines: int) -> None:
        """Give the cells one line, or two where not all words fit beside one another."""
        self._delegate.lines = lines
        height = lines * self.table.fontMetrics().height() + 2 * GRID
        if self.table.verticalHeader().defaultSectionSize() != height:
            self.table.verticalHeader().setDefaultSectionSize(height)

    def showEvent(self, event: object) -> None:
        """Update the table when it becomes visible."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._refresh()
        self._fit_columns()

    def _on_change(self) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def _refresh(self) -> None:
        place = self.table.verticalScrollBar().value()
        self._model.refresh()
        self.table.verticalScrollBar().setValue(place)

    def _choose(self, index: QModelIndex) -> None:
        recording: Recording = index.data(RECORDING_ROLE)
        key = COLUMNS[index.column()]
        facts, moment, emotion = index.data(FACTS_ROLE), None, ""
        if facts is not None and key in EMOTIONS:
            emotion = key
            moment = next(iter(ranked_moments(facts.analysis, key, 1)), None)
        elif facts is not None and key == "strongest":
            moment = facts.strongest
        span_s = None if moment is None else moment.span_s
        self.place_chosen.emit(recording, emotion, span_s)
