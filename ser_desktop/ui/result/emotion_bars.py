"""A bar for each emotion with name and number. Emotions that the model lacks are greyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ser_desktop.emotion.labels import EMOTIONS, UNCERTAIN, in_order
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.accessible_role import CHART
from ser_desktop.ui.toolkit.emotion_colours import brush_of, edge_of
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.theme import ThemeManager

_BAR_HEIGHT = 8
_MIN_BAR_WIDTH = 48
_SWATCH = 10


class EmotionBars(QWidget):
    """Shows probabilities or shares of speech; without values the bars are empty.

    A click on a row selects its emotion.

    Args:
        themes: for the colours.
        parent: the parent widget.
        number_text: writes the number of a row.
    """

    ACCESSIBLE_ROLE = CHART
    emotion_clicked = Signal(str)

    def __init__(
        self,
        themes: ThemeManager,
        parent: QWidget | None = None,
        number_text: Callable[[float], str] = percent_text,
    ) -> None:
        super().__init__(parent)
        self._number_text = number_text
        self.setObjectName("emotionBars")
        self.setAccessibleName(str(Message("result.bars")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setToolTip(str(Message("result.bars_tip")))
        self._themes = themes
        self._known: list[str] = list(EMOTIONS)
        self._values: dict[str, float] = {}
        self._chosen = ""
        self._hovered = -1
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
        self.setAccessibleName(str(Message("result.bars")))
        self._describe()

    def set_shares(self, shares: Mapping[str, float]) -> None:
        """Set shares of speech by label, *uncertain* among them."""
        doubt = [UNCERTAIN] if UNCERTAIN in shares else []
        self._values = {label: shares.get(label, 0.0) for label in [*self._known, *doubt]}
        self.setAccessibleName(str(Message("result.bars_shares")))
        self._describe()

    def mark(self, emotion: str) -> None:
        """Mark the row of an emotion; "" removes the mark."""
        self._chosen = emotion
        self.update()

    def rows(self) -> list[str]:
        """The labels from top to bottom.

        *Uncertain* is always there: it has a share only in a long recording, but its look in the
        pictures is explained here, beside that of the emotions.
        """
        return [*in_order([*EMOTIONS, *self._known]), UNCERTAIN]

    def text(self) -> str:
        """The bars as text, for screen readers and tests."""
        if not self._values:
            return str(Message("result.bars_empty"))
        return ", ".join(
            f"{emotion_name(label)} {self._number_text(value)}"
            for label, value in self._values.items()
        )

    def sizeHint(self) -> QSize:
        """The height of a row for each emotion."""
        width = self._name_width() + self._number_width() + _MIN_BAR_WIDTH
        return QSize(width, len(self.rows()) * self._row_height())

    def minimumSizeHint(self) -> QSize:
        """The same size, so that rows are never squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i, label in enumerate(self.rows()):
            self._paint_row(painter, i, label)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the row under the pointer."""
        self._hover(self._row_at(event))

    def leaveEvent(self, event: QEvent) -> None:
        """Remove the highlight."""
        super().leaveEvent(event)
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select the emotion under the pointer; a second click clears the selection."""
        row, rows = self._row_at(event), self.rows()
        if event.button() == Qt.MouseButton.LeftButton and 0 <= row < len(rows):
            label = rows[row]
            if label in self._known:
                self.emotion_clicked.emit("" if label == self._chosen else label)

    def _paint_row(self, painter: QPainter, i: int, label: str) -> None:
        theme, row = self._themes.theme, self._row_height()
        names, numbers = self._name_width(), self._number_width()
        known = label in self._known or label == UNCERTAIN
        area = QRectF(0, i * row, self.width(), row)
        painter.setOpacity(1.0)
        if i == self._hovered and known:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 4, 4)
        if label == self._chosen and self._values:  # an outline: filled, it looks like the answer
            painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 1.5, -0.5, -1.5), 4, 4)
        painter.setOpacity(1.0 if known else 0.5)
        words = QColor(theme.text if known else theme.muted)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(words)
        name = self._placed(area.adjusted(_SWATCH + 12, 0, 0, 0))
        painter.drawText(name, middle, emotion_name(label))
        at_start = QRectF(4, area.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
        swatch = self._placed(at_start)
        painter.setPen(edge_of(label, theme))
        painter.setBrush(brush_of(label, theme, theme.track))
        painter.drawRoundedRect(swatch.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        if label == UNCERTAIN and label not in self._values:
            return  # an emotion has a probability, doubt has none
        left, half = names, _BAR_HEIGHT / 2
        width = max(10, self.width() - names - numbers)
        track = QRectF(left, area.center().y() - half, width, _BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(self._placed(track), half, half)
        value = self._values.get(label)
        if value:
            bar = QRectF(track)
            bar.setWidth(max(2.0, track.width() * value))
            painter.setBrush(brush_of(label, theme, theme.muted))
            painter.setPen(edge_of(label, theme))
            radius = min(half, bar.width() / 2)
            filled = self._placed(bar).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(filled, radius, radius)
        painter.setPen(words)
        text = self._number_text(value) if value is not None else ("" if known else "–")
        number = self._placed(area.adjusted(0, 0, -4, 0))
        painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, text)

    def _placed(self, area: QRectF) -> QRectF:
        """Return where an area lies, which is mirrored if text runs from right to left."""
        if not self.isRightToLeft():
            return area
        return QRectF(self.width() - area.right(), area.y(), area.width(), area.height())

    def _row_at(self, event: QMouseEvent) -> int:
        return int(event.position().y() // self._row_height())

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update()

    def _row_height(self) -> int:
        return max(20, self.fontMetrics().height() + 4)

    def _name_width(self) -> int:
        widest = max(self.fontMetrics().horizontalAdvance(emotion_name(e)) for e in self.rows())
        return widest + _SWATCH + 24

    def _number_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(percent_text(1.0)) + 16

    def _describe(self) -> None:
        self.setAccessibleDescription(self.text())
        self.updateGeometry()
        self.update()
