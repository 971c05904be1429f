"""A small area in the look of one or two labels, beside their names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ser_desktop.ui.toolkit.emotion_colours import brush_of, edge_of, has_look
from ser_desktop.ui.toolkit.theme import ThemeManager

_RADIUS = 3
MAX_SHOWN = 2
"""More colours would be stripes that nobody can tell apart."""


class EmotionChip(QWidget):
    """An emotion's colour, two halves for two emotions, or the hatching of *uncertain*.

    Without a label it is hidden: an empty box would read as a tick box.
    """

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self.labels: tuple[str, ...] = ()
        """What is painted, from top to bottom."""
        self.hide()
        themes.changed.connect(self.update)

    def show_labels(self, labels: Sequence[str]) -> None:
        """Show other labels; those without a look are left out, and without any it is hidden."""
        self.labels = tuple(label for label in labels if has_look(label))[:MAX_SHOWN]
        self.setVisible(bool(self.labels))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a rounded box with one part for each label."""
        if not self.labels:
            return
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        height = whole.height() / len(self.labels)
        for at, label in enumerate(self.labels):
            part = QRectF(self.rect())
            part.setTop(whole.top() + at * height)
            part.setHeight(height + (at + 1 == len(self.labels)))
            painter.setClipRect(part)
            painter.setBrush(brush_of(label, theme, theme.window))
            painter.setPen(edge_of(label, theme))
            painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
