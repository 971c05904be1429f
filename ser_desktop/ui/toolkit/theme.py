"""Light and dark: palettes of our own on the Fusion style, followed live."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import QApplication

from ser_desktop.paths import resource

GRID = 8
"""Spacing in pixels; everything is a multiple of half of it."""

_FONTS = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance."""

    dark: bool
    window: str
    """Toolbar and side panels."""
    canvas: str
    """Behind the pictures."""
    plot: str
    field: str
    text: str
    muted: str
    border: str
    accent: str
    selected: str
    record: str
    waveform: str
    playhead: str
    track: str
    """The empty part of a bar."""
    emotions: tuple[str, ...]
    """In the order of the eight emotions. Okabe-Ito, lightness shifted where two came near under a
    deuteranope simulation (``docs/decisions/0005-emotion-colours.md``)."""

    def emotion(self, index: int) -> QColor:
        """Colour of an emotion."""
        return QColor(self.emotions[index])


DARK = Theme(
    dark=True,
    window="#212429",
    canvas="#191b1f",
    plot="#15171a",
    field="#2b2f36",
    text="#e8eaed",
    muted="#9aa1ab",
    border="#363b43",
    accent="#5b9bf8",
    selected="#2d333c",
    record="#e03e3e",
    waveform="#8fb8ff",
    playhead="#ff5a52",
    track="#2f333a",
    emotions=(
        "#6c727e", "#56b4e9", "#f0e442", "#1d76b7", "#b65000", "#d99abd", "#00ad7e", "#d79400",
    ),
)  # fmt: skip
LIGHT = Theme(
    dark=False,
    window="#ffffff",
    canvas="#f3f4f6",
    plot="#fbfbfc",
    field="#ffffff",
    text="#1a1c20",
    muted="#5d6470",
    border="#d7dbe1",
    accent="#2563c4",
    selected="#e6edf8",
    record="#d92d2d",
    waveform="#2458a8",
    playhead="#e02d24",
    track="#e8ebf1",
    emotions=(
        "#60656e", "#56b4e9", "#f0e442", "#005e93", "#b65000", "#d48fb6", "#009e73", "#d79400",
    ),
)  # fmt: skip


class ThemeManager(QObject):
    """Keeps the application in the system's appearance, or in the one a person chose."""

    changed = Signal()

    def __init__(self, app: QApplication, appearance: str) -> None:
        super().__init__(app)
        self._app = app
        self.theme = LIGHT
        app.setStyle("Fusion")
        app.setFont(_font(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self.set_appearance(appearance)

    def set_appearance(self, appearance: str) -> None:
        """ "system", "light" or "dark"."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(schemes.get(appearance, Qt.ColorScheme.Unknown))
        self._forced = appearance if appearance in schemes else None
        self._apply()

    def _apply(self) -> None:
        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._forced == "dark" if self._forced else system_dark
        theme = DARK if dark else LIGHT
        self.theme = theme
        self._app.setPalette(_palette(theme))
        self._app.setStyleSheet(_style_sheet(theme))
        self.changed.emit()


def _font(font: QFont) -> QFont:
    families = set(QFontDatabase.families())
    for family in _FONTS:
        if family in families:
            font.setFamily(family)
            break
    font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: numbers do not jump
    return font


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.field),
        (role.AlternateBase, theme.canvas),
        (role.Text, theme.text),
        (role.Button, theme.field),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.text),
        (role.ToolTipBase, theme.field),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, "#10141a" if theme.dark else "#ffffff"),
        (role.Link, theme.accent),
        (role.Mid, theme.border),
        (role.Light, theme.border),
        (role.Dark, theme.border),
    ):
        palette.setColor(name, QColor(colour))
    disabled = QColor(theme.muted)
    disabled.setAlphaF(0.55)
    for name in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, disabled)
    return palette


def _style_sheet(theme: Theme) -> str:
    # Fusion outlines an unticked box in a darker shade of the window, which is invisible in the
    # dark: boxes are drawn here, as large as the text is high.
    mark = QFontMetrics(QApplication.font()).ascent() + 2
    check = resource("icons", "check-white.svg").as_posix()
    return f"""
QMainWindow, QDialog {{ background: {theme.window}; }}
QMenuBar {{ background: {theme.window}; border-bottom: 1px solid {theme.border};
            padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {theme.selected}; }}
QToolBar {{ background: {theme.window}; border: 0; border-bottom: 1px solid {theme.border};
            padding: 6px 8px; spacing: 6px; }}
QToolBar::separator {{ background: {theme.border}; width: 1px; margin: 6px 6px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 6px 8px; }}
QToolButton:hover {{ background: {theme.selected}; }}
QToolButton:focus {{ border-color: {theme.accent}; }}
QToolButton:checked {{ background: {theme.selected}; border-color: {theme.border}; }}
QToolButton#qt_toolbar_ext_button {{ padding: 0; }}
QWidget#strongestMoments QToolButton {{ padding: 2px 6px; }}
QToolButton#recordButton {{ background: {theme.record}; color: white; padding: 6px 12px;
                            font-weight: 600; }}
