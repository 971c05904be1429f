"""The probabilities of an analysis over time, stacked as coloured areas."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.emotion.results import Span, Window
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.timeline.window_bins import WindowBins
from ser_desktop.ui.toolkit.emotion_colours import colour_of, readable_on
from ser_desktop.ui.toolkit.theme import ThemeManager

COLUMN_PIXELS = 6
MIN_WINDOW_PIXELS = 14.0
"""Where windows follow one another more closely, smooth curves are drawn instead of windows."""
_MARGIN, _STEP, _SAMPLES = 6, 8, 9
"""Beside a name; between the places that are tried for it, in pixels; samples over its width."""
MAX_POINTS = 1500
"""Largest number of points of a run, more than the columns of a screen."""


@dataclass(frozen=True)
class Run:
    """Consecutive windows of speech: their times and stacked probabilities."""

    times_s: NDArray[np.float64]
    cumulative: NDArray[np.float64]
    """[points, labels + 1], from 0 to 1."""


class StackItem(pg.GraphicsObject):
    """Draws probabilities stacked from 0 to 1; empty without speech."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._labels: tuple[str, ...] = ()
        self._runs: list[Run] = []
        self._speech: tuple[Span, ...] | None = None
        self._bins = WindowBins.of(())
        self._end_s = 1.0

    def show_windows(
        self,
        windows: Sequence[Window],
        labels: tuple[str, ...],
        duration_s: float,
        start_s: float = 0.0,
        speech: Sequence[Span] | None = None,
    ) -> None:
        """Draw other windows.

        Args:
            windows: consecutive windows.
            labels: labels of their probabilities.
            duration_s: end of the last one.
            start_s: beginning of the first one.
            speech: when the person speaks, in seconds; nothing is drawn elsewhere, since a window
                reaches past its speech. None draws the whole of every window with speech.
        """
        self.prepareGeometryChange()
        self._speech = None if speech is None else tuple(speech)
        self._labels, self._end_s = labels, duration_s
        self._runs = _runs(windows, start_s, duration_s)
        self._bins = WindowBins.of(windows)
        self.informViewBoundsChanged()
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole time."""
        return QRectF(0, 0, self._end_s, 1)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw areas in the scene's units, and names in pixels."""
        to_pixels = painter.worldTransform()
        shown = self.viewRect()
        pixel_s = 1 / max(1e-9, abs(to_pixels.m11()))
        if 0 < self._bins.hop_s < MIN_WINDOW_PIXELS * pixel_s:
            runs = self._smooth_runs(shown, COLUMN_PIXELS * pixel_s)
        else:
            parts = (_visible(run, shown.left(), shown.right()) for run in self._runs)
            runs = [part for part in parts if part is not None]
            if self._speech is not None:  # over minutes, every short pause would be a stripe
                runs = within(runs, self._speech)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_runs(painter, runs)
        painter.save()
        painter.resetTransform()
        for run in runs:
            part = _visible(run, shown.left(), shown.right())
            if part is not None:
                self._paint_names(painter, part, to_pixels)
        painter.restore()

    def _smooth_runs(self, shown: QRectF, column_s: float) -> list[Run]:
        """Smooth the probabilities of long recordings."""
        curves = self._bins.curves(shown.left(), shown.right(), column_s)
        return [Run(times_s, cumulative) for times_s, cumulative in curves]

    def _paint_runs(self, painter: QPainter, runs: Sequence[Run]) -> None:
        for run in runs:
            for i, label in enumerate(self._labels):
                painter.setBrush(self._colour(label))
                painter.drawPolygon(_area(run, i))

    def _colour(self, label: str) -> QColor:
        theme = self._themes.theme
        return colour_of(label, theme) or QColor(theme.muted)

    def _paint_names(self, painter: QPainter, run: Run, to_pixels: QTransform) -> None:
        """Paint the name of each emotion where its area is high enough for long enough.

        If two names would touch, only that of the higher area is painted.
        """
        drawn: list[QRectF] = []
        metrics = painter.fontMetrics()
        peaks = np.diff(run.cumulative, axis=1).max(axis=0)
        for i in np.argsort(-peaks, kind="stable"):
            name = emotion_name(self._labels[i])
            size = QSizeF(metrics.horizontalAdvance(name) + 2 * _MARGIN, metrics.height())
            box = place_for_name(run, int(i), to_pixels, size)
            if box is None or any(box.intersects(other) for other in drawn):
                continue
            drawn.append(box)
            painter.setPen(readable_on(self._colour(self._labels[i])))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


