"""The list of recordings: two lines a row, the name and the result."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ser_desktop.emotion.doubt import shown_label
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.display_name import display_name
from ser_desktop.ui.recordings.people import recording_said
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_filter import RecordingsFilter
from ser_desktop.ui.recordings.recordings_model import RECORDING_ROLE
from ser_desktop.ui.recordings.speech_shares import recording_headline, shares_in_order
from ser_desktop.ui.recordings.status_text import kept_answer, row_message
from ser_desktop.ui.toolkit.emotion_colours import brush_of, edge_of
from ser_desktop.ui.toolkit.number_text import confidence_text, duration_text
from ser_desktop.ui.toolkit.theme import GRID, Theme, ThemeManager

_MARGIN = 12
_EDGE = 3
"""Width of the edge of a selected row."""
_BAR_HEIGHT = 4
_BESIDE_CHIP = 15
"""From the left of a chip to the text beside it, in pixels."""


class RecordingsList(QListView):
    """Shows a :class:`.RecordingsModel`; any number of its rows can be selected."""

    current_row_changed = Signal(object)
    """The selected recording that has the keyboard's or the pointer's focus."""
    selection_changed = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recordingsList")
        self.setAccessibleName(str(Message("recordings.list")))
        self.setItemDelegate(_RowDelegate(themes, self))
        self.setUniformItemSizes(True)  # otherwise Qt measures every row
        self.rows = RecordingsFilter(self)
        """The rows of the model that are shown, sorted."""
        self._selected: list[Recording] | None = None
        """The selected recordings, until the selection or the rows change."""
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        themes.changed.connect(self.viewport().update)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show the rows of a model, as :attr:`rows` sorts and filters them."""
        assert model is not None
        self.rows.setSourceModel(model)
        super().setModel(self.rows)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.selectionModel().currentChanged.connect(self._on_selection)
        for signal in (self.rows.rowsInserted, self.rows.rowsRemoved):
            signal.connect(self._forget_selected)
        self.rows.layoutChanged.connect(self._on_layout)

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Paint the rows again.

        ``QListView`` would place every row anew, with two calls to Python a row. All rows have one
        height, so that none moves.
        """
        QAbstractItemView.dataChanged(self, first, last, roles)

    def selected_recordings(self) -> list[Recording]:
        """The recordings of the selected rows, from top to bottom."""
        if self._selected is None:
            indexes = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
            self._selected = [index.data(RECORDING_ROLE) for index in indexes]
        return self._selected

    def select_row(self, row: int) -> None:
        """Select one row of the model; -1 clears the selection.

        If the row is selected already, other selected rows stay selected.
        """
        source = self.rows.sourceModel()
        index = self.rows.mapFromSource(source.index(row, 0))
        if not index.isValid():
            self.clearSelection()
        elif not (self.selectionModel().isSelected(index) and self.currentIndex() == index):
            self.setCurrentIndex(index)
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_selection(self) -> None:
        self._forget_selected()
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isSelected(index):
            self.current_row_changed.emit(index.data(RECORDING_ROLE))
        self.selection_changed.emit()

    def _on_layout(self) -> None:
        """A search or a filter may have hidden selected rows."""
        self._forget_selected()
        self.selection_changed.emit()

    def _forget_selected(self) -> None:
        self._selected = None


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """The height of two lines of text and a bar."""
        return QSize(120, 2 * QFontMetrics(option.font).height() + 3 * GRID)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint name and length, and below them a chip, the label and its confidence."""
        recording: Recording = index.data(RECORDING_ROLE)
        theme = self._themes.theme
        area = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(theme.selected))
            is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
            start = area.right() - _EDGE if is_mirrored else area.left()
            edge = QRectF(start, area.top(), _EDGE, area.height())
            painter.fillRect(edge, QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(theme.track))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRect(area.adjusted(4.5, 1.5, -1.5, -1.5))
        metrics = QFontMetrics(option.font)
        line = metrics.height()
        inner = area.adjusted(_MARGIN, GRID - 2, -_MARGIN, -GRID - _BAR_HEIGHT)
        first = QRectF(inner.left(), inner.top(), inner.width(), line)
        second = QRectF(inner.left(), inner.bottom() - line, inner.width(), line)
        length = duration_text(recording.duration_s)
        left, right = (display_name(recording), theme.text), (length, theme.muted)
        # The middle is left out, since the end of a name tells takes apart.
        self._line(painter, metrics, first, left, right, Qt.TextElideMode.ElideMiddle)
        label, number = _second_line(recording)
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        labels = _chip_labels(recording)
        chip_left = second.right() - 8 if is_mirrored else second.left()
        _paint_chip(painter, QRectF(chip_left, second.center().y() - 4, 8, 8), labels, theme)
        bar = QRectF(inner.left(), inner.bottom() + 2, inner.width(), _BAR_HEIGHT)
        self._paint_shares(painter, bar, recording)
        colour = theme.trouble if recording.job.error else theme.muted
        left, right = (label, colour), (number, theme.muted)
        room = _BESIDE_CHIP if labels else 0
        beside = second.adjusted(0, 0, -room, 0) if is_mirrored else second.adjusted(room, 0, 0, 0)
        self._line(painter, metrics, beside, left, right)
        painter.restore()

    @staticmethod
    def _line(
        painter: QPainter,
        metrics: QFontMetrics,
        area: QRectF,
        left: tuple[str, str],
        right: tuple[str, str],
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """Paint two texts on one line, each in its colour."""
        middle = Qt.AlignmentFlag.AlignVCenter
        width = metrics.horizontalAdvance(right[0]) + (8 if right[0] else 0)
        painter.setPen(QColor(right[1]))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, right[0])
        painter.setPen(QColor(left[1]))
        text = metrics.elidedText(left[0], elide, int(area.width() - width))
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left_room, right_room = (width, 0) if is_mirrored else (0, -width)
        painter.drawText(area.adjusted(left_room, 0, right_room, 0), middle, text)

    def _paint_shares(self, painter: QPainter, area: QRectF, recording: Recording) -> None:
        """Paint the shares of speech of the emotions, from left to right."""
        if recording.analysis is None or recording.job.is_active:
            return
        theme, left = self._themes.theme, area.left()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for label, share in shares_in_order(recording).items():
            part = QRectF(left, area.top(), share * area.width(), area.height())
            painter.fillRect(part, brush_of(label, theme, theme.track))
            left += share * area.width()


