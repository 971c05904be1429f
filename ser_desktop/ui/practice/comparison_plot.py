"""Compares up to four takes on a time axis that starts at their first sound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.description import HOP_S, MAX_F0_HZ, MIN_F0_HZ
from ser_desktop.practice.study import StudiedTake
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.practice.practice_take import PracticeTake
from ser_desktop.ui.practice.practice_text import pitch_text, share_text, tempo_text
from ser_desktop.ui.practice.take_colours import LINES, take_colour
from ser_desktop.ui.timeline.track_layout import axis_width
from ser_desktop.ui.toolkit.accessible_role import CHART
from ser_desktop.ui.toolkit.local_axis import local_axes
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_WAVES, _PITCH, _SCORE = 0, 1, 2
_HEIGHTS = (3, 3, 2)
_LANE = 2.2
"""Height of a waveform in its lane, and some room; amplitudes reach from -1 to 1."""
_LEAD_S = 0.2
_N_COLUMNS = 1200
_PITCH_TICKS_HZ = (75, 100, 150, 200, 300, 400, 600)
_PITCH_ROOM = 1.15
"""Above the highest and below the lowest pitch."""
_SYMBOLS = ("o", "s", "t", "d")
_SCORE_WIDTH = 3
_EMPTY_PITCH = (100.0, 300.0)


class ComparisonPlot(pg.GraphicsLayoutWidget):
    """Draws waveforms in lanes, and pitch and score of all takes in common plots.

    The score is a line over the speech of a take, at the number of list, panel and table. The
    points around it are the windows whose mean it is.
    """

    ACCESSIBLE_ROLE = CHART

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practiceComparison")
        self.setAccessibleName(str(Message("practice.comparison_name")))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAcceptDrops(False)  # the window takes every drop
        self._themes = themes
        self._takes: list[PracticeTake] = []
        self.score_items: dict[PracticeTake, tuple[pg.PlotDataItem, pg.PlotDataItem]] = {}
        """For each take the line of its score, and the points of its windows."""
        self.ci.layout.setSpacing(GRID)
        self.ci.layout.setContentsMargins(0, 0, GRID, 0)
        self.plots = [self._add_plot(row) for row in range(3)]
        for plot in self.plots[1:]:
            plot.setXLink(self.plots[_WAVES])
        self._heads = [pg.InfiniteLine(angle=90) for _ in self.plots]
        self.legend = pg.LegendItem(offset=None, colCount=4, verSpacing=0)
        self.addItem(self.legend, row=0, col=0)
        themes.changed.connect(self._draw)
        self._draw()

    def show_takes(self, takes: Sequence[PracticeTake]) -> None:
        """Show takes, oldest first; missing curves are drawn when a take is analysed."""
        self._takes = list(takes)
        self._draw()

    def show_play_head(self, take: PracticeTake | None, position_s: float) -> None:
        """Show the playback position of a take; None hides it."""
        studied = take.studied if take is not None else None
        for head in self._heads:
            head.setVisible(studied is not None and take in self._takes)
            if studied is not None:
                head.setPos(position_s - studied.measured.rhythm.onset_s)

    def text(self) -> str:
        """The pictures described as text."""
        if not self._takes:
            return str(Message("practice.chart_empty"))
        return " ".join(_spoken(take) for take in self._takes if take.measures is not None)

    def _draw(self) -> None:
        theme = self._themes.theme
        self.setBackground(theme.window)
        self.legend.clear()
        self.score_items.clear()
        self.legend.setLabelTextColor(theme.text)
        for plot in self.plots:
            plot.clear()
            plot.getViewBox().setBackgroundColor(theme.plot)
            plot.getViewBox().setBorder(pg.mkPen(theme.border))
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(pg.mkPen(theme.border))
                axis.setTextPen(pg.mkPen(theme.muted))
                axis.labelStyle = {"color": theme.muted}
                axis.setLabel(axis.labelText)
        for head, plot in zip(self._heads, self.plots, strict=True):
            head.setPen(pg.mkPen(theme.playhead, width=2))
            head.setVisible(False)
            plot.addItem(head, ignoreBounds=True)
        shown = [(place, t, t.studied) for place, t in enumerate(self._takes) if t.studied]
        for place, take, studied in shown:
            self._draw_take(place, take, studied)
        for place, take in enumerate(self._takes):
            if take.is_measured_later:
                self._say_measuring(place)
        self._set_ranges([studied for _, _, studied in shown])
        self.setAccessibleDescription(self.text())

    def _draw_take(self, place: int, take: PracticeTake, studied: StudiedTake) -> None:
        colour = take_colour(place, self._themes.theme)
        pen = pg.mkPen(colour, width=2, style=LINES[place])
        onset_s = studied.measured.rhythm.onset_s
        lane = -_LANE * place
        times_s, low, high = _outline(studied.clip)
        faint = pg.mkColor(colour)
        faint.setAlphaF(0.55)
        edges = [
            pg.PlotDataItem(times_s - onset_s, values + lane, pen=pg.mkPen(colour, width=1))
            for values in (low, high)
        ]
        waves = self.plots[_WAVES]
        waves.addItem(pg.FillBetweenItem(*edges, brush=faint))
        for edge in edges:
            waves.addItem(edge)
        pitch_hz = studied.measured.pitch_hz
        if pitch_hz is not None:
            at_s = np.arange(len(pitch_hz)) * HOP_S - onset_s
            with np.errstate(invalid="ignore"):
                curve = pg.PlotCurveItem(at_s, np.log2(pitch_hz), pen=pen, connect="finite")
            self.plots[_PITCH].addItem(curve)
        self._draw_score(place, take, studied)

    def _draw_score(self, place: int, take: PracticeTake, studied: StudiedTake) -> None:
        """Draw the score over the speech, and a point for each window that it is the mean of."""
        colour, score = take_colour(place, self._themes.theme), take.score
        pen = pg.mkPen(colour, width=_SCORE_WIDTH, style=LINES[place])
        sounds = studied.measured.rhythm.sounds or ((0.0, studied.clip.duration_s),)
        onset_s = studied.measured.rhythm.onset_s
        probability = None if score is None else score.probability
        over_s = [] if probability is None else [sounds[0][0] - onset_s, sounds[-1][1] - onset_s]
        line = pg.PlotDataItem(over_s, [100 * (probability or 0.0)] * len(over_s), pen=pen)
        self.plots[_SCORE].addItem(line)
        windows = () if score is None else score.windows
        points = pg.PlotDataItem(
            [window.middle_s - onset_s for window in windows],
            [100 * window.probability for window in windows],
            pen=pg.mkPen(colour, width=1), symbol=_SYMBOLS[place], symbolSize=7,
            symbolBrush=colour, symbolPen=None,
        )  # fmt: skip
        self.plots[_SCORE].addItem(points)
        self.score_items[take] = line, points
        sample = pg.PlotDataItem(  # without values pyqtgraph knows no colour of its symbol
            [0], [0], pen=pen, symbol=_SYMBOLS[place], symbolSize=7, symbolBrush=colour,
            symbolPen=None,
        )  # fmt: skip
        share = share_text(probability)
        self.legend.addItem(sample, str(Message("practice.legend", n=take.number, share=share)))

    def _say_measuring(self, place: int) -> None:
        """Write in the lane of a take that its curves are still to come."""
        words = pg.TextItem(str(Message("practice.measuring_take")), anchor=(0, 0.5))
        words.setColor(self._themes.theme.muted)
        words.setPos(0, -_LANE * place)
        self.plots[_WAVES].addItem(words, ignoreBounds=True)

    def _set_ranges(self, shown: list[StudiedTake]) -> None:
        for plot in self.plots:
            for side in ("left", "bottom"):
                plot.getAxis(side).setStyle(showValues=bool(shown) and self._has_values(plot, side))
        end_s = max((s.clip.duration_s - s.measured.rhythm.onset_s for s in shown), default=3.0)
        self.plots[_WAVES].setXRange(-_LEAD_S, end_s, padding=0)
        n_lanes = max(1, len(self._takes))
        self.plots[_WAVES].setYRange(-_LANE * (n_lanes - 0.5), _LANE / 2, padding=0)
        lanes = [(-_LANE * place, str(take.number)) for place, take in enumerate(self._takes)]
        self.plots[_WAVES].getAxis("left").setTicks([lanes])
        pitches = [s.measured.pitch_hz for s in shown if s.measured.pitch_hz is not None]
        voiced = np.concatenate([np.zeros(0), *(p[np.isfinite(p)] for p in pitches)])
        low, high = (voiced.min(), voiced.max()) if len(voiced) else _EMPTY_PITCH
        low_hz, high_hz = max(MIN_F0_HZ, low / _PITCH_ROOM), min(MAX_F0_HZ, high * _PITCH_ROOM)
        self.plots[_PITCH].setYRange(np.log2(low_hz), np.log2(high_hz), padding=0)
        self.plots[_SCORE].setYRange(-4, 104, padding=0)
        emotion = emotion_name(self._takes[-1].target.emotion) if self._takes else ""
        tip = Message("practice.score_tip", emotion=emotion) if self._takes else ""
        self.plots[_SCORE].setToolTip(str(tip))
        no_pitch = bool(shown) and not pitches
        self.plots[_PITCH].setTitle(str(Message("practice.no_pitch")) if no_pitch else None)

    def _has_values(self, plot: pg.PlotItem, side: str) -> bool:
        return side == "left" or plot is self.plots[_SCORE]

    def _add_plot(self, row: int) -> pg.PlotItem:
        plot = self.addPlot(row=row + 1, col=0, axisItems=local_axes())
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.getAxis("left").setWidth(axis_width() + 2 * GRID)
        for side in ("left", "bottom"):
            plot.getAxis(side).enableAutoSIPrefix(False)
        self.ci.layout.setRowStretchFactor(row + 1, _HEIGHTS[row])
        if row == _WAVES:
            plot.setLabel("left", str(Message("practice.waveforms")))
        elif row == _PITCH:
            plot.setLabel("left", str(Message("practice.pitch")))
            ticks = [(float(np.log2(hz)), f"{hz} Hz") for hz in _PITCH_TICKS_HZ]
            plot.getAxis("left").setTicks([ticks])
        else:
            shares = [(share, f"{share}\u202f%") for share in (0, 50, 100)]
            plot.getAxis("left").setTicks([shares])
            plot.setLabel("left", str(Message("practice.column_score")))
            plot.setLabel("bottom", str(Message("practice.seconds")))
        return plot


Row = NDArray[np.float64]


def _outline(clip: Clip) -> tuple[Row, Row, Row]:
    """Return times in seconds and extremes of the sound, scaled to 1; levels are given as text."""
    samples = clip.mono(0, clip.n_frames).astype(np.float64)
    block = max(1, -(-len(samples) // _N_COLUMNS))
    n_blocks = len(samples) // block
    rows = samples[: n_blocks * block].reshape(n_blocks, block)
    scale = float(np.abs(samples).max(initial=0.0)) or 1.0
    times_s = (np.arange(n_blocks) + 0.5) * block / clip.sample_rate_hz
    return times_s, rows.min(axis=1) / scale, rows.max(axis=1) / scale


def _spoken(take: PracticeTake) -> str:
    assert take.measures is not None
    return str(
        Message(
            "practice.chart_take",
            n=take.number,
            share=share_text(take.score.probability if take.score else None),
            seconds=take.measures.duration_s,
            pitch=pitch_text(take.measures),
            syllables=tempo_text(take.measures),
        )
    )
