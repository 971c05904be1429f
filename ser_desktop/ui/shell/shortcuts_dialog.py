"""The keys, by menu, with a search."""

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
from ser_desktop.ui.toolkit.screen_size import resize_within_screen
from ser_desktop.ui.toolkit.theme import GRID

Row = tuple[str, str, str]
"""Menu, action and keys."""


class ShortcutsDialog(QDialog):
    """Shown from the Help menu."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(str(Message("shortcuts.title")))
        resize_within_screen(self, 520, 600)
        self._search = QLineEdit()
        self._search.setObjectName("shortcutsSearch")
        self._search.setPlaceholderText(str(Message("shortcuts.search")))
        self._search.setAccessibleName(str(Message("shortcuts.search")))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self.search)
        self.tree = _make_tree(rows)
        self._groups = [self.tree.invisibleRootItem().child(i) for i in range(_n_menus(rows))]
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._search)
        column.addWidget(self.tree)
        column.addWidget(without_icons(buttons))
        self._search.setFocus()

    def search(self, text: str) -> None:
        """Show only actions whose name or keys have every one of these words."""
        words = text.casefold().split()
        for group in self._groups:
            shown = 0
            for row in (group.child(j) for j in range(group.childCount())):
                heap = f"{group.text(0)} {row.text(0)} {row.text(1)}".casefold()
                row.setHidden(not all(word in heap for word in words))
                shown += not row.isHidden()
            group.setHidden(shown == 0)


def _n_menus(rows: Sequence[Row]) -> int:
    return len({menu for menu, _, _ in rows})


def _make_tree(rows: Sequence[Row]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("shortcutsTable")
    tree.setAccessibleName(str(Message("shortcuts.title")))
    tree.setHeaderLabels([str(Message("shortcuts.action")), str(Message("shortcuts.keys"))])
    tree.setRootIsDecorated(False)
    tree.setIndentation(2 * GRID)
    groups: dict[str, QTreeWidgetItem] = {}
    for menu, action, keys in rows:
        if menu not in groups:
            groups[menu] = QTreeWidgetItem(tree, [menu])
            font = groups[menu].font(0)
            font.setBold(True)
            groups[menu].setFont(0, font)
            groups[menu].setFlags(Qt.ItemFlag.ItemIsEnabled)
        QTreeWidgetItem(groups[menu], [action, keys])
    tree.expandAll()
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    tree.header().setMinimumSectionSize(160)
    return tree