def _chip_labels(recording: Recording) -> list[str]:
    """The label of the answer; both of an uncertain one; none where none prevails or is spoken."""
    said = recording_said(recording)
    if said is not None and said.comes_first:
        is_mostly = said.headline.is_course
        return list(said.headline.labels[: 1 if is_mostly else 2])
    kept, headline = kept_answer(recording), recording_headline(recording)
    if headline is None:
        labels = [kept.label] if kept is not None else []
    else:
        is_between = headline.label == UNCERTAIN and len(headline.labels) > 1
        labels = list(headline.labels) if is_between else [headline.label]
    return [label for label in labels if label and label != NO_SPEECH]


def _paint_chip(painter: QPainter, area: QRectF, labels: list[str], theme: Theme) -> None:
    """Paint a square, with a part for each label."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = area.width() / max(1, len(labels))
    for at, label in enumerate(labels):
        painter.setBrush(brush_of(label, theme, theme.window))
        painter.setPen(edge_of(label, theme))
        part = QRectF(area.left() + at * width, area.top(), width, area.height())
        painter.drawRoundedRect(part, *(2, 2) if len(labels) == 1 else (0, 0))


def _second_line(recording: Recording) -> tuple[str, str]:
    """The left and the right text of the second line."""
    confidence, said = None, recording_said(recording)
    if said is not None and said.comes_first:  # a number would be the model's
        return str(row_message(recording)), ""
    analysis, headline = recording.analysis, recording_headline(recording)
    is_course = headline is not None and headline.is_course
    # Of an uncertain one, what it may be stands there instead; of a long one, its shares.
    if analysis is not None and (shown_label(analysis.overall) == UNCERTAIN or is_course):
        return str(row_message(recording)), ""
    kept = kept_answer(recording)
    if recording.job.error is None and not recording.job.is_active:
        if recording.analysis is not None:
            confidence = recording.analysis.overall.confidence
        elif kept is not None:
            confidence = kept.confidence
    return str(row_message(recording)), confidence_text(confidence)
