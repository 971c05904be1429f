"""Colours of emotions, and what stands in them: colour is never the only sign."""

from __future__ import annotations

from PySide6.QtGui import QColor, QIcon, QPixmap

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.toolkit.theme import Theme


def colour_of(label: str, theme: Theme) -> QColor | None:
    """The colour of an emotion; None of "no speech" and "uncertain"."""
    return theme.emotion(EMOTIONS.index(label)) if label in EMOTIONS else None


def readable_on(colour: QColor) -> QColor:
    """Black or white, whichever can be read on a colour."""
    light = 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF()
    return QColor("#000000" if light > 0.45 else "#ffffff")


def initial(label: str) -> str:
    """As few letters of its name as tell an emotion from the others."""
    name = emotion_name(label)
    others = [emotion_name(other) for other in EMOTIONS if other != label]
    length = next(
        (n for n in range(1, len(name)) if not any(o[:n] == name[:n] for o in others)), len(name)
    )
    return name[:length]


def chip_icon(label: str, theme: Theme, size_px: int) -> QIcon:
    """A square of the emotion's colour; the same in a selected row, which would be tinted."""
    chip = QPixmap(size_px, size_px)
    chip.fill(colour_of(label, theme) or QColor(theme.track))
    icon = QIcon(chip)
    icon.addPixmap(chip, QIcon.Mode.Selected)
    return icon
