"""The style sheet of an appearance. Distances are multiples of half the grid (4 px)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ser_desktop.paths import resource
from ser_desktop.ui.toolkit.mirrored_sheet import in_direction
from ser_desktop.ui.toolkit.theme import Theme

_LINE_PX = 22
"""Height of the text in a field; more for a large font. Fields in one row are equally high."""


def style_sheet(
    theme: Theme, direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight
) -> str:
    """Return the style sheet for an appearance and the application's font.

    Args:
        theme: the colours.
        direction: in which texts run.
    """
    return in_direction("".join(part(theme) for part in _PARTS), direction)


def _frame(theme: Theme) -> str:
    return f"""
QMainWindow, QDialog {{ background: {theme.window}; }}
QMenuBar {{ background: {theme.window}; border-bottom: 1px solid {theme.border};
            padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {theme.selected}; }}
QMenu {{ background: {theme.field}; border: 1px solid {theme.border}; padding: 4px; }}
QMenu::item {{ padding: 4px 24px 4px 8px; border-radius: 4px; }}
QMenu::icon, QMenu::indicator {{ margin-left: 4px; }}
QMenu::item:selected {{ background: {theme.accent}; color: {theme.on_accent}; }}
QMenu::item:disabled {{ color: {theme.muted}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {theme.border}; margin: 4px 0; }}
QToolBar {{ background: {theme.window}; border: 0; border-bottom: 1px solid {theme.border};
            padding: 4px 8px; spacing: 8px; }}
QToolBar::separator {{ background: {theme.border}; width: 1px; margin: 8px 4px; }}
QStatusBar {{ background: {theme.window}; border-top: 1px solid {theme.border};
              color: {theme.muted}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {theme.muted}; padding: 2px 8px; }}
QStatusBar QLabel#microphoneIndicator {{ color: {theme.trouble}; font-weight: 600; }}
QStatusBar QLabel#microphoneIndicator[quiet="true"] {{ color: {theme.muted}; font-weight: 400; }}
QStatusBar QToolButton#sharingIndicator {{ color: {theme.trouble}; font-weight: 600;
    padding: 0 20px 0 8px; }}
QStatusBar QToolButton#sharingIndicator[heard="false"] {{ color: {theme.text}; }}
QStatusBar QToolButton#stopSharing {{ border-color: {theme.control}; padding: 0 8px; }}
QStatusBar QToolButton#stopSharing:hover {{ background: {theme.selected}; }}
QSplitter::handle {{ background: {theme.border}; }}
QSplitter::handle:hover {{ background: {theme.accent}; }}
QWidget#centre {{ background: {theme.canvas}; }}
QToolTip {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.border};
            padding: 4px; }}
"""


def _tool_buttons(theme: Theme) -> str:
    arrow = resource("icons", "chevron-down-grey.svg").as_posix()
    return f"""
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; }}
QToolButton:hover {{ background: {theme.selected}; }}
QToolButton:checked {{ background: {theme.selected}; border-color: {theme.border}; }}
QToolButton[keyboardFocus="true"]:focus {{ border-color: {theme.accent}; }}
QToolButton#qt_toolbar_ext_button {{ padding: 0; }}
QToolButton::menu-indicator {{ image: url("{arrow}"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 4px; }}
QToolButton#exportButton, QToolButton#annotationWhose {{ padding-right: 20px; }}
QToolButton[role="row"] {{ padding: 4px 8px; text-align: left; }}
QToolButton[role="pill"] {{ border-color: {theme.border}; border-radius: 12px;
                            padding: 2px 10px; min-height: 18px; }}
QToolButton[role="pill"][keyboardFocus="true"]:focus {{ border-color: {theme.accent}; }}
QToolButton[role="link"] {{ color: {theme.accent}; padding: 0; text-align: left; }}
QToolButton[role="link"]:checked {{ background: transparent; border-color: transparent; }}
"""


def _beginning_buttons(theme: Theme) -> str:
    """The red button, and the large ones of the first page."""
    return f"""
QToolButton#recordButton {{ background: {theme.record}; color: white; padding: 4px 12px;
                            min-height: 24px; font-weight: 600; }}
QToolButton#recordButton:disabled, QToolButton#recordButton[available="false"] {{
    background: {theme.field}; color: {theme.muted}; }}
QToolButton#recordButton[available="false"] {{ border: 1px dashed {theme.control}; }}
QToolButton#recordButton[keyboardFocus="true"]:focus {{ border: 2px solid {theme.text}; }}
QToolButton[role="start"] {{ background: {theme.field}; border: 1px solid {theme.control};
                             padding: 8px 16px; min-height: 20px; }}
