"""The takes for the target, newest first; ticked ones are compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ser_desktop.paths import resource
from ser_desktop.texts.messages import Message
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.practice.practice_text import (
    short_verdict,
    state_text,
    take_notes,
    when_text,
)
from ser_desktop.ui.practice.take_colours import MAX_COMPARED, line_icon
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_COLUMNS = ("take", "when", "score", "verdict")
_ICON = QSize(24, 14)
_BOX_PX = 13


class TakesTable(QTableWidget):
    """Holds the chosen take and the ticked ones."""

    chosen = Signal(object)
    """The take of the current row, or None."""
    compared_changed = Signal(object)
    """The ticked takes, oldest first."""
    refused = Signal(object)
    """A message: too many are ticked."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_COLUMNS), parent)
        self.setObjectName("practiceTakes")
        self.setAccessibleName(str(Message("practice.takes")))
        self.setToolTip(str(Message("practice.takes_tip")))
        self._themes = themes
        self._takes: list[PracticeTake] = []
        self._compared: list[PracticeTake] = []
        self.best: PracticeTake | None = None
        """The best take, which has a star; shown by :meth:`refresh`."""
        self.is_ticked_by_hand = False
        """Whether the user chose what is compared; else it is the default comparison."""
        titles = [str(Message(f"practice.column_{key}")) for key in _COLUMNS]
        self.setHorizontalHeaderLabels(titles)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(_ICON)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        room = self.fontMetrics().horizontalAdvance("000") + _BOX_PX + _ICON.width()
        header.resizeSection(0, room + 4 * GRID)
        header.setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentCellChanged.connect(lambda *_: self.chosen.emit(self.current_take))
        self.itemChanged.connect(self._on_item)
        self.itemDoubleClicked.connect(lambda _item: self.toggle_current())
        themes.changed.connect(self._tint)
        self._tint()

    @property
    def current_take(self) -> PracticeTake | None:
        """The take of the current row."""
        row = self.currentRow()
        return self._takes[row] if 0 <= row < len(self._takes) else None

    @property
    def compared(self) -> list[PracticeTake]:
        """The ticked takes, oldest first."""
        return sorted(self._compared, key=lambda take: take.number)

    def show_takes(self, takes: Sequence[PracticeTake], compared: Sequence[PracticeTake]) -> None:
        """Show takes.

        Args:
            takes: oldest first; the last one becomes the current row.
            compared: the ticked takes.
        """
        self._takes, self._compared = list(takes)[::-1], list(compared)[-MAX_COMPARED:]
        self.is_ticked_by_hand = False
        self.blockSignals(True)
        self.setRowCount(len(self._takes))
        for row in range(len(self._takes)):
            for column in range(len(_COLUMNS)):
                self.setItem(row, column, QTableWidgetItem())
        self.blockSignals(False)
        self.refresh()
        self.setCurrentCell(0 if self._takes else -1, 0)
        self.chosen.emit(self.current_take)
        self.compared_changed.emit(self.compared)

    def choose(self, take: PracticeTake) -> None:
        """Make a take the current row."""
        if take in self._takes:
            self.setCurrentCell(self._takes.index(take), 0)

    def compare(self, takes: Sequence[PracticeTake]) -> None:
        """Tick these takes and no others."""
        self.is_ticked_by_hand = False
        if set(map(id, takes)) == set(map(id, self._compared)):
            return
        self._compared = list(takes)[-MAX_COMPARED:]
        self.refresh()
        self.compared_changed.emit(self.compared)

    def refresh(self) -> None:
        """Update all rows, after a new score or another appearance."""
        self.blockSignals(True)
        for row, take in enumerate(self._takes):
            self._write(row, take)
        self.blockSignals(False)
        self.viewport().update()

    def toggle_current(self) -> None:
        """Tick or untick the current take for comparison."""
        take = self.current_take
        if take is not None:
            self._tick(take, take not in self._compared)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Enter; leave other keys to the table and the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle_current()
        else:
            super().keyPressEvent(event)

    def _write(self, row: int, take: PracticeTake) -> None:
        is_compared = take in self._compared
        first = self._cell(row, 0)
        first.setText(str(take.number))
        first.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )
        first.setCheckState(Qt.CheckState.Checked if is_compared else Qt.CheckState.Unchecked)
        first.setIcon(self._icon(take) if is_compared else _no_icon())
        score, verdict = state_text(take), ""
        if take.score is not None:
            verdict = short_verdict(take.score)
        if take is self.best:
            score = str(Message("practice.best_score", score=score))
        texts = (when_text(take.at), score, verdict)
        notes = take_notes(take, take is self.best)
        for column, text in enumerate(texts, start=1):
            cell = self._cell(row, column)
            cell.setText(text)
            cell.setToolTip("\n".join(filter(None, (str(take.problem or text), *notes))))
        spoken = (str(Message("practice.take_n", n=take.number)), *texts, *notes)
        first.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, spoken)))

    def _tint(self) -> None:
        """Tint the box, since an empty one of the style is invisible in the dark theme."""
        theme = self._themes.theme
        check = resource("icons", "check-white.svg").as_posix()
        self.setStyleSheet(
            "QTableView::indicator { border-radius: 3px;"
            f" width: {_BOX_PX}px; height: {_BOX_PX}px;"
            f" background: {theme.field}; border: 1px solid {theme.muted}; }}"
            f"QTableView::indicator:checked {{ background: {theme.accent};"
            f' border-color: {theme.accent}; image: url("{check}"); }}'
        )
        self.refresh()

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        cell = self.item(row, column)
        assert cell is not None, "show_takes fills every row"
        return cell

    def _icon(self, take: PracticeTake) -> QIcon:
        return line_icon(self.compared.index(take), self._themes.theme)

    def _on_item(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            take = self._takes[item.row()]
            self._tick(take, item.checkState() == Qt.CheckState.Checked)

    def _tick(self, take: PracticeTake, wanted: bool) -> None:
        if wanted == (take in self._compared):
            return
        self.is_ticked_by_hand = True
        if wanted and len(self._compared) >= MAX_COMPARED:
            self.refused.emit(Message("practice.too_many", n=MAX_COMPARED))
        elif wanted:
            self._compared.append(take)
        else:
            self._compared.remove(take)
        self.refresh()
        self.compared_changed.emit(self.compared)


def _no_icon() -> QIcon:
    """Return an empty icon of the same width, so that numbers are aligned."""
    picture = QPixmap(_ICON)
    picture.fill(Qt.GlobalColor.transparent)
    return QIcon(picture)
