"""Lucide icons, tinted from the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ser_desktop.paths import resource

_SIZES = (20, 40)


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled_colour: str) -> QIcon:
    """Return the icon of a file in ``resources/icons``."""
    made = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        for size in _SIZES:
            made.addPixmap(pixmap(name, tint, size), mode)
    return made


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Return a tinted pixmap of ``size`` pixels."""
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    drawing = QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    return picture
