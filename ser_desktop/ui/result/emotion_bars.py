"""Eight bars in fixed order with name and number; emotions a model lacks are greyed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.theme import ThemeManager


class EmotionBars(QWidget):
    """Shows probabilities; without any the bars stand empty and nothing moves."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emotionBars")
        self.setAccessibleName(str(Message("result.bars")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._themes = themes
        self._known = list(EMOTIONS)
        self._values: dict[str, float] = {}
        themes.changed.connect(self.update)

    def set_labels(self, labels: Sequence[str]) -> None:
        """The emotions the model knows."""
        self._known = list(labels)
        self._values = {}
        self._describe()

    def set_probabilities(self, probabilities: NDArray[np.float32] | None) -> None:
        """Probabilities [labels] in the order of :meth:`set_labels`, or None."""
        self._values = (
            {}
            if probabilities is None
            else dict(zip(self._known, map(float, probabilities), strict=True))
        )
        self._describe()

    def text(self) -> str:
        """The bars in words, for screen readers and tests."""
        if not self._values:
            return str(Message("result.bars_empty"))
        return ", ".join(
            f"{emotion_name(label)} {percent_text(value)}" for label, value in self._values.items()
        )

    def sizeHint(self) -> QSize:
        """Eight rows."""
        row = self._row_height()
        return QSize(self._name_width() + self._number_width() + 80, 8 * row)

    def minimumSizeHint(self) -> QSize:
        """The same: rows are not squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.theme
        row, names, numbers = self._row_height(), self._name_width(), self._number_width()
        middle = Qt.AlignmentFlag.AlignVCenter
        for i, emotion in enumerate(EMOTIONS):
            known = emotion in self._known
            painter.setPen(QColor(theme.text if known else theme.muted))
            painter.setOpacity(1.0 if known else 0.5)
            top = i * row
            painter.drawText(QRectF(0, top, names, row), middle, emotion_name(emotion))
            track = QRectF(names, top + row / 2 - 6, max(10, self.width() - names - numbers), 12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.track))
            painter.drawRoundedRect(track, 2, 2)
            value = self._values.get(emotion)
            if value:
                bar = QRectF(track)
                bar.setWidth(max(2.0, track.width() * value))
                painter.setBrush(theme.emotion(i))
                if not theme.dark:  # yellow on white needs an outline
                    painter.setPen(QPen(theme.emotion(i).darker(135), 1))
                painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
            painter.setPen(QColor(theme.text if known else theme.muted))
            text = percent_text(value) if value is not None else ("" if known else "–")
            area = QRectF(self.width() - numbers, top, numbers, row)
            painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, text)

    def _row_height(self) -> int:
        return max(25, self.fontMetrics().height() + 8)

    def _name_width(self) -> int:
        return max(self.fontMetrics().horizontalAdvance(emotion_name(e)) for e in EMOTIONS) + 12

    def _number_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(percent_text(1.0)) + 8

    def _describe(self) -> None:
        self.setAccessibleDescription(self.text())
        self.update()
