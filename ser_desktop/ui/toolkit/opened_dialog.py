"""Dialogs as the window opens them: one margin, and gone once they are closed."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from ser_desktop.ui.toolkit.theme import GRID


def open_once(dialog: QDialog) -> None:
    """Give it the margins of all dialogs, and delete it once it is closed.

    The window is its parent and would keep it.
    """
    layout = dialog.layout()
    if layout is not None:
        margins, least = layout.contentsMargins(), 2 * GRID
        sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
        layout.setContentsMargins(*(max(side, least) for side in sides))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
