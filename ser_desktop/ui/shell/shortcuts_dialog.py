"""The dialog of keyboard shortcuts, by menu, with a search field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.push_button import without_icons
from ser_desktop.ui.toolkit.screen_size import resize_within_screen, text_scale
from ser_desktop.ui.toolkit.theme import GRID

_WIDTH, _HEIGHT = 520, 600
_BESIDE = 64
"""Margins and scroll bar beside the keys, in pixels."""
Row = tuple[str, str, str]
"""Menu, action and keys."""
Group = tuple[QTreeWidgetItem, list[QTreeWidgetItem]]
"""A menu and its actions."""


class ShortcutsDialog(QDialog):
    """Lists the shortcuts of all menus."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(str(Message("shortcuts.title")))
        self._search = QLineEdit()
        self._search.setObjectName("shortcutsSearch")
        self._search.setPlaceholderText(str(Message("shortcuts.search")))
        self._search.setAccessibleName(str(Message("shortcuts.search")))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self.search)
        self.tree = _make_tree()
        self._groups = _fill(self.tree, rows)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._search)
        column.addWidget(self.tree)
        column.addWidget(without_icons(buttons))
        self._search.setFocus()
        columns = sum(self.tree.sizeHintForColumn(at) for at in range(self.tree.columnCount()))
        wanted = columns + 2 * self.tree.indentation() + _BESIDE
        resize_within_screen(self, max(_WIDTH, round(wanted / text_scale())), _HEIGHT)

    def search(self, text: str) -> None:
        """Show only actions whose menu, name or keys contain all of these words."""
        words = text.casefold().split()
        for group, rows in self._groups:
            for row in rows:
                searched = f"{group.text(0)} {row.text(0)} {row.text(1)}".casefold()
                row.setHidden(not all(word in searched for word in words))
            group.setHidden(all(row.isHidden() for row in rows))


def _make_tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("shortcutsTable")
    tree.setAccessibleName(str(Message("shortcuts.title")))
    tree.setHeaderLabels([str(Message("shortcuts.action")), str(Message("shortcuts.keys"))])
    tree.setRootIsDecorated(False)
    tree.setIndentation(2 * GRID)
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    tree.header().setMinimumSectionSize(160)
    return tree


def _fill(tree: QTreeWidget, rows: Sequence[Row]) -> list[Group]:
    """A row for each action below its menu."""
    groups: dict[str, Group] = {}
    for menu, action, keys in rows:
        if menu not in groups:
            heading = QTreeWidgetItem(tree, [menu])
            font = heading.font(0)
            font.setBold(True)
            heading.setFont(0, font)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            groups[menu] = (heading, [])
        heading, below = groups[menu]
        below.append(QTreeWidgetItem(heading, [action, keys]))
    tree.expandAll()
    return list(groups.values())
