"""The cells of the overview: numbers as shades, shares as bars, words in one or two lines."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.ui.recordings.overview_model import COLUMNS, VALUE_ROLE
from ser_desktop.ui.recordings.overview_words import TWO_LINES
from ser_desktop.ui.recordings.recordings_model import RECORDING_ROLE
from ser_desktop.ui.recordings.speech_shares import shares_in_order
from ser_desktop.ui.toolkit.emotion_colours import brush_of, colour_of, readable_on
from ser_desktop.ui.toolkit.icons import icon
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager
from ser_desktop.ui.toolkit.two_lines import in_two_lines

_Index = QModelIndex | QPersistentModelIndex
_CAUTION = "triangle-alert"
SIGN_WIDTH = 3 * GRID + GRID // 2
"""Room that the sign takes beside its words."""
_FAINT = 0.05
"""Below this, a cell has no colour: the eye goes to the others."""


class HeatDelegate(QStyledItemDelegate):
    """Paints numbers as shades of the emotion's colour, and shares of the speech as a bar."""

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.lines = 1
        """Lines that words have; names of files keep to one."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Shorten names in the middle, since their ends tell them apart, and others at the end."""
        super().initStyleOption(option, index)
        if COLUMNS[index.column()] != "name":
            option.textElideMode = Qt.TextElideMode.ElideRight
        if self.lines > 1 and COLUMNS[index.column()] in TWO_LINES:
            option.features |= QStyleOptionViewItem.ViewItemFeature.WrapText

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint cells of emotions and shares; Qt paints the others."""
        key = COLUMNS[index.column()]
        area = QRectF(option.rect).adjusted(2, 2, -2, -2)
        if key in EMOTIONS:
            self._paint_heat(painter, area, key, index.data(VALUE_ROLE), index.data())
        elif key == "warnings" and index.data():
            self._paint_caution(painter, area, index.data())
        elif key == "shares":
            self._paint_shares(painter, area.adjusted(4, 6, -4, -6), index)
        else:
            super().paint(painter, option, index)
        is_current = option.widget is not None and option.widget.currentIndex() == index  # type: ignore[attr-defined]
        if is_current and option.widget.hasFocus():
            painter.setPen(QColor(self._themes.theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -1.5, -1.5))

    def _paint_heat(
        self, painter: QPainter, area: QRectF, emotion: str, share: float, text: str
    ) -> None:
        theme = self._themes.theme
        if share < 0:
            return
        colour = colour_of(emotion, theme) or QColor(theme.muted)
        mixed = _mix(QColor(theme.plot), colour, share)
        painter.save()
        if share < _FAINT:
            painter.setPen(QColor(theme.muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            painter.restore()
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed)
        painter.drawRoundedRect(area, 3, 3)
        painter.setPen(readable_on(mixed))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _paint_caution(self, painter: QPainter, area: QRectF, words: str) -> None:
        """Paint a sign, and the words beside it where all fit; the tool tip has them too."""
        theme, size = self._themes.theme, 2 * GRID
        place = QRectF(area.left() + 2, area.center().y() - GRID, size, size)
        icon(_CAUTION, theme.warning, theme.warning).paint(painter, place.toRect())
        beside = area.adjusted(SIGN_WIDTH - GRID // 2, 0, 0, 0)
        width = painter.fontMetrics().horizontalAdvance
        needed = width(words) if self.lines == 1 else in_two_lines(words, width)
        if needed >= beside.width():
            return
        painter.setPen(QColor(theme.text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(beside, int(flags), words)

    def _paint_shares(self, painter: QPainter, area: QRectF, index: _Index) -> None:
        theme, left = self._themes.theme, area.left()
        for label, share in shares_in_order(index.data(RECORDING_ROLE)).items():
            part = QRectF(left, area.top(), share * area.width(), area.height())
            painter.fillRect(part, brush_of(label, theme, theme.track))
            left += share * area.width()


def _mix(a: QColor, b: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        a.redF() + share * (b.redF() - a.redF()),
        a.greenF() + share * (b.greenF() - a.greenF()),
        a.blueF() + share * (b.blueF() - a.blueF()),
    )
