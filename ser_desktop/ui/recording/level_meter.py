"""Input level in dBFS with peak hold and a clip indicator.

The indicator stays until a click, or until another take begins.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from ser_desktop.audio.level import CLIPPED_AT, FAINT_BELOW_DBFS, SILENCE_DBFS, to_dbfs
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.number_text import signed_text
from ser_desktop.ui.toolkit.theme import ThemeManager

MIN_DB = FAINT_BELOW_DBFS
HOLD_S = 1.5
FALL_DB_PER_S = 30.0
_TICKS_DB = (-60, -18, 0)
_FIGURES = "−60   −18 dB   0  "


class LevelMeter(QWidget):
    """Shows the peak of each block of samples it is given."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("levelMeter")
        self.setAccessibleName(str(Message("meter.name")))
        self.setToolTip(str(Message("meter.tip")))
        self._themes = themes
        self._level_db = self._held_db = SILENCE_DBFS
        self._held_at = self._shown_at = 0.0
        self._active = False
        self.clipped = False
        self._take = ""
        themes.changed.connect(self.update)

    @property
    def level_db(self) -> float:
        """The level shown by the bar."""
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
        if self.clipped:
            self.setCursor(Qt.CursorShape.PointingHandCursor)  # a click clears it
        id = "meter.level_clipped" if self.clipped else "meter.level"
        description = str(Message(id, level=signed_text(new_db, "dBFS")))
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
        self.update()

    def rest(self) -> None:
        """Show the empty meter: no microphone is open."""
        self._level_db = self._held_db = SILENCE_DBFS
        self._active = False
        self.update()

    def sizeHint(self) -> QSize:
        """The usual width, or more if the figures of the scale need it."""
        return QSize(max(150, self.minimumSizeHint().width()), 34)

    def minimumSizeHint(self) -> QSize:
        """The width at which the figures of the scale do not overlap."""
        figures = QFontMetrics(self._small_font()).horizontalAdvance(_FIGURES)
        return QSize(max(110, figures) + self._clip_width() + 6, 30)

    def show_take(self, name: str) -> None:
        """Clear the clip indicator when another take begins; "" is none, after which it stays lit.

        Args:
            name: what tells takes apart.
        """
        if name and name != self._take:
            self.reset_clip_indicator()
            self._take = name

    def reset_clip_indicator(self) -> None:
        """Clear the clip indicator."""
        self.clipped = False
        self.unsetCursor()
        self.update()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click resets the clip indicator."""
        self.reset_clip_indicator()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bar, held peak, clip indicator and scale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = self._themes.theme
        track = QRectF(0, 6, self.width() - self._clip_width() - 6, 7)
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
        if self.clipped:
            self._paint_clip_indicator(painter)
        self._paint_scale(painter, track)

    def _paint_clip_indicator(self, painter: QPainter) -> None:
        """Draw the word in red; a coloured lamp alone would not explain itself."""
        theme = self._themes.theme
        painter.setFont(self._small_font())
        box = QRectF(self.width() - self._clip_width(), 1, self._clip_width(), 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.record))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(Message("meter.clip")))

    def _clip_width(self) -> int:
        text = str(Message("meter.clip"))
        return QFontMetrics(self._small_font()).horizontalAdvance(text) + 8

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(6.5, font.pointSizeF() * 0.78))
        return font

    def _paint_scale(self, painter: QPainter, track: QRectF) -> None:
        painter.setFont(self._small_font())
        painter.setPen(QColor(self._themes.theme.muted))
        metrics = painter.fontMetrics()
        for tick in _TICKS_DB:
            text = signed_text(tick, "dB" if tick == -18 else "").rstrip()
            width = metrics.horizontalAdvance(text)
            x = track.left() + track.width() * self._share(tick) - width / 2
            x = min(max(x, 0), track.right() - width)
            painter.drawText(QRectF(x, 15, width + 2, metrics.height()), text)

    @staticmethod
    def _share(level_db: float) -> float:
        return min(1.0, max(0.0, 1 - level_db / MIN_DB))
