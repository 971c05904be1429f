"""Makes the Windows icon from the drawing: ``python bundling/windows/make_icon.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parent
SIZE = 256


def main() -> None:
    application = QGuiApplication([*sys.argv[:1], "-platform", "offscreen"])
    picture = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(FOLDER.parent / "ser-desktop.svg")).render(painter)
    painter.end()
    if not picture.save(str(FOLDER / "ser-desktop.ico")):
        raise SystemExit("Qt cannot write ICO files here.")
    del application


if __name__ == "__main__":
    main()
