"""The font of the window: Inter, which ships with the program, with figures of one width."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from ser_desktop.paths import resource

FAMILY = "Inter"
_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")


def application_font(font: QFont) -> QFont:
    """Return a font of the same size in Inter, or the given font if Inter cannot be loaded."""
    if load_fonts():
        font.setFamily(FAMILY)
    font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: numbers do not jump
    return font


@lru_cache(maxsize=1)
def load_fonts() -> bool:
    """Load the font files once. Returns whether the family can be used."""
    added = [
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
        for name in _FILES
        if resource("fonts", name).exists()
    ]
    return any(number >= 0 for number in added)
