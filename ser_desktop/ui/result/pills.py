"""The row of short values below an answer; values without room are left out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.theme import GRID


class Pills(QWidget):
    """Asks for no width, so that a longer value does not widen the panel.

    Args:
        names: object names of the pills by key, the most important first.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self._pills: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for key, name in names.items():
            pill = QLabel()
            pill.setObjectName(name)
            pill.setProperty("role", "pill")
            self._pills[key] = pill
            row.addWidget(pill, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)

    def texts(self) -> list[str]:
        """Every value, also those without room."""
        return [pill.text() for pill in self._pills.values() if pill.text()]

    def show_texts(self, texts: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """Show values by key; "" hides a pill. Titles are spoken and shown as tool tips."""
        for key, pill in self._pills.items():
            show_value(pill, titles[key], texts.get(key, ""))
            pill.setToolTip(titles[key])
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Only the height."""
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the pills for which there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, is_first = self.width(), True
        for pill in self._pills.values():
            if not pill.text():
                pill.hide()
                continue
            pill.ensurePolished()
            needed = pill.sizeHint().width() + (0 if is_first else GRID)
            pill.setVisible(is_first or needed <= room)
            room, is_first = room - needed, False
