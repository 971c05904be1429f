"""A row of filters that becomes two rows in a narrow window.

Whether it does depends on the width alone, not on which filters there are now, so that nothing
moves when one comes, such as that of annotations after the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ser_desktop.ui.toolkit.theme import GRID

_MARGIN = 2


class FilterBar(QWidget):
    """Filters on the left.

    Args:
        filters: always in the first row.
        further: moved to a second row if one row is too narrow.
    """

    def __init__(self, filters: Sequence[QWidget], further: Sequence[QWidget]) -> None:
        super().__init__()
        self._widgets, self._moving = [*filters, *further], list(further)
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
        """The size of one row with every filter, shown or not."""
        return QSize(self._width_of(lambda widget: widget.sizeHint()), self._height())

    def minimumSizeHint(self) -> QSize:
        """The size of what is in one row now, with the texts of the filters elided."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(hint.height(), self._height()))

    def _width_of(self, size: Callable[[QWidget], QSize]) -> int:
        parts = [max(size(widget).width(), widget.minimumWidth()) for widget in self._widgets]
        return sum(parts) + GRID * (len(parts) + 2)

    def _height(self) -> int:
        return max(widget.sizeHint().height() for widget in self._widgets) + 2 * _MARGIN

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one row or two."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Use one row, in which filters may be narrower than their texts, or two."""
        is_narrow = self.width() < self._width_of(_least_size)
        if is_narrow and not self._second.count():
            for widget in self._moving:
                self._second.addWidget(widget)
            self._second.addStretch(1)
        elif not is_narrow and self._second.count():
            self._to_one_row()

    def _to_one_row(self) -> None:
        while self._second.count():
            self._second.takeAt(0)
        for at, widget in enumerate(self._moving, self._n_filters):
            self._first.insertWidget(at, widget)


def _least_size(widget: QWidget) -> QSize:
    """Return the least size of a filter; only the texts of lists are elided."""
    return widget.minimumSize() if isinstance(widget, QComboBox) else widget.sizeHint()