QToolButton#recordButton:disabled {{ background: {theme.field}; color: {theme.muted}; }}
QComboBox, QAbstractSpinBox {{ min-height: 26px; }}
QStatusBar {{ background: {theme.window}; border-top: 1px solid {theme.border};
              color: {theme.muted}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {theme.muted}; padding: 2px 8px; }}
QSplitter::handle {{ background: {theme.border}; }}
QListView {{ background: {theme.window}; border: 1px solid transparent; outline: 0; }}
QListView:focus, QScrollArea:focus {{ border: 1px solid {theme.accent}; }}
QGraphicsView#timelineView {{ border: 1px solid transparent; }}
QGraphicsView#timelineView[keyboardFocus="true"] {{ border: 1px solid {theme.accent}; }}
QWidget#centre {{ background: {theme.canvas}; }}
QTableView {{ background: {theme.plot}; border: 1px solid {theme.border}; border-radius: 4px;
              outline: 0; selection-background-color: {theme.selected};
              selection-color: {theme.text}; }}
QTableView:focus {{ border-color: {theme.accent}; }}
QTableView::item {{ padding: 0 6px; border: 0; }}
QHeaderView {{ background: {theme.plot}; }}
QHeaderView::section {{ background: {theme.plot}; color: {theme.muted}; border: 0;
                        border-bottom: 1px solid {theme.border}; padding: 4px 6px; }}
QScrollArea {{ background: {theme.window}; border: 1px solid transparent; }}
QScrollArea > QWidget > QWidget {{ background: {theme.window}; }}
QLabel[role="heading"] {{ color: {theme.muted}; font-weight: 600; }}
QLabel[role="invitation"] {{ color: {theme.muted}; font-size: 20px; background: transparent; }}
QLabel[role="muted"] {{ color: {theme.muted}; }}
QLabel[role="pill"] {{ border: 1px solid {theme.border}; border-radius: 10px; padding: 2px 10px;
                       min-height: 17px; }}
QLabel[role="tip"] {{ background: {theme.selected}; border-radius: 6px; padding: 8px; }}
QFrame#dropHint {{ border: 1px dashed {theme.border}; border-radius: 8px; }}
QFrame[role="notice"] {{ background: {theme.selected}; border: 1px solid {theme.border};
                         border-left: 3px solid {theme.accent}; border-radius: 6px; }}
QFrame[role="notice"][trouble="true"] {{ border-left-color: {theme.record}; }}
QFrame[role="notice"] QPushButton {{ padding: 2px 10px; }}
QPushButton {{ background: {theme.field}; border: 1px solid {theme.border}; border-radius: 6px;
               padding: 6px 14px; }}
QPushButton:hover {{ background: {theme.selected}; }}
QPushButton:checked {{ background: {theme.selected}; border-color: {theme.accent}; }}
QPushButton:focus {{ border-color: {theme.accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {mark}px; height: {mark}px;
    background: {theme.field}; border: 1px solid {theme.muted}; }}
QCheckBox::indicator {{ border-radius: 3px; }}
QRadioButton::indicator {{ border-radius: {mark // 2 + 1}px; }}
QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent};
                                image: url("{check}"); }}
QRadioButton::indicator:checked {{ background: {theme.accent}; border-color: {theme.text};
    border-width: 2px; width: {mark - 2}px; height: {mark - 2}px; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {theme.border}; }}
QProgressBar {{ background: {theme.track}; border: 0; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}
QPlainTextEdit, QTextBrowser {{ background: {theme.field}; border: 1px solid {theme.border};
                                border-radius: 6px; }}
QToolTip {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.border};
            padding: 4px; }}
"""
