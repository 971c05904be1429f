"""Emotions over time, under the pictures of the sound: a ribbon of segments, stacked probabilities.

Both are items of our own that paint what is visible; names and initials stand in the colours, so
that colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, Segment, Window
from ser_desktop.emotion.segments import make_segments
from ser_desktop.ui.theme import Theme, ThemeManager
from ser_desktop.ui.widgets.time_view_box import TimeViewBox

RIBBON_HEIGHT = 26
STACK_HEIGHT = 96
_ROOM_FOR_TEXT = 8
_ROOM_FOR_BORDER = 5
_MOST_POINTS = 1500


class RibbonItem(pg.GraphicsObject):
    """One box a segment from 0 to 1 on the vertical axis, its label inside where it fits."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._segments: Sequence[Segment] = ()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Take other segments."""
        self.prepareGeometryChange()
        self._segments = segments
        self.informViewBoundsChanged()
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole time."""
        end_s = self._segments[-1].end_s if self._segments else 1.0
        return QRectF(0, 0, end_s, 1)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw in pixels: boxes with a gap, text that is not stretched."""
        to_pixels = painter.worldTransform()
        shown = self.viewRect()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.theme
        for segment in self._segments:
            if segment.end_s < shown.left() or segment.start_s > shown.right():
                continue
            span = QRectF(segment.start_s, 0, segment.end_s - segment.start_s, 1)
            box = to_pixels.mapRect(span)
            seen = to_pixels.mapRect(span.intersected(shown))
            _paint_box(painter, box, seen, segment.label, theme)
        painter.restore()


def _paint_box(painter: QPainter, box: QRectF, seen: QRectF, label: str, theme: Theme) -> None:
    """A box, and its label in the part of it that is seen."""
    known = label in EMOTIONS
    colour = theme.emotion(EMOTIONS.index(label)) if known else QColor(theme.plot)
    if box.width() < _ROOM_FOR_BORDER:
        painter.fillRect(box, colour)
        return
    painter.setBrush(colour)
    if known:
        painter.setPen(Qt.PenStyle.NoPen if theme.dark else QPen(colour.darker(125), 1))
    else:
        painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0, -0.5, 0), 3, 3)
    metrics = painter.fontMetrics()
    if seen.width() >= metrics.horizontalAdvance(initial(label)) + _ROOM_FOR_TEXT:
        inside = seen.adjusted(5, 0, -3, 0)
        text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, int(inside.width()))
        if len(text) < 3:  # an ellipsis tells less than the initial
            text = initial(label)
        painter.setPen(readable_on(colour) if known else QColor(theme.muted))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)


def initial(label: str) -> str:
    """As few letters as tell it from the others."""
    return label[:2] if label in ("sad", "surprised") else label[:1]


def readable_on(colour: QColor) -> QColor:
    """Black or white, whichever can be read on a colour."""
    light = 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF()
    return QColor("#000000" if light > 0.45 else "#ffffff")


@dataclass(frozen=True)
class _Run:
    """Neighbouring windows of speech: where they stand and how their probabilities stack up."""

    times_s: NDArray[np.float64]
    cumulative: NDArray[np.float64]
    """[points, labels + 1], from 0 to 1."""