QToolButton[role="start"]:hover {{ background: {theme.selected}; }}
QToolButton[role="start"]:disabled {{ border-color: {theme.border}; color: {theme.muted}; }}
QToolButton[role="start"][first="true"]:enabled {{ background: {theme.record}; color: white;
    border-color: {theme.record}; font-weight: 600; }}
QToolButton[role="start"][keyboardFocus="true"]:focus {{ border: 2px solid {theme.accent}; }}
QToolButton[role="start"][first="true"][keyboardFocus="true"]:focus {{
    border: 2px solid {theme.text}; }}
QToolButton[role="start"][first="true"][available="false"]:enabled {{ background: {theme.field};
    color: {theme.muted}; border: 1px dashed {theme.control}; font-weight: 400; }}
"""


def _push_buttons(theme: Theme) -> str:
    return f"""
QPushButton {{ background: {theme.field}; border: 1px solid {theme.control}; border-radius: 6px;
               padding: 4px 16px; min-height: 20px; }}
QPushButton[role="choice"] {{ font-size: 18px; padding: 8px 16px; text-align: left; }}
QPushButton:hover {{ background: {theme.selected}; }}
QPushButton:checked {{ background: {theme.selected}; border-color: {theme.accent}; }}
QPushButton:default {{ border-color: {theme.accent}; }}
QPushButton:disabled {{ border-color: {theme.border}; }}
QPushButton[keyboardFocus="true"]:focus {{ border: 2px solid {theme.accent}; padding: 3px 15px; }}
"""


def _fields(theme: Theme) -> str:
    line = max(_LINE_PX, QFontMetrics(QApplication.font()).height() + 4)
    arrow = resource("icons", "chevron-down-grey.svg").as_posix()
    up = resource("icons", "chevron-up-grey.svg").as_posix()
    return f"""
QComboBox, QLineEdit {{ background: {theme.field}; border: 1px solid {theme.control};
    border-radius: 6px; padding: 2px 8px; min-height: {line}px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox:disabled, QLineEdit:disabled {{ border-color: {theme.border}; color: {theme.muted}; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {theme.field}; border: 1px solid {theme.border};
    selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}
QComboBox QAbstractItemView::item {{ min-height: 24px; padding: 0 4px; }}
QComboBox QAbstractItemView::item:selected {{ background: {theme.accent};
    color: {theme.on_accent}; }}
QComboBox[role="chip"] {{ border-radius: 12px; border-color: {theme.border}; }}
QComboBox[role="chip"][chosen="true"] {{ background: {theme.selected};
                                         border-color: {theme.accent}; }}
QAbstractSpinBox {{ background: {theme.field}; border: 1px solid {theme.control};
    border-radius: 6px; padding: 2px 8px; min-height: {line}px; max-height: {line}px; }}
QAbstractSpinBox QLineEdit {{ border: 0; padding: 0; min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: 20px;
    background: transparent; }}
QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 12px; height: 12px; }}
QAbstractSpinBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
QComboBox[keyboardFocus="true"]:focus, QLineEdit:focus, QAbstractSpinBox:focus {{
    border-color: {theme.accent}; }}
"""


def _bars(theme: Theme) -> str:
    return f"""
QProgressBar {{ background: {theme.track}; border: 0; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {theme.control}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 24px; }}
QScrollBar::handle:horizontal {{ min-width: 24px; }}
QScrollBar::handle:hover {{ background: {theme.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: 0; width: 0; height: 0; }}
"""


def _marks(theme: Theme) -> str:
    # Fusion outlines an unticked box in a darker shade of the window, which is invisible in the
    # dark: boxes are drawn here, as large as the text is high.
    mark = QFontMetrics(QApplication.font()).ascent() + 2
    check = resource("icons", "check-white.svg").as_posix()
    return f"""
QCheckBox::indicator, QRadioButton::indicator {{ width: {mark}px; height: {mark}px;
    background: {theme.field}; border: 1px solid {theme.muted}; }}
QCheckBox::indicator {{ border-radius: 3px; }}
QRadioButton::indicator {{ border-radius: {mark // 2 + 1}px; }}
QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent};
                                image: url("{check}"); }}
QRadioButton::indicator:checked {{ background: {theme.accent}; border-color: {theme.text};
    border-width: 2px; width: {mark - 2}px; height: {mark - 2}px; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {theme.border}; }}
QCheckBox[keyboardFocus="true"]:focus, QRadioButton[keyboardFocus="true"]:focus {{
    color: {theme.accent}; }}
"""


def _views(theme: Theme) -> str:
    return f"""
QListView {{ background: {theme.window}; border: 1px solid transparent; outline: 0; }}
QListView#momentList::item {{ border-radius: 6px; padding: 0 8px; color: {theme.text}; }}
QListView#momentList::item:hover, QListView#momentList::item:selected {{
    background: {theme.selected}; color: {theme.text}; }}
