"""A small picture of how often one emotion followed another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.accessible_role import CHART
from ser_desktop.ui.toolkit.emotion_colours import readable_on
from ser_desktop.ui.toolkit.theme import ThemeManager

_MIN_CELL = 20
_N_LETTERS = 2
"""Letters of each emotion's name above its column."""


class TransitionMatrix(QWidget):
    """Rows are the earlier emotion, columns the later one; hidden without changes."""

    ACCESSIBLE_ROLE = CHART

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transitionMatrix")
        self._themes = themes
        self._labels: Sequence[str] = EMOTIONS
        self._counts: NDArray[np.int64] = np.zeros((len(EMOTIONS), len(EMOTIONS)), dtype=np.int64)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        themes.changed.connect(self.update)
        self.hide()

    def show_transitions(
        self, counts: NDArray[np.int64] | None, labels: Sequence[str] = EMOTIONS
    ) -> None:
        """Show counts [from, to] in the order of ``labels``, or nothing."""
        self.setVisible(counts is not None and bool(counts.any()))
        if counts is not None:
            self._counts, self._labels = counts, labels
            self.setAccessibleName(self._spoken())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The size for the emotions that occur."""
        n = len(self._occurring())
        cell, left, head = self._places()
        return QSize(left + n * cell, head + n * cell)

    def minimumSizeHint(self) -> QSize:
        """The same size, so that cells are never squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, letters and a cell for each pair."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, occurring = self._themes.theme, self._occurring()
        cell_px, left, head = self._places()
        muted, most = QColor(theme.muted), max(1, int(self._counts.max()))
        font = painter.font()
        bold = painter.font()
        bold.setBold(True)
        bold.setPointSizeF(font.pointSizeF() * 0.82)
        painter.setFont(bold)
        painter.setPen(muted)
        painter.drawText(
            QRectF(0, 0, self.width(), head - cell_px),
            Qt.AlignmentFlag.AlignVCenter,
            str(Message("result.changes_heading")),
        )
        painter.setFont(font)
        for column, emotion in enumerate(occurring):
            box = QRectF(left + column * cell_px, head - cell_px, cell_px, cell_px)
            painter.setPen(muted)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._name(emotion)[:_N_LETTERS])
        for row, before in enumerate(occurring):
            y = head + row * cell_px
            painter.setPen(QColor(theme.text))
            painter.drawText(
                QRectF(0, y, left - 6, cell_px), Qt.AlignmentFlag.AlignVCenter, self._name(before)
            )
            for column, after in enumerate(occurring):
                cell = QRectF(left + column * cell_px + 1, y + 1, cell_px - 2, cell_px - 2)
                count = int(self._counts[before, after])
                colour = QColor(theme.track)
                if count:
                    share = 0.25 + 0.75 * count / most
                    colour = _blend(QColor(theme.track), QColor(theme.accent), share)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRoundedRect(cell, 3, 3)
                if count:
                    painter.setPen(readable_on(colour))
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count))

    def event(self, event: QEvent) -> bool:
        """Show a tool tip for the pair under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            occurring = self._occurring()
            cell, left, head = self._places()
            column = (event.pos().x() - left) // cell
            row = (event.pos().y() - head) // cell
            if 0 <= row < len(occurring) and 0 <= column < len(occurring):
                before, after = occurring[row], occurring[column]
                QToolTip.showText(event.globalPos(), self._words(before, after), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _places(self) -> tuple[int, int, int]:
        """Cell side, width of names, heights of title and letters, in pixels."""
        metrics = self.fontMetrics()
        cell = max(_MIN_CELL, metrics.height() + 2, metrics.horizontalAdvance("su") + 4)
        names = max(metrics.horizontalAdvance(emotion_name(e)) for e in self._labels)
        return cell, names + 8, 2 * cell

    def _words(self, before: int, after: int) -> str:
        n = int(self._counts[before, after])
        before_name, after_name = self._name(before), self._name(after)
        return str(Message("result.change", before=before_name, after=after_name, n=n))

    def _spoken(self) -> str:
        pairs = [
            self._words(int(before), int(after)) for before, after in np.argwhere(self._counts)
        ]
        return str(Message("result.changes_spoken", changes="; ".join(pairs)))

    def _occurring(self) -> list[int]:
        involved = self._counts.any(axis=0) | self._counts.any(axis=1)
        return np.flatnonzero(involved).tolist()

    def _name(self, emotion: int) -> str:
        return emotion_name(self._labels[emotion])


def _blend(a: QColor, b: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        a.redF() + share * (b.redF() - a.redF()),
        a.greenF() + share * (b.greenF() - a.greenF()),
        a.blueF() + share * (b.blueF() - a.blueF()),
    )
