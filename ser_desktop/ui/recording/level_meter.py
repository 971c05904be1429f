"""Input level in dBFS with peak hold and a clip lamp that stays lit until it is clicked."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ser_desktop.audio.level import CLIPPED_AT, SILENCE_DBFS, to_dbfs
from ser_desktop.ui.toolkit.theme import ThemeManager

LOWEST_DB = -60.0
HOLD_S = 1.5
FALL_DB_PER_S = 30.0
_TICKS_DB = (-60, -18, 0)
_FIGURES = "−60   −18 dB   0  "


class LevelMeter(QWidget):
    """Fed with the peak of each stretch of audio."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("levelMeter")
        self.setAccessibleName("Input level")
        self.setToolTip("Input level; the red lamp means clipped and goes out when clicked")
        self._themes = themes
        self._level_db = self._held_db = SILENCE_DBFS
        self._held_at = self._shown_at = 0.0
        self._active = False
        self.clipped = False
        themes.changed.connect(self.update)

    @property
    def level_db(self) -> float:
        """What the bar shows."""
        return self._level_db

    def feed(self, peak: float) -> None:
        """Show the peak amplitude, 0..1, of the audio since the last call."""
        now = time.monotonic()
        fallen = self._level_db - FALL_DB_PER_S * min(1.0, now - self._shown_at)
        new_db = to_dbfs(peak)
        self._level_db, self._shown_at = max(new_db, fallen), now
        if new_db >= self._held_db or now - self._held_at > HOLD_S:
            self._held_db, self._held_at = new_db, now
        self.clipped |= peak >= CLIPPED_AT
        self._active = True
        said = f"{round(new_db)} dBFS{', clipped' if self.clipped else ''}"
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        self.update()

    def rest(self) -> None:
        """No microphone is open."""
        self._level_db = self._held_db = SILENCE_DBFS
        self._active = False
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the design, where its figures have room."""
        return QSize(max(150, self.minimumSizeHint().width()), 34)

    def minimumSizeHint(self) -> QSize:
        """Its figures do not touch."""
        return QSize(max(110, self.fontMetrics().horizontalAdvance(_FIGURES)), 30)

    def put_out(self) -> None:
        """Put the clip lamp out."""
        self.clipped = False
        self.update()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Clicked, the lamp goes out."""
        self.put_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bar, held peak, lamp and scale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = self._themes.theme
        lamp_width = 12
        track = QRectF(0, 6, self.width() - lamp_width - 6, 7)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(track, 2, 2)
        share = self._share(self._level_db)
        if self._active and share > 0:
            colours = QLinearGradient(track.topLeft(), track.topRight())
            colours.setColorAt(0.0, QColor("#2e9e6b"))
            colours.setColorAt(0.65, QColor("#2e9e6b"))
            colours.setColorAt(0.85, QColor("#d9c62f"))
            colours.setColorAt(1.0, QColor(theme.record))
            painter.setBrush(colours)
            painter.drawRoundedRect(
                QRectF(track.left(), track.top(), track.width() * share, track.height()), 2, 2
            )
            held = track.left() + track.width() * self._share(self._held_db)
            painter.setBrush(QColor(theme.text))
            painter.drawRect(QRectF(held - 1, track.top() - 2, 2, track.height() + 4))
        painter.setBrush(QColor(theme.record if self.clipped else theme.track))
        painter.drawEllipse(QRectF(self.width() - lamp_width, 4, 11, 11))
        self._paint_scale(painter, track)

    def _paint_scale(self, painter: QPainter, track: QRectF) -> None:
        font = painter.font()
        font.setPointSizeF(max(6.5, font.pointSizeF() * 0.78))
        painter.setFont(font)
        painter.setPen(QColor(self._themes.theme.muted))
        metrics = painter.fontMetrics()
        for tick in _TICKS_DB:
            text = f"{tick} dB".replace("-", "−") if tick == -18 else f"{tick}".replace("-", "−")
            width = metrics.horizontalAdvance(text)
            x = track.left() + track.width() * self._share(tick) - width / 2
            x = min(max(x, 0), track.right() - width)
            painter.drawText(QRectF(x, 15, width + 2, metrics.height()), text)

    @staticmethod
    def _share(level_db: float) -> float:
        return min(1.0, max(0.0, 1 - level_db / LOWEST_DB))
