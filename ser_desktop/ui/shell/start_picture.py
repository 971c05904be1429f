"""The picture of the first page: an example of a result, with the names of the emotions."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.toolkit.emotion_colours import readable_on
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_WAVE_HEIGHT, _BAR, _GAP = 48, 3, 2
_PULSES = (0.62, 0.35, 1.0, 0.45, 0.9, 0.7, 0.55, 0.8)
"""How loud the made voice is in each emotion."""


class StartPicture(QWidget):
    """An invented waveform above a ribbon of emotions; screen readers ignore it."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self.setObjectName("startPicture")
        self._themes = themes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Waveform and one line of names."""
        return QSize(480, _WAVE_HEIGHT + GRID + self._ribbon_height())

    def _ribbon_height(self) -> int:
        return self.fontMetrics().height() + GRID

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bars of sound, and a box for each emotion."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._themes.theme.waveform))
        share = self.width() / len(EMOTIONS)
        for x in range(0, self.width() - _BAR, _BAR + _GAP):
            height = max(2.0, _WAVE_HEIGHT * _loudness(x / share))
            bar = QRectF(x, (_WAVE_HEIGHT - height) / 2, _BAR, height)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        top = _WAVE_HEIGHT + GRID
        font = painter.font()
        font.setPixelSize(max(8, round(self.fontMetrics().height() * 0.72)))
        painter.setFont(font)
        names = [emotion_name(emotion) for emotion in EMOTIONS]
        left = 0.0
        for i, width in enumerate(_shared(self.width(), names, painter.fontMetrics())):
            box = QRectF(left + 1, top, width - 2, self._ribbon_height())
            self._paint_emotion(painter, box, i, names[i])
            left += width

    def _paint_emotion(self, painter: QPainter, box: QRectF, index: int, name: str) -> None:
        colour = self._themes.theme.emotion(index)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(readable_on(colour))
        room = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, int(box.width()) - 4
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, room)


def _shared(width: int, names: list[str], metrics: QFontMetrics) -> list[float]:
    """Widths of the boxes: alike where every name fits, else a long name takes more."""
    needed = [metrics.horizontalAdvance(name) + GRID for name in names]
    alike = width / len(names)
    if max(needed) <= alike:
        return [alike] * len(names)
    beside = (width - sum(needed)) / len(names)
    return [one + beside for one in needed]


def _loudness(place: float) -> float:
    """Return the loudness 0..1 at a position counted in emotions, modulated by syllables."""
    pulse = _PULSES[min(int(place), len(_PULSES) - 1)]
    syllables = abs(math.sin(7.3 * place)) * abs(math.cos(23.0 * place + 0.4))
    edge = math.sin(math.pi * (place % 1.0))
    return pulse * (0.12 + 0.88 * syllables) * (0.25 + 0.75 * edge)
