"""Light and dark themes on the Fusion style; they follow the system while the program runs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ser_desktop.ui.toolkit.accessible_role import install_roles
from ser_desktop.ui.toolkit.focus_ring import FocusRing
from ser_desktop.ui.toolkit.fonts import application_font

GRID = 8
"""Spacing in pixels; everything is a multiple of half of it."""

EDGE_DARKER = 165
"""Factor of ``QColor.darker``, in per cent, for the outline of an emotion's colour on white."""


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

    control: str = "#7d8590"
    """Outline of buttons and fields."""
    trouble: str = "#ff7b72"
    """Text of an error."""
    warning: str = "#d79400"
    """Edge of warnings."""
    own: tuple[str, ...] = ("#a97bd1", "#a0705c", "#8a9a1f", "#3fa7a0", "#c25b78")
    """Colours of labels beyond the eight emotions."""
    on_accent: str = "#ffffff"
    """Text on the accent."""

    @property
    def disabled(self) -> str:
        """Icons of what cannot be done now: quiet, and still to be made out."""
        return _between(self.muted, self.window)

    def emotion(self, index: int) -> QColor:
        """Colour of an emotion."""
        return QColor(self.emotions[index])


def _between(a: str, b: str) -> str:
    """Return the colour halfway between two."""
    pairs = zip(QColor(a).getRgb()[:3], QColor(b).getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*((one + other) // 2 for one, other in pairs)).name()


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
    record="#d63535",
    waveform="#8fb8ff",
    playhead="#ff5a52",
    track="#2f333a",
    control="#78808b",
    on_accent="#10141a",
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
    control="#848b96",
    trouble="#b91c1c",
    warning="#9a6700",
    emotions=(
        "#60656e", "#56b4e9", "#f0e442", "#005e93", "#b65000", "#d48fb6", "#009e73", "#d79400",
    ),
)  # fmt: skip


class ThemeManager(QObject):
    """Applies the appearance of the system, or the one the user chose.

    The language of the window is set before: edges stand where its texts begin.
    """

    changed = Signal()

    def __init__(self, app: QApplication, appearance: str) -> None:
        super().__init__(app)
        self._app = app
        self.theme = LIGHT
        self._focus_ring = FocusRing(app)
        install_roles()
        app.setStyle("Fusion")
        app.setFont(application_font(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self.set_appearance(appearance)

    def set_appearance(self, appearance: str) -> None:
        """Use ``system``, ``light`` or ``dark``."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(schemes.get(appearance, Qt.ColorScheme.Unknown))
        self._forced = appearance if appearance in schemes else None
        self._apply()

    def _apply(self) -> None:
        from ser_desktop.ui.toolkit.style_sheet import style_sheet  # it needs Theme

        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._forced == "dark" if self._forced else system_dark
        theme = DARK if dark else LIGHT
        self.theme = theme
        self._app.setPalette(_palette(theme))
        self._app.setStyleSheet(style_sheet(theme, self._app.layoutDirection()))
        self.changed.emit()


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
        (role.HighlightedText, theme.on_accent),
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
    # A slider that cannot be moved looks set to nothing, and not to its accent-coloured value.
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.border))
    return palette
