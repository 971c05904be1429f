"""The formats of *Export project*, in groups by what people do with the files."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QCheckBox, QGridLayout, QGroupBox, QLabel, QVBoxLayout

from ser_desktop.export.project.formats import PROJECT_FORMATS
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.theme import GRID

GROUPS = {
    "tables": ("xlsx", "csv", "parquet"),
    "annotating": ("eaf", "textgrid", "labelstudio"),
    "reading": ("html", "vtt"),
    "programs": ("jsonl", "rttm"),
}
"""Formats by purpose, the most used first."""
_N_COLUMNS = 2


class FormatChoice(QGroupBox):
    """Ticks with a heading for each group.

    Args:
        ticked: formats that are ticked at first.
    """

    def __init__(self, ticked: Collection[str]) -> None:
        super().__init__(str(Message("export_all.formats")))
        self.ticks: dict[str, QCheckBox] = {}
        """By the name of the format."""
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(3 * GRID // 2)
        for at, (group, names) in enumerate(GROUPS.items()):
            grid.addLayout(self._column_of(group, names, ticked), at // _N_COLUMNS, at % _N_COLUMNS)

    def _column_of(
        self, group: str, names: Collection[str], ticked: Collection[str]
    ) -> QVBoxLayout:
        heading = QLabel(str(Message(f"export_project.group_{group}")))
        heading.setProperty("role", "heading")
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        column.addWidget(heading)
        for name in names:
            tick = QCheckBox(PROJECT_FORMATS[name].title)
            tick.setObjectName(f"export_project_{name}")
            tick.setAccessibleDescription(heading.text())
            tick.setChecked(name in ticked)
            column.addWidget(tick)
            self.ticks[name] = tick
        column.addStretch(1)
        return column
