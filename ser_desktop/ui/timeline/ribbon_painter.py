"""Paints segments, and stretches above a strip of segments, in pixels.

A name stands in a box where it fits. Where it does not, the box stays empty: single letters in
narrow boxes say less than the names beside the bars of the panel.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.stretches import Stretch
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.timeline.ribbon_layout import STRIP_GAP, STRIP_SHARE, Box, RibbonLayout
from ser_desktop.ui.toolkit.emotion_colours import colour_of, readable_on
from ser_desktop.ui.toolkit.hatching import hatched
from ser_desktop.ui.toolkit.theme import EDGE_DARKER, Theme

_TEXT_LEFT, _TEXT_RIGHT = 6, 4
_MIN_BORDERED_WIDTH = 5
_RADIUS = 3
_MIN_TEXT_SHARE = 0.8
"""Of the font's ascent, that a box has to be high for words."""
_UNCERTAIN_SHARE = 0.5
"""Height of uncertain segments in the height of the others, where they are narrow."""


def paint_ribbon(
    painter: QPainter, layout: RibbonLayout, to_pixels: QTransform, lane: QRectF, theme: Theme
) -> None:
    """Paint what a ribbon shows of one track.

    Args:
        painter: paints in pixels.
        layout: what is painted.
        to_pixels: from seconds to pixels.
        lane: the lane in pixels; what is outside of it is not visible.
        theme: gives the colours.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if layout.is_dense:
        _paint_dense(painter, layout, to_pixels, lane, theme)
        return
    for box in layout.boxes:
        area = _across(box, to_pixels, lane)
        paint_box(painter, area, area.intersected(lane), box[2], theme)


def paint_box(painter: QPainter, box: QRectF, visible: QRectF, label: str, theme: Theme) -> None:
    """Paint a box, and in its visible part the label if it fits."""
    colour = colour_of(label, theme)
    if box.width() < _MIN_BORDERED_WIDTH:
        _fill_narrow(painter, box, label, theme)
        return
    outlined = box.adjusted(0.5, 0.5, -0.5, -0.5)
    if colour is not None:
        painter.setPen(Qt.PenStyle.NoPen if theme.dark else QPen(colour.darker(EDGE_DARKER), 1))
        painter.setBrush(colour)
    else:
        is_uncertain = label == UNCERTAIN
        painter.setPen(QPen(QColor(theme.muted if is_uncertain else theme.border), 1))
        painter.setBrush(hatched(theme) if is_uncertain else QColor(theme.plot))
    painter.drawRoundedRect(outlined, _RADIUS, _RADIUS)
    _paint_name(painter, visible, label, theme)


def _paint_name(painter: QPainter, visible: QRectF, label: str, theme: Theme) -> None:
    metrics, name, colour = painter.fontMetrics(), emotion_name(label), colour_of(label, theme)
    inside = visible.adjusted(_TEXT_LEFT, 0, -_TEXT_RIGHT, 0)
    is_low = visible.height() < _MIN_TEXT_SHARE * metrics.ascent()
    width = metrics.horizontalAdvance(name)
    if is_low or width > inside.width():
        return
    if label == UNCERTAIN:  # a plain ground, so that the hatching does not cross the letters
        ground = QRectF(inside.left() - 3, visible.top() + 2, width + 6, visible.height() - 4)
        painter.fillRect(ground, QColor(theme.plot))
    painter.setPen(readable_on(colour) if colour is not None else QColor(theme.muted))
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, name)


def _paint_dense(
    painter: QPainter, layout: RibbonLayout, to_pixels: QTransform, lane: QRectF, theme: Theme
) -> None:
    """Paint stretches above the strip of their segments; between stretches, segments alone.

    There the segments have the whole height: where emotions change quickly, the band above them
    would be empty.
    """
    strip = QRectF(lane)
    strip.setTop(lane.bottom() - round(STRIP_SHARE * lane.height()))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for box in layout.boxes:
        _fill_narrow(painter, _across(box, to_pixels, strip), box[2], theme)
        for part in parts_between(box, layout.stretches):
            _fill_narrow(painter, _across(part, to_pixels, lane), part[2], theme)
    painter.restore()
    band = QRectF(lane)
    band.setBottom(strip.top() - STRIP_GAP)
    for stretch in layout.stretches:
        area = _across((stretch.start_s, stretch.end_s, stretch.label), to_pixels, band)
        paint_box(painter, area, area.intersected(lane), stretch.label, theme)


def parts_between(box: Box, stretches: Sequence[Stretch]) -> list[Box]:
    """Return the parts of a box over which no stretch is drawn.

    Args:
        box: start and end in seconds, and a label.
        stretches: the drawn stretches in order of time, none over another.
    """
    parts, free_s = [], box[0]
    for stretch in stretches:
        if stretch.start_s >= box[1]:
            break
        if stretch.start_s > free_s:
            parts.append((free_s, stretch.start_s, box[2]))
        free_s = max(free_s, stretch.end_s)
    return [*parts, (free_s, box[1], box[2])] if free_s < box[1] else parts


def _fill_narrow(painter: QPainter, area: QRectF, label: str, theme: Theme) -> None:
    """Fill a box that may be narrower than any hatching: uncertain ones are lower instead."""
    colour = colour_of(label, theme)
    if label == UNCERTAIN:
        low = QRectF(area)
        low.setTop(area.bottom() - round(_UNCERTAIN_SHARE * area.height()))
        painter.fillRect(low, hatched(theme))
    elif label != NO_SPEECH and colour is not None:
        painter.fillRect(area, colour)


def _across(box: Box, to_pixels: QTransform, row: QRectF) -> QRectF:
    """Return a box in pixels, as high as a row."""
    area = to_pixels.mapRect(QRectF(box[0], 0, box[1] - box[0], 1))
    return QRectF(area.left(), row.top(), area.width(), row.height())
