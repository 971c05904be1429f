"""A heading with named values below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.theme import GRID

NO_VALUE = "–"


class Facts(QWidget):
    """A grid with names on the left and values on the right.

    Args:
        heading: message id of the heading.
        keys: keys of the values; the message id of a name is ``result.fact_<key>``.
    """

    def __init__(self, heading: str, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        title = QLabel(str(Message(heading)))
        title.setProperty("role", "heading")
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 4)
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(keys):
            name = QLabel(_name(key))
            name.setProperty("role", "muted")
            value = QLabel(NO_VALUE)
            value.setObjectName(f"fact_{key}")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setAccessibleName(_name(key))
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setWordWrap(True)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
            self._values[key], self._names[key] = value, name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(title)
        column.addLayout(grid)

    def show_value(self, key: str, text: str) -> None:
        """Set one value. A fact that is not known has no row."""
        show_value(self._values[key], _name(key), text)
        for label in (self._names[key], self._values[key]):
            label.setVisible(text != NO_VALUE)
        self.setVisible(any(value.text() != NO_VALUE for value in self._values.values()))

    def text(self, key: str) -> str:
        """The shown text of a value."""
        return self._values[key].text()

    def clear(self) -> None:
        """Show no values."""
        for key in self._values:
            self.show_value(key, NO_VALUE)


def _name(key: str) -> str:
    return str(Message(f"result.fact_{key}"))
