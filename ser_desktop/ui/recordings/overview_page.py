"""The overview: a heat map of all recordings that can be sorted by any column."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
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
from ser_desktop.ui.recordings.overview_model import (
    COLUMNS,
    FACTS_ROLE,
    MEASURES,
    VALUE_ROLE,
    OverviewModel,
)
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RECORDING_ROLE, RecordingsModel
from ser_desktop.ui.recordings.speech_shares import shares_in_order
from ser_desktop.ui.toolkit.emotion_colours import brush_of, colour_of, readable_on
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.push_button import push_button
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_REFRESH_MS = 500
_ACROSS = Qt.Orientation.Horizontal
_Index = QModelIndex | QPersistentModelIndex
_CAUTION = "triangle-alert"
_LEAST_WORDS = 48
"""In less room than this, in pixels, a caution is only its sign; the tool tip has all words."""
_FAINT = 0.05
"""Below this, a cell has no colour: the eye goes to the others."""


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
        self.table.setItemDelegate(_HeatDelegate(themes, self.table))
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
        table, metrics = self.table, self.table.fontMetrics()
        wanted = {}
        for i, key in enumerate(COLUMNS):
            words = metrics.horizontalAdvance(self._model.headerData(i, _ACROSS)) + 3 * GRID // 2
            wanted[key] = max(words, WANTED_WIDTHS.get(key, HEAT_WIDTH))
        bar = table.verticalScrollBar().sizeHint().width() + 2 * table.frameWidth()
        for key, width in column_widths(wanted, table.width() - bar).items():
            table.horizontalHeader().resizeSection(COLUMNS.index(key), width)

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


class _HeatDelegate(QStyledItemDelegate):
    """Paints numbers as shades of the emotion's colour, and shares of the speech as a bar."""

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Shorten names in the middle, since their ends tell them apart, and others at the end."""
        super().initStyleOption(option, index)
        if COLUMNS[index.column()] != "name":
            option.textElideMode = Qt.TextElideMode.ElideRight

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint cells of emotions and shares; Qt paints the others."""
        key = COLUMNS[index.column()]
        area = QRectF(option.rect).adjusted(2, 2, -2, -2)
        if key in EMOTIONS:
            self._paint_heat(painter, area, key, index.data(VALUE_ROLE), index.data())
        elif key == "warnings" and index.data():
            self._paint_caution(painter, area, index.data())
        elif key == "shares":
            self._paint_shares(painter, area.adjusted(4, 6, -4, -6), index)
        else:
            super().paint(painter, option, index)
        is_current = option.widget is not None and option.widget.currentIndex() == index  # type: ignore[attr-defined]
        if is_current and option.widget.hasFocus():
            painter.setPen(QColor(self._themes.theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -1.5, -1.5))

    def _paint_heat(
        self, painter: QPainter, area: QRectF, emotion: str, share: float, text: str
    ) -> None:
        theme = self._themes.theme
        if share < 0:
            return
        colour = colour_of(emotion, theme) or QColor(theme.muted)
        mixed = _mix(QColor(theme.plot), colour, share)
        painter.save()
        if share < _FAINT:
            painter.setPen(QColor(theme.muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            painter.restore()
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed)
        painter.drawRoundedRect(area, 3, 3)
        painter.setPen(readable_on(mixed))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _paint_caution(self, painter: QPainter, area: QRectF, words: str) -> None:
        """Paint a sign, and beside it as much of the words as there is room for."""
        theme, size = self._themes.theme, 2 * GRID
        place = QRectF(area.left() + 2, area.center().y() - GRID, size, size)
        icon(_CAUTION, theme.warning, theme.warning).paint(painter, place.toRect())
        beside = area.adjusted(size + GRID, 0, 0, 0)
        if beside.width() < _LEAST_WORDS:
            return
        end = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(words, end, int(beside.width()))
        painter.setPen(QColor(theme.text))
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_shares(self, painter: QPainter, area: QRectF, index: _Index) -> None:
        theme, left = self._themes.theme, area.left()
        for label, share in shares_in_order(index.data(RECORDING_ROLE)).items():
            part = QRectF(left, area.top(), share * area.width(), area.height())
            painter.fillRect(part, brush_of(label, theme, theme.track))
            left += share * area.width()


def _mix(a: QColor, b: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        a.redF() + share * (b.redF() - a.redF()),
        a.greenF() + share * (b.greenF() - a.greenF()),
        a.blueF() + share * (b.blueF() - a.blueF()),
    )
