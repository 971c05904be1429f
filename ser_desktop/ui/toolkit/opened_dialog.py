"""Prepares dialogs: common margins, and deletion when they are closed."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from ser_desktop.ui.toolkit.theme import GRID


def open_once(dialog: QDialog) -> None:
    """Set a dialog's margins, and delete it when it is closed.

    Otherwise its parent, the window, would keep it.
    """
    layout = dialog.layout()
    if layout is not None:
        margins, least = layout.contentsMargins(), 2 * GRID
        sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
        layout.setContentsMargins(*(max(side, least) for side in sides))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
