"""Every text that a window or dialog shows, or would show in another state."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialogButtonBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)


def texts_of(top: QWidget) -> list[str]:
    """Return labels, buttons, choices, headings, tabs, menu entries and hints below ``top``."""
    found: list[str] = []
    for widget in top.findChildren(QWidget):
        if not isinstance(widget.parent(), QDialogButtonBox):  # Qt's own texts
            found += _own(widget)
            found.append(widget.toolTip())
    return [text for text in dict.fromkeys(found) if text.strip()]


def _own(widget: QWidget) -> list[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        return [widget.text()]
    if isinstance(widget, QComboBox):
        return [widget.itemText(i) for i in range(widget.count())]
    if isinstance(widget, QGroupBox | QMenu):
        entries = [action.text() for action in widget.actions()]
        return [widget.title(), *entries]
    if isinstance(widget, QTabBar):
        return [widget.tabText(i) for i in range(widget.count())]
    if isinstance(widget, QLineEdit):
        return [widget.placeholderText()]
    if isinstance(widget, QHeaderView) and isinstance(widget.parent(), QAbstractItemView):
        model, way = widget.model(), widget.orientation()
        return [str(model.headerData(i, way) or "") for i in range(widget.count())] if model else []
    return []
