"""The list of recordings: two lines a row, name and answer."""

from __future__ import annotations

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
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.models.recordings import RECORDING_ROLE, Recording
from ser_desktop.ui.theme import Theme, ThemeManager
from ser_desktop.ui.words import confidence_text, duration_text

_MARGIN = 12


class RecordingsList(QListView):
    """Shows a :class:`~ser_desktop.ui.models.recordings.RecordingsModel`, any rows of it chosen."""

    stood_on = Signal(object)
    """The chosen recording that keys or pointer stand on."""
    choice_changed = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recordingsList")
        self.setAccessibleName("Recordings")
        self.setItemDelegate(_RowDelegate(themes, self))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        themes.changed.connect(self.viewport().update)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show the rows of a model."""
        super().setModel(model)
        self.selectionModel().selectionChanged.connect(self._on_choice)
        self.selectionModel().currentChanged.connect(self._on_choice)

    def chosen(self) -> list[Recording]:
        """The recordings of the chosen rows, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [index.data(RECORDING_ROLE) for index in indexes]

    def choose(self, row: int) -> None:
        """Choose one row, or with -1 none; one of several that is chosen already leaves them so."""
        index = self.model().index(row, 0)
        if not index.isValid():
            self.clearSelection()
        elif not (self.selectionModel().isSelected(index) and self.currentIndex() == index):
            self.setCurrentIndex(index)
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_choice(self) -> None:
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isSelected(index):
            self.stood_on.emit(index.data(RECORDING_ROLE))
        self.choice_changed.emit()


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Two lines of text."""
        return QSize(120, 2 * QFontMetrics(option.font).height() + 16)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Name and length; below, a chip, the label and its confidence."""
        recording: Recording = index.data(RECORDING_ROLE)
        theme = self._themes.theme
        area = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(theme.selected))
            painter.fillRect(
                QRectF(area.left(), area.top(), 3, area.height()), QColor(theme.accent)
            )
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(theme.track))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRect(area.adjusted(4.5, 1.5, -1.5, -1.5))
        metrics = QFontMetrics(option.font)
        line = metrics.height()
        inner = area.adjusted(_MARGIN, 7, -_MARGIN, -7)
        first = QRectF(inner.left(), inner.top(), inner.width(), line)
        second = QRectF(inner.left(), inner.bottom() - line, inner.width(), line)
        length = duration_text(recording.duration_s)
        left, right = (recording.path.name, theme.text), (length, theme.muted)
        # The end of a name tells takes and sessions apart.
        self._line(painter, metrics, first, left, right, Qt.TextElideMode.ElideMiddle)
        label, number = _second_line(recording)
        chip = QRectF(second.left(), second.center().y() - 4, 8, 8)
        self._paint_chip(painter, chip, recording, theme)
        colour = theme.record if recording.error else theme.muted
        left, right = (label, colour), (number, theme.muted)
        self._line(painter, metrics, second.adjusted(15, 0, 0, 0), left, right)
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
        """Two texts, each with its colour."""
        middle = Qt.AlignmentFlag.AlignVCenter
        width = metrics.horizontalAdvance(right[0]) + (8 if right[0] else 0)
        painter.setPen(QColor(right[1]))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, right[0])
        painter.setPen(QColor(left[1]))
        text = metrics.elidedText(left[0], elide, int(area.width() - width))
        painter.drawText(area.adjusted(0, 0, -width, 0), middle, text)

    @staticmethod
    def _paint_chip(painter: QPainter, area: QRectF, recording: Recording, theme: Theme) -> None:
        label = recording.analysis.overall.label if recording.analysis else ""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if label in EMOTIONS:
            colour = theme.emotion(EMOTIONS.index(label))
            painter.setBrush(colour)
            painter.setPen(QPen(colour.darker(135), 1) if not theme.dark else Qt.PenStyle.NoPen)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawRoundedRect(area, 2, 2)


def _second_line(recording: Recording) -> tuple[str, str]:
    if recording.error is None and recording.progress is None and recording.analysis is not None:
        overall = recording.analysis.overall
        said = (
            f" · said {', '.join(recording.assigned_labels)}" if recording.assigned_labels else ""
        )
        return overall.label + said, confidence_text(overall.confidence)
    # The name stands above already.
    return recording.summary().removeprefix(f"{recording.path.name} "), ""
