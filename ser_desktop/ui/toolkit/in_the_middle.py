"""Lays out a page with little content slightly above its centre."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ser_desktop.ui.toolkit.theme import GRID


def in_the_middle(page: QWidget, body: QWidget) -> QWidget:
    """Lay a body out on a page, and return the page.

    The body takes its width first and the sides get the rest; set its maximum width.
    """
    across = QHBoxLayout()
    across.addStretch(1)
    across.addWidget(body, 100)
    across.addStretch(1)
    column = QVBoxLayout(page)
    column.setContentsMargins(GRID, 2 * GRID, GRID, 2 * GRID)
    column.addStretch(2)
    column.addLayout(across)
    column.addStretch(3)
    return page
