"""The window's contents as a picture file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from ser_desktop.errors import OutputError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

SCALE = 2


def save_view(widget: QWidget, path: Path) -> None:
    """Write a PNG at twice the screen's size.

    Raises:
        OutputError: it cannot be written; nothing is left behind.
    """
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    part = path.with_name(f".{path.name}.part.png")
    if not image.save(str(part)):
        part.unlink(missing_ok=True)
        raise OutputError(str(Message("export.cannot_write", path=path)))
    try:
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = reason_of(error)
        raise OutputError(
            str(Message("export.cannot_write_because", path=path, reason=reason))
        ) from None
