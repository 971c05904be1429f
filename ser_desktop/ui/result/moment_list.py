"""The rows of the moments: a list that scrolls, and shows that it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QSizePolicy

from ser_desktop.texts.messages import Message

ROWS_SHOWN = 4
_PEEK = 0.5
"""Share of a row that is seen of the one after the last, as a sign that the list goes on."""
_ROW_SPARE = 8


class MomentList(QListWidget):
    """One row for each moment. A click or Enter goes to it; the arrow keys only move the focus."""

    moment_chosen = Signal(int)
    """The rank of a moment, from 0."""
    menu_wanted = Signal(int, QPoint)
    """The rank of a moment, and the screen position for its menu."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("momentList")
        self.setAccessibleName(str(Message("result.moments_name")))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # A click does not move the focus, so that Space plays afterwards.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.itemClicked.connect(lambda item: self.moment_chosen.emit(self.row(item)))
        self.setMinimumHeight(self._height_of(ROWS_SHOWN + _PEEK))
        self.show_rows([], -1)

    def show_rows(self, rows: Sequence[tuple[str, str, str, QIcon]], at: int) -> None:
        """Show moments.

        Args:
            rows: text, tool tip, what a screen reader speaks, and icon of each.
            at: the current one, or -1.
        """
        while self.count() > len(rows):
            self.takeItem(self.count() - 1)
        while self.count() < len(rows):
            self.addItem(QListWidgetItem())
        for number, (text, tip, spoken, icon) in enumerate(rows):
            item = self.item(number)
            item.setText(text)
            item.setToolTip(tip)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setIcon(icon)
            item.setSizeHint(QSize(1, self._row_height()))
        self.setCurrentRow(at)
        if at < 0:
            self.clearSelection()
        needed = self._height_of(len(rows))
        self.setMaximumHeight(max(self.minimumHeight(), needed))
        is_cut = needed > self.minimumHeight()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if is_cut and not self._fits() else policy.ScrollBarAsNeeded
        )

    def sizeHint(self) -> QSize:
        """The least height; the layout gives it more where there is room."""
        return QSize(1, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """The width comes from the panel."""
        return QSize(1, self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the current moment on Enter; leave Space to the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentRow() >= 0:
                self.moment_chosen.emit(self.currentRow())
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _fits(self) -> bool:
        return self.height() >= self._height_of(self.count())

    def _row_height(self) -> int:
        return self.fontMetrics().height() + _ROW_SPARE

    def _height_of(self, n_rows: float) -> int:
        return round(n_rows * self._row_height()) + 2

    def _on_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is not None:
            self.menu_wanted.emit(self.row(item), self.viewport().mapToGlobal(place))