def place_for_name(run: Run, i: int, to_pixels: QTransform, size: QSizeF) -> QRectF | None:
    """Return the highest place in an area that holds a name, in pixels; None without any.

    Args:
        run: the stacked areas.
        i: which area.
        to_pixels: from seconds and shares to pixels.
        size: of the name, in pixels.
    """
    pixels_s, pixels_share = abs(to_pixels.m11()), abs(to_pixels.m22())
    half_s = size.width() / 2 / max(1e-9, pixels_s)
    first_s, last_s = run.times_s[0] + half_s, run.times_s[-1] - half_s
    if last_s < first_s:
        return None
    middles_s = np.linspace(first_s, last_s, max(2, int((last_s - first_s) * pixels_s / _STEP)))
    at_s = middles_s[:, None] + np.linspace(-half_s, half_s, _SAMPLES)
    low = np.interp(at_s, run.times_s, run.cumulative[:, i]).max(axis=1)
    high = np.interp(at_s, run.times_s, run.cumulative[:, i + 1]).min(axis=1)
    best = int(np.argmax(high - low))
    if (high[best] - low[best]) * pixels_share < size.height():
        return None
    middle = to_pixels.map(QPointF(float(middles_s[best]), float(low[best] + high[best]) / 2))
    box = QRectF(QPointF(), size)
    box.moveCenter(middle)
    return box


def _runs(windows: Sequence[Window], start_s: float, end_s: float) -> list[Run]:
    """Cut windows into runs at those without speech; a run extends half-way to its neighbours."""
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
            runs.append(Run(times, cumulative / cumulative[:, -1:]))
            members = []
    return runs


def within(runs: Sequence[Run], spans: Sequence[Span]) -> list[Run]:
    """Return the parts of runs that lie in spans of time.

    Args:
        runs: in the order of time.
        spans: beginning and end of each in seconds, in the order of time.
    """
    parts = []
    ends = [end_s for _, end_s in spans]
    for run in runs:
        for start_s, end_s in spans[bisect_right(ends, float(run.times_s[0])) :]:
            if start_s >= run.times_s[-1]:
                break
            part = _visible(run, start_s, end_s)
            if part is not None:
                parts.append(part)
    return parts


def _visible(run: Run, start_s: float, end_s: float) -> Run | None:
    """Return the part between two times with interpolated ends, thinned to the screen's width."""
    start_s, end_s = max(start_s, float(run.times_s[0])), min(end_s, float(run.times_s[-1]))
    if end_s <= start_s:
        return None
    first, stop = np.searchsorted(run.times_s, [start_s, end_s], side="right")
    step = -(-int(stop - first + 2) // MAX_POINTS)
    inner = run.times_s[first:stop:step]
    times_s = np.concatenate([[start_s], inner[inner < end_s], [end_s]])
    columns = [np.interp(times_s, run.times_s, column) for column in run.cumulative.T]
    return Run(times_s, np.stack(columns, axis=1))


def _area(run: Run, i: int) -> QPolygonF:
    times_s = np.concatenate([run.times_s, run.times_s[::-1]])
    edge = np.concatenate([run.cumulative[:, i], run.cumulative[::-1, i + 1]])
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(times_s, edge)
    return polygon