class StackItem(pg.GraphicsObject):
    """Probabilities stacked from 0 to 1; nothing is drawn where nobody speaks."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._labels: tuple[str, ...] = ()
        self._runs: list[_Run] = []
        self._end_s = 1.0

    def show_windows(
        self,
        windows: Sequence[Window],
        labels: tuple[str, ...],
        duration_s: float,
        start_s: float = 0.0,
    ) -> None:
        """Take another analysis."""
        self.prepareGeometryChange()
        self._labels, self._end_s = labels, duration_s
        self._runs = _runs(windows, start_s, duration_s)
        self.informViewBoundsChanged()
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole time."""
        return QRectF(0, 0, self._end_s, 1)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Areas in the scene's units, initials in pixels."""
        to_pixels = painter.worldTransform()
        shown = self.viewRect()
        runs = [part for run in self._runs if (part := _visible(run, shown.left(), shown.right()))]
        painter.setPen(Qt.PenStyle.NoPen)
        for run in runs:
            for i, label in enumerate(self._labels):
                painter.setBrush(self._themes.theme.emotion(EMOTIONS.index(label)))
                painter.drawPolygon(_area(run, i))
        painter.save()
        painter.resetTransform()
        for run in runs:
            self._paint_initials(painter, run, to_pixels)
        painter.restore()

    def _paint_initials(self, painter: QPainter, run: _Run, to_pixels: QTransform) -> None:
        """The initial of each emotion where its area is highest, if it has room there; of two that
        would touch, the one of the higher area."""
        metrics = painter.fontMetrics()
        first_x, last_x = (to_pixels.map(QPointF(t, 0.0)).x() for t in run.times_s[[0, -1]])
        if last_x - first_x < metrics.maxWidth():
            return
        heights = np.diff(run.cumulative, axis=1)
        drawn: list[QRectF] = []
        for i in np.argsort(-heights.max(axis=0), kind="stable"):
            label = self._labels[i]
            at = int(heights[:, i].argmax())
            middle = (run.cumulative[at, i] + run.cumulative[at, i + 1]) / 2
            point = to_pixels.map(QPointF(float(run.times_s[at]), float(middle)))
            height = heights[at, i] * abs(to_pixels.m22())
            if height < metrics.height():
                continue
            half = metrics.horizontalAdvance(initial(label)) / 2 + 2
            x = min(max(point.x(), first_x + half), last_x - half)
            box = QRectF(x - half, point.y() - metrics.height() / 2, 2 * half, metrics.height())
            if any(box.intersects(other) for other in drawn):
                continue
            drawn.append(box)
            painter.setPen(readable_on(self._themes.theme.emotion(EMOTIONS.index(label))))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initial(label))


def _runs(windows: Sequence[Window], start_s: float, end_s: float) -> list[_Run]:
    """Cut at windows without speech; a run reaches half-way to its neighbours' middles."""
    middles = [(w.start_s + w.end_s) / 2 for w in windows]
    borders = [start_s, *((a + b) / 2 for a, b in pairwise(middles)), end_s]
    runs, members = [], []
    for i, window in enumerate(windows):
        if window.is_speech:
            members.append(i)
        if members and (not window.is_speech or i == len(windows) - 1):
            rows = np.array([windows[m].probabilities for m in members], dtype=np.float64)
            inner = [middles[m] for m in members]
            times = np.array([borders[members[0]], *inner, borders[members[-1] + 1]])
            stacked = np.cumsum(np.concatenate([rows[:1], rows, rows[-1:]]), axis=1)
            cumulative = np.concatenate([np.zeros((len(times), 1)), stacked], axis=1)
            runs.append(_Run(times, cumulative / cumulative[:, -1:]))
            members = []
    return runs


