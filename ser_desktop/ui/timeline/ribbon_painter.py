"""Paints segments, and stretches above a strip of segments, in pixels."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.timeline.ribbon_layout import STRIP_GAP, STRIP_SHARE, Box, RibbonLayout
from ser_desktop.ui.toolkit.emotion_colours import colour_of, initial, readable_on
from ser_desktop.ui.toolkit.theme import EDGE_DARKER, Theme

_TEXT_MARGIN = 8
_MIN_BORDERED_WIDTH = 5
_RADIUS = 3
_MIN_TEXT_SHARE = 0.8
"""Of the font's ascent, that a box has to be high for words."""


def paint_dense(
    painter: QPainter, layout: RibbonLayout, to_pixels: QTransform, lane: QRectF, theme: Theme
) -> None:
    """Paint stretches, and below them the strip of the segments.

    Args:
        painter: paints in pixels.
        layout: what is painted.
        to_pixels: from seconds to pixels.
        lane: the lane in pixels; what is outside of it is not visible.
        theme: gives the colours.
    """
    strip = QRectF(lane)
    strip.setTop(lane.bottom() - round(STRIP_SHARE * lane.height()))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for box in layout.boxes:
        colour = _strip_colour(box[2], theme)
        if colour is not None:
            painter.fillRect(_across(box, to_pixels, strip), colour)
    painter.restore()
    band = QRectF(lane)
    band.setBottom(strip.top() - STRIP_GAP)
    for stretch in layout.stretches:
        area = _across((stretch.start_s, stretch.end_s, stretch.label), to_pixels, band)
        paint_box(painter, area, area.intersected(lane), stretch.label, theme, True)


def paint_box(
    painter: QPainter,
    box: QRectF,
    visible: QRectF,
    label: str,
    theme: Theme,
    has_initial: bool,
) -> None:
    """Paint a box, and in its visible part the label or its initial."""
    emotion_colour = colour_of(label, theme)
    known = emotion_colour is not None
    colour = emotion_colour or QColor(theme.plot)
    name = emotion_name(label)
    if box.width() < _MIN_BORDERED_WIDTH:
        painter.fillRect(box, colour)
        return
    painter.setBrush(colour)
    if known:
        painter.setPen(Qt.PenStyle.NoPen if theme.dark else QPen(colour.darker(EDGE_DARKER), 1))
    else:
        painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0, -0.5, 0), _RADIUS, _RADIUS)
    metrics = painter.fontMetrics()
    if box.height() < _MIN_TEXT_SHARE * metrics.ascent():
        return  # the lane is too low for words
    inside = visible.adjusted(6, 0, -4, 0)
    text = name if metrics.horizontalAdvance(name) <= inside.width() else initial(label)
    if visible.width() >= metrics.horizontalAdvance(text) + _TEXT_MARGIN and (
        text == name or (has_initial and known)
    ):
        painter.setPen(readable_on(colour) if known else QColor(theme.muted))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)


def _strip_colour(label: str, theme: Theme) -> QColor | None:
    """Return the colour in the strip; None is left empty."""
    if label == NO_SPEECH:
        return None
    return colour_of(label, theme) or QColor(theme.border)


def _across(box: Box, to_pixels: QTransform, row: QRectF) -> QRectF:
    """Return a box in pixels, as high as a row."""
    area = to_pixels.mapRect(QRectF(box[0], 0, box[1] - box[0], 1))
    return QRectF(area.left(), row.top(), area.width(), row.height())
