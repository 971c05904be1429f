"""Which texts of a window do not fit where they stand: cut off, or ended by an ellipsis."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QWidget,
)

from ser_desktop.ui.toolkit.fitted_label import FittedLabel
from ser_desktop.ui.toolkit.two_lines import in_two_lines

_TAB, _CELL, _ICON = 20, 6, 20
"""Padding of tabs and cells, and the room of an icon in a cell, in pixels."""
SLACK = 1
"""Pixels by which a hint may exceed the size: hints are rounded up."""
_HEADING_MARGIN = 8
"""Padding of a heading, by the style sheet."""
_ELLIPSIS_MARGIN = 4
"""What Qt leaves free besides, before it shortens a heading."""
_PASSES = 5


def settle_layout() -> None:
    """Let layouts that depend on one another reach their sizes: one pass posts the next."""
    for _ in range(_PASSES):
        QApplication.processEvents()


def clipped(top: QWidget) -> list[str]:
    """Return what does not fit: every visible label, button, box and heading below ``top``."""
    settle_layout()
    faults = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisibleTo(top) or widget.width() == 0:
            continue
        if isinstance(widget, FittedLabel):
            fits = widget.text().replace("\n", " ") == widget.whole_text
        elif isinstance(widget, QLabel) and widget.text():
            fits = _label_fits(widget)
        elif isinstance(widget, QComboBox):
            fits = _current_text_fits(widget)
        elif isinstance(widget, QAbstractButton) and widget.text():
            fits = _button_fits(widget)
        elif isinstance(widget, QGroupBox) and widget.title():
            fits = widget.width() + SLACK >= widget.minimumSizeHint().width()
        elif isinstance(widget, QTabBar):
            faults += _clipped_tabs(widget)
            continue
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
    is_shortened = header.textElideMode() != Qt.TextElideMode.ElideNone
    margin = _HEADING_MARGIN + (_ELLIPSIS_MARGIN if is_shortened else 0)
    font = model.headerData(0, header.orientation(), Qt.ItemDataRole.FontRole)
    metrics = header.fontMetrics() if font is None else QFontMetrics(font)
    return [
        f"{view.objectName()}: heading {text!r} in {header.sectionSize(at)} pixels"
        for at in range(header.count())
        if not header.isSectionHidden(at)
        for text in [str(model.headerData(at, header.orientation()) or "")]
        if metrics.horizontalAdvance(text) + margin > header.sectionSize(at) + SLACK
    ]


def _clipped_tabs(bar: QTabBar) -> list[str]:
    return [
        f"tab {bar.tabText(at)!r} in {bar.tabRect(at).width()} pixels"
        for at in range(bar.count())
        if bar.fontMetrics().horizontalAdvance(bar.tabText(at)) > bar.tabRect(at).width() - _TAB
    ]


def shortened_cells(table: QTableView, but: Collection[int] = ()) -> list[str]:
    """Return the cells of a table whose text is wider than the cell, in one line or in two.

    Args:
        table: a visible table.
        but: columns of names of files or people, which may be of any length.
    """
    faults, model, width = [], table.model(), table.fontMetrics().horizontalAdvance
    lines = round((table.verticalHeader().defaultSectionSize() - 12) / table.fontMetrics().height())
    for column in range(model.columnCount()):
        if table.isColumnHidden(column) or column in but:
            continue
        for row in range(model.rowCount()):
            index = model.index(row, column)
            text = str(index.data() or "")
            icon = _ICON if index.data(Qt.ItemDataRole.DecorationRole) is not None else 0
            needed = in_two_lines(text, width) if lines > 1 else width(text)
            if text and needed + icon + _CELL > table.columnWidth(column) + SLACK:
                faults.append(
                    f"{table.objectName()}: {text!r} in {table.columnWidth(column)} pixels"
                )
    return faults


def _name(widget: QWidget) -> str:
    return f"{widget.metaObject().className()} {widget.objectName()}".strip()


def _text(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.title() if isinstance(widget, QGroupBox) else widget.text()  # type: ignore[attr-defined]


def _sizes(widget: QWidget) -> str:
    size, hint = widget.size(), widget.sizeHint()
    return f"{size.width()}x{size.height()} needs {hint.width()}x{hint.height()}"
