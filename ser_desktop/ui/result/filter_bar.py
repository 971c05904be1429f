"""A row of filters that becomes two rows without room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ser_desktop.ui.toolkit.theme import GRID

_MARGIN = 2


class FilterBar(QWidget):
    """Filters on the left, a number on the right.

    Args:
        filters: always in the first row.
        further: moved to a second row with the number if one row is too narrow.
        count: the number.
    """

    def __init__(
        self, filters: Sequence[QWidget], further: Sequence[QWidget], count: QWidget
    ) -> None:
        super().__init__()
        self._widgets, self._moving, self._count = [*filters, *further], list(further), count
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for widget in filters:
            self._first.addWidget(widget)
        self._first.addStretch(1)
        for row in (self._first, self._second):
            row.setSpacing(GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, _MARGIN, GRID, _MARGIN)
        column.setSpacing(GRID // 2)
        column.addLayout(self._first)
        column.addLayout(self._second)
        self._n_filters = len(filters)
        self._to_one_row()

    def sizeHint(self) -> QSize:
        """The size of one row, however many there are now."""
        shown = [w for w in (*self._widgets, self._count) if not w.isHidden()]
        width = sum(widget.sizeHint().width() for widget in shown) + GRID * (len(shown) + 2)
        height = max(widget.sizeHint().height() for widget in shown) + 2 * _MARGIN
        return QSize(width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one row or two."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Use one row or two, after a filter came or went too."""
        is_narrow = self.width() < self.sizeHint().width()
        if is_narrow and not self._second.count():
            for widget in self._moving:
                self._second.addWidget(widget)
            self._second.addStretch(1)
            self._second.addWidget(self._count)
        elif not is_narrow and self._second.count():
            self._to_one_row()

    def _to_one_row(self) -> None:
        while self._second.count():
            self._second.takeAt(0)
        for at, widget in enumerate(self._moving, self._n_filters):
            self._first.insertWidget(at, widget)
        self._first.addWidget(self._count)
