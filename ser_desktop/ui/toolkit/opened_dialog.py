"""Prepares dialogs: common margins and distances, and deletion when they are closed."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QDialog, QDialogButtonBox, QLayoutItem, QPushButton

from ser_desktop.ui.toolkit.theme import GRID


def open_once(dialog: QDialog) -> None:
    """Set a dialog's margins and the room above its buttons, and delete it when it is closed.

    Otherwise its parent, the window, would keep it.
    """
    layout = dialog.layout()
    if layout is not None:
        margins, least = layout.contentsMargins(), 2 * GRID
        sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
        layout.setContentsMargins(*(max(side, least) for side in sides))
        _set_buttons_apart(dialog)
    _fit_height(dialog)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _fit_height(dialog: QDialog) -> None:
    """Grow a dialog whose height was set before its margins, so that nothing is cut."""
    layout = dialog.layout()
    if layout is None:
        return
    width = dialog.width()
    needed = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0
    needed = max(needed, layout.totalMinimumSize().height())
    room = dialog.screen().availableGeometry().height()
    if dialog.height() < needed <= room:
        dialog.resize(width, needed)


def _set_buttons_apart(dialog: QDialog) -> None:
    """Leave twice the grid above a last row of buttons, whatever the layout's own distance is."""
    layout = dialog.layout()
    if not isinstance(layout, QBoxLayout) or layout.count() < 2:
        return
    layout.setSpacing(max(GRID, layout.spacing()))  # the style's own is off the grid
    last = layout.itemAt(layout.count() - 1)
    if last is not None and _is_button_row(last):
        layout.insertSpacing(layout.count() - 1, max(0, 2 * GRID - layout.spacing()))


def _is_button_row(item: QLayoutItem) -> bool:
    if isinstance(item.widget(), QDialogButtonBox):
        return True
    row = item.layout()
    if row is None:
        return False
    items = (row.itemAt(i) for i in range(row.count()))
    return any(isinstance(item.widget(), QPushButton) for item in items if item is not None)
