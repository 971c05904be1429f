"""A small area in the look of a label, beside its name."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ser_desktop.ui.toolkit.emotion_colours import brush_of, edge_of
from ser_desktop.ui.toolkit.theme import ThemeManager

_RADIUS = 3


class EmotionChip(QWidget):
    """An emotion's colour, the hatching of *uncertain*, or an outline."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._label = ""
        themes.changed.connect(self.update)

    def show_label(self, label: str) -> None:
        """Show another label; "" is none."""
        self._label = label
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a rounded box."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(brush_of(self._label, theme, theme.window))
        painter.setPen(edge_of(self._label, theme))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
