"""Colours of emotions, and the hatching of *uncertain*."""

from __future__ import annotations

from zlib import crc32

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap

from ser_desktop.emotion.labels import EMOTIONS, NO_SPEECH, UNCERTAIN, is_emotion
from ser_desktop.ui.toolkit.hatching import hatched
from ser_desktop.ui.toolkit.theme import EDGE_DARKER, Theme

_TICK = ((0.2, 0.55), (0.42, 0.75), (0.8, 0.28))
"""Corners of a tick in a square of width 1."""


def colour_of(label: str, theme: Theme) -> QColor | None:
    """Return the colour of an emotion, or None for "no speech" and "uncertain"."""
    if label in EMOTIONS:
        return theme.emotion(EMOTIONS.index(label))
    if not label or not is_emotion(label):
        return None
    return QColor(theme.own[crc32(label.encode()) % len(theme.own)])


def readable_on(colour: QColor) -> QColor:
    """Return black or white, whichever has more contrast on a colour (WCAG 2)."""
    light = relative_luminance(colour)
    return QColor("#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff")


def relative_luminance(colour: QColor) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    red, green, blue = map(_linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def brush_of(label: str, theme: Theme, other: str) -> QBrush:
    """Return the brush of an emotion, or the hatching of *uncertain*.

    Args:
        label: the label.
        theme: gives the colours.
        other: colour of "no speech" and of no label.
    """
    if label == UNCERTAIN:
        return hatched(theme)
    return QBrush(colour_of(label, theme) or QColor(other))


def edge_of(label: str, theme: Theme) -> QPen:
    """Return the outline of a small area with a label: a light colour needs one on white."""
    colour = colour_of(label, theme)
    if colour is None:
        return QPen(QColor(theme.muted), 1)
    return QPen(Qt.PenStyle.NoPen) if theme.dark else QPen(colour.darker(EDGE_DARKER), 1)


def has_look(label: str) -> bool:
    """Return whether a label has a colour or a hatching; a box without one reads as a tick box."""
    return label == UNCERTAIN or (label != NO_SPEECH and is_emotion(label))


def no_icon(size_px: int) -> QIcon:
    """Return an icon without a mark, which keeps the place of one."""
    nothing = QPixmap(size_px, size_px)
    nothing.fill(Qt.GlobalColor.transparent)
    return QIcon(nothing)


def chip_icon(label: str, theme: Theme, size_px: int, is_marked: bool = False) -> QIcon:
    """Return a square of the emotion's colour as icon, which a selection does not tint.

    Args:
        label: the emotion.
        theme: gives the colours.
        size_px: width and height.
        is_marked: with a tick, as a sign that a person gave the label.
    """
    colour = colour_of(label, theme) or QColor(theme.track)
    chip = QPixmap(size_px, size_px)
    chip.fill(colour)
    painter = QPainter(chip)
    if label == UNCERTAIN:
        painter.setPen(edge_of(label, theme))
        painter.setBrush(hatched(theme))
        painter.drawRect(0, 0, size_px - 1, size_px - 1)
    if is_marked:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(readable_on(colour), size_px / 7))
        painter.drawPolyline([QPointF(x * size_px, y * size_px) for x, y in _TICK])
    painter.end()
    icon = QIcon(chip)
    icon.addPixmap(chip, QIcon.Mode.Selected)
    return icon
