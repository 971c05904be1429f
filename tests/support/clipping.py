"""Which texts of a window do not fit where they stand."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

SLACK = 1
"""Pixels by which a hint may exceed the size: hints are rounded up."""
_HEADING_MARGIN = 6


def clipped(top: QWidget) -> list[str]:
    """Return what does not fit: every visible label, button, box and heading below ``top``."""
    faults = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisibleTo(top) or widget.width() == 0:
            continue
        if isinstance(widget, QLabel) and widget.text():
            fits = _label_fits(widget)
        elif isinstance(widget, QComboBox):
            fits = _current_text_fits(widget)
        elif isinstance(widget, QAbstractButton) and widget.text():
            fits = _button_fits(widget)
        elif isinstance(widget, QGroupBox) and widget.title():
            fits = widget.width() + SLACK >= widget.minimumSizeHint().width()
        elif isinstance(widget, QHeaderView) and not isinstance(widget.parent(), QComboBox):
            faults += _clipped_headings(widget)
            continue
        else:
            continue
        if not fits:
            faults.append(f"{_name(widget)}: {_text(widget)!r} {_sizes(widget)}")
    return faults


def _label_fits(label: QLabel) -> bool:
    needed = label.sizeHint()
    if label.wordWrap():
        return label.height() + SLACK >= label.heightForWidth(label.width())
    return label.width() + SLACK >= needed.width() and label.height() + SLACK >= needed.height()


def _current_text_fits(box: QComboBox) -> bool:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room: QRect = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    return room.width() + SLACK >= QFontMetrics(box.font()).horizontalAdvance(box.currentText())


def _button_fits(button: QAbstractButton) -> bool:
    """Wide enough for its hint, and high enough for a line: the rest of the height is margin."""
    is_wide = button.width() + SLACK >= button.minimumSizeHint().width()
    return is_wide and button.height() >= QFontMetrics(button.font()).height()


def _clipped_headings(header: QHeaderView) -> list[str]:
    view, model = header.parent(), header.model()
    if not isinstance(view, QAbstractItemView) or model is None or not header.isVisible():
        return []
    return [
        f"{view.objectName()}: heading {text!r} in {header.sectionSize(at)} pixels"
        for at in range(header.count())
        if not header.isSectionHidden(at)
        for text in [str(model.headerData(at, header.orientation()) or "")]
        if header.fontMetrics().horizontalAdvance(text) + _HEADING_MARGIN > header.sectionSize(at)
        and not _is_elided_heading(header, at, text)
    ]


def _is_elided_heading(header: QHeaderView, at: int, text: str) -> bool:
    """Shortened on purpose, with an ellipsis, and whole in the tool tip."""
    tip = header.model().headerData(at, header.orientation(), Qt.ItemDataRole.ToolTipRole)
    return header.textElideMode() != Qt.TextElideMode.ElideNone and text in str(tip)


def _name(widget: QWidget) -> str:
    return f"{widget.metaObject().className()} {widget.objectName()}".strip()


def _text(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.title() if isinstance(widget, QGroupBox) else widget.text()  # type: ignore[attr-defined]


def _sizes(widget: QWidget) -> str:
    size, hint = widget.size(), widget.sizeHint()
    return f"{size.width()}x{size.height()} needs {hint.width()}x{hint.height()}"
