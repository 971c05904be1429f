"""Prepares dialogs: common margins and distances, and deletion when they are closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QDialog, QDialogButtonBox, QLayoutItem, QPushButton

from ser_desktop.ui.toolkit.theme import GRID


def open_once(dialog: QDialog) -> None:
    """Set a dialog's margins, show it, and delete it when it is closed.

    Otherwise its parent, the window, would keep it.
    """
    set_margins(dialog)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def set_margins(dialog: QDialog) -> None:
    """Set a dialog's margins and the room above its buttons."""
    layout = dialog.layout()
    if layout is not None:
        margins, least = layout.contentsMargins(), 2 * GRID
        sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
        layout.setContentsMargins(*(max(side, least) for side in sides))
        _set_buttons_apart(dialog)
    _fit_contents(dialog)


def _fit_contents(dialog: QDialog) -> None:
    """Widen and heighten a dialog whose size was set without its margins, so nothing is cut."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    least, room = layout.totalMinimumSize(), dialog.screen().availableGeometry().size()
    width = min(max(dialog.width(), least.width()), room.width())
    height = least.height()
    if layout.hasHeightForWidth():
        height = max(height, layout.totalHeightForWidth(width))
    if dialog.testAttribute(Qt.WidgetAttribute.WA_Resized):
        dialog.resize(width, min(max(dialog.height(), height), room.height()))
    dialog.setMinimumWidth(max(dialog.minimumWidth(), min(least.width(), room.width())))


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