def _visible(run: _Run, start_s: float, end_s: float) -> _Run | None:
    """The part between two times, its ends interpolated, thinned to what a screen can show."""
    start_s, end_s = max(start_s, float(run.times_s[0])), min(end_s, float(run.times_s[-1]))
    if end_s <= start_s:
        return None
    first, stop = np.searchsorted(run.times_s, [start_s, end_s], side="right")
    step = -(-int(stop - first + 2) // _MOST_POINTS)
    inner = run.times_s[first:stop:step]
    times_s = np.concatenate([[start_s], inner[inner < end_s], [end_s]])
    columns = [np.interp(times_s, run.times_s, column) for column in run.cumulative.T]
    return _Run(times_s, np.stack(columns, axis=1))


def _area(run: _Run, i: int) -> QPolygonF:
    times_s = np.concatenate([run.times_s, run.times_s[::-1]])
    edge = np.concatenate([run.cumulative[:, i], run.cumulative[::-1, i + 1]])
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(times_s, edge)
    return polygon


class EmotionTracks:
    """The two tracks in a pyqtgraph layout, from a row on."""

    def __init__(self, layout: pg.GraphicsLayoutWidget, row: int, themes: ThemeManager) -> None:
        self._themes, self._layout, self._row = themes, layout, row
        self._analysis: Analysis | None = None
        self._segments: Sequence[Segment] = ()
        self._shown = [True, True]
        self._leader: pg.PlotItem | None = None
        self._ribbon, self._stack = RibbonItem(themes), StackItem(themes)
        self.plots: list[pg.PlotItem] = []
        for offset, (item, height) in enumerate(
            ((self._ribbon, RIBBON_HEIGHT), (self._stack, STACK_HEIGHT))
        ):
            plot = layout.addPlot(row=row + offset, col=0, viewBox=TimeViewBox())
            layout.ci.layout.setRowFixedHeight(row + offset, height)
            plot.hideAxis("bottom")
            plot.setYRange(0, 1, padding=0)
            plot.addItem(item)
            self.plots.append(plot)
        self.plots[0].getAxis("left").setTicks([])
        ticks = [(0.0, "0"), (0.5, "50"), (1.0, "100\u2009%")]
        self.plots[1].getAxis("left").setTicks([ticks])

    def show(self, analysis: Analysis | None) -> None:
        """Draw an analysis, or nothing."""
        if analysis is not None and analysis is self._analysis:
            return
        self._analysis = analysis
        self._segments = analysis.segments if analysis else ()
        if analysis is None:
            self._ribbon.show_segments(())
            self._stack.show_windows((), (), 1.0)
        else:
            self._ribbon.show_segments(analysis.segments)
            labels, duration_s = analysis.model.labels, analysis.file.duration_s
            self._stack.show_windows(analysis.windows, labels, duration_s)

    def show_windows(
        self, windows: Sequence[Window], info: ModelInfo, start_s: float, end_s: float
    ) -> None:
        """Draw windows of which there is no analysis yet."""
        self._analysis = None
        segments = make_segments(windows, info.labels, info.uncertain_below, end_s, start_s)
        self._ribbon.show_segments(segments)
        self._stack.show_windows(windows, info.labels, end_s, start_s)

    def label_at(self, seconds: float) -> str:
        """The segment's label at a time, or ""."""
        at = (s.label for s in self._segments if s.start_s <= seconds < s.end_s)
        return next(at, "")

    def hold(self, position: QPointF) -> bool:
        """Whether a place in the scene is on these tracks."""
        return any(
            shown and plot.getViewBox().sceneBoundingRect().contains(position)
            for plot, shown in zip(self.plots, self._shown, strict=True)
        )

    def set_name(self, name: str) -> None:
        """What stands beside the ribbon: the channel's letter, or nothing."""
        self.plots[0].getAxis("left").setTicks([[(0.5, name)] if name else []])

    def follow(self, leader: pg.PlotItem) -> None:
        """Show the same time as another plot."""
        self._leader = leader
        for plot, shown in zip(self.plots, self._shown, strict=True):
            plot.setXLink(leader if shown else None)

    def set_visible(self, ribbon: bool, stack: bool) -> None:
        """Take rows out of the layout, or put them back."""
        rows = self._layout.ci.layout
        for offset, (plot, height, visible) in enumerate(
            zip(self.plots, (RIBBON_HEIGHT, STACK_HEIGHT), (ribbon, stack), strict=True)
        ):
            if visible == self._shown[offset]:
                continue
            self._shown[offset] = visible
            plot.setVisible(visible)
            # Out of the layout it keeps an old width, by which pyqtgraph would move its leader.
            plot.setXLink(self._leader if visible else None)
            if visible:
                self._layout.addItem(plot, self._row + offset, 0)
            else:
                self._layout.removeItem(plot)
            rows.setRowFixedHeight(self._row + offset, height if visible else 0)
            rows.setRowSpacing(self._row + offset - 1, 10 if visible else 0)

    def recolour(self) -> None:
        """Another appearance."""
        self._ribbon.update()
        self._stack.update()