QListWidget::item {{ padding: 4px 8px; border-radius: 4px; }}
QListWidget::item:selected {{ background: {theme.selected}; color: {theme.text}; }}
QScrollArea {{ background: {theme.window}; border: 1px solid transparent; }}
QScrollArea > QWidget > QWidget {{ background: {theme.window}; }}
QListView[keyboardFocus="true"]:focus, QScrollArea[keyboardFocus="true"]:focus {{
    border: 1px solid {theme.accent}; }}
QGraphicsView#timelineView {{ border: 1px solid transparent; }}
QGraphicsView#timelineView[keyboardFocus="true"] {{ border: 1px solid {theme.accent}; }}
QTableView, QTreeView {{ background: {theme.plot}; border: 1px solid {theme.border};
              border-radius: 4px; outline: 0; selection-background-color: {theme.selected};
              selection-color: {theme.text}; alternate-background-color: {theme.canvas}; }}
QTableView[keyboardFocus="true"]:focus, QTreeView[keyboardFocus="true"]:focus {{
    border-color: {theme.accent}; }}
QTableView::item {{ padding: 0 5px; border: 0; }}
QTreeView::item {{ padding: 2px 4px; }}
QHeaderView {{ background: {theme.plot}; }}
QHeaderView::section {{ background: {theme.plot}; color: {theme.muted}; border: 0;
                        border-bottom: 1px solid {theme.border}; padding: 4px 8px; }}
QTableView#overviewTable QHeaderView::section, QTableView#segmentTable QHeaderView::section {{
    padding: 4px; }}
QTableView#overviewTable::item, QTableView#segmentTable::item {{ padding: 0 1px; }}
QPlainTextEdit, QTextBrowser {{ background: {theme.field}; border: 1px solid {theme.border};
                                border-radius: 6px; padding: 8px; }}
"""


def _labels(theme: Theme) -> str:
    return f"""
QLabel[role="heading"] {{ color: {theme.muted}; font-weight: 600; font-size: 11px; }}
QLabel[role="invitation"] {{ color: {theme.muted}; font-size: 20px; background: transparent; }}
QLabel[role="reason"] {{ color: {theme.text}; font-size: 18px; }}
QWidget#failedFile {{ background: {theme.canvas}; }}
QLabel[role="muted"] {{ color: {theme.muted}; }}
QLabel[role="pill"] {{ border: 1px solid {theme.border}; border-radius: 12px; padding: 2px 8px;
                       min-height: 18px; }}
QLabel[role="tip"] {{ background: {theme.selected}; border-radius: 6px; padding: 8px; }}
QLabel[role="doubt"] {{ background: {theme.selected}; border-radius: 6px; padding: 8px;
                        border-left: 3px solid {theme.warning}; }}
QFrame[role="tip"], QFrame[role="doubt"] {{ background: {theme.selected}; border-radius: 6px; }}
QFrame[role="doubt"] {{ border-left: 3px solid {theme.warning}; }}
QLabel[role="further"] {{ border-top: 1px solid {theme.border}; padding-top: 6px; }}
QFrame#dropHint {{ border: 1px dashed {theme.control}; border-radius: 8px; }}
QLabel#dropOverlay {{ background: {theme.selected}; color: {theme.text}; font-size: 20px;
                      border: 2px dashed {theme.accent}; border-radius: 12px; }}
QFrame[role="notice"] {{ background: {theme.selected}; border: 1px solid {theme.border};
                         border-left: 3px solid {theme.accent}; border-radius: 6px; }}
QFrame[role="notice"][trouble="true"] {{ border-left-color: {theme.record}; }}
QFrame[role="annotation"] {{ border: 1px solid {theme.border};
                             border-left: 3px solid {theme.muted}; border-radius: 6px; }}
QTabWidget::pane {{ border: 0; }}
QTabBar::tab {{ background: transparent; color: {theme.muted}; padding: 8px 12px 6px 12px;
                border: 0; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
QFrame[role="notice"] QPushButton {{ padding: 2px 12px; }}
"""


_PARTS = (
    *(_frame, _tool_buttons, _beginning_buttons, _push_buttons, _fields, _bars),
    *(_marks, _views, _labels),
)
"""Later rules win where two are equally specific."""
