"""A panel that scrolls, whose edge and contents keep their width whatever it shows."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QScrollArea, QWidget

from ser_desktop.ui.toolkit.theme import GRID

_MARGIN = 2 * GRID


class SteadyScrollArea(QScrollArea):
    """The scroll bar takes its room from the right margin of the contents.

    Args:
        min_width: smallest width in pixels.
    """

    def __init__(self, min_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._min_width = min_width
        self._widest = 0
        self.setWidgetResizable(True)
        self.verticalScrollBar().rangeChanged.connect(self._make_room_for_bar)

    def minimumSizeHint(self) -> QSize:
        """The largest width that the contents have asked for so far, also for hidden parts."""
        hint = super().minimumSizeHint()
        body = self.widget()
        if body is not None:
            bar = self._bar_width() if self.verticalScrollBar().maximum() else 0
            wanted = body.minimumSizeHint().width() + bar + 2 * self.frameWidth()
            self._widest = max(self._widest, wanted, self._width_of_hidden_parts())
        return QSize(max(self._min_width, self._widest), hint.height())

    def parts_that_come_and_go(self) -> tuple[QWidget, ...]:
        """Parts that ask for their width also while they are hidden."""
        return ()

    def _width_of_hidden_parts(self) -> int:
        widths = [part.minimumSizeHint().width() for part in self.parts_that_come_and_go()]
        return max(widths, default=0) + 2 * (_MARGIN + self.frameWidth())

    def _make_room_for_bar(self, _minimum: int, maximum: int) -> None:
        body = self.widget()
        layout = None if body is None else body.layout()
        if layout is None:
            return
        margins = layout.contentsMargins()
        margins.setRight(_MARGIN - (self._bar_width() if maximum else 0))
        layout.setContentsMargins(margins)

    def _bar_width(self) -> int:
        return min(_MARGIN, self.verticalScrollBar().sizeHint().width())
