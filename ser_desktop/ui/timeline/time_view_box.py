"""A plot with the drags of sound editors: left selects, middle or Shift and left pans."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal


class TimeViewBox(pg.ViewBox):
    """Only time can be moved and zoomed."""

    dragged = Signal(float, float)
    """Start and end in seconds while a selection is drawn."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=True, y=False)
        self.setDefaultPadding(0)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Select with the left button alone; leave the rest to pyqtgraph."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.button() != Qt.MouseButton.LeftButton or shift:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        first = self.mapSceneToView(event.buttonDownScenePos()).x()
        last = self.mapSceneToView(event.scenePos()).x()
        self.dragged.emit(min(first, last), max(first, last))
