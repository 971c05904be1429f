"""Accessible roles of custom widgets, which screen readers would ignore otherwise.

A widget's class names its role in ``ACCESSIBLE_ROLE``.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAccessibleWidget,
    QScrollArea,
    QSplitter,
    QSplitterHandle,
    QWidget,
)

CHART = QAccessible.Role.Chart


@lru_cache(maxsize=1)
def install_roles() -> None:
    """Register the roles with Qt."""
    QAccessible.installFactory(_face)


def name_borders(splitter: QSplitter, name: str) -> None:
    """Tell what the borders between the parts of a splitter are."""
    for i in range(1, splitter.count()):
        splitter.handle(i).setAccessibleName(name)


def _face(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    if not isinstance(widget, QWidget):
        return None
    role = getattr(type(widget), "ACCESSIBLE_ROLE", None)
    if role is None and isinstance(widget, QSplitterHandle):
        role = QAccessible.Role.Splitter
    elif role is None and isinstance(widget, QScrollArea) and _takes_focus(widget):
        role = QAccessible.Role.Pane  # Qt's own role says nothing: "filler"
    return None if role is None else QAccessibleWidget(widget, role)


def _takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
