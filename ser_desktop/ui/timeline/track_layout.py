"""The tracks of the timeline in their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ser_desktop.emotion.results import Analysis
from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.ui.timeline.annotation_track import AnnotationTrack
from ser_desktop.ui.timeline.dimmed_time import DimmedTime
from ser_desktop.ui.timeline.emotion_tracks import EmotionTracks
from ser_desktop.ui.timeline.lane import axis_text_width
from ser_desktop.ui.timeline.lanes import Lanes
from ser_desktop.ui.timeline.overview import Overview
from ser_desktop.ui.timeline.speaker_track import SpeakerTrack
from ser_desktop.ui.timeline.spectrogram_track import (
    RIGHT_WIDTH,
    SpectrogramLook,
    SpectrogramTrack,
)
from ser_desktop.ui.timeline.waveform_track import WaveformTrack
from ser_desktop.ui.toolkit.theme import GRID, Theme, ThemeManager
from ser_desktop.ui.toolkit.workers import Workers

MIN_SPECTROGRAM, MIN_WAVEFORM = 120, 48
"""Heights that the sound keeps, in pixels: lanes are closed before it gets lower."""
_SPACING = GRID
_TICKS, _FRAME = 4, 4
"""Of the time axis, beside its text; of a plot, around its picture."""


def time_axis_height() -> int:
    """Height of the times below the spectrogram, in the application's font."""
    return QFontMetrics(QApplication.font()).height() + _TICKS


def _spectrogram_row_height() -> int:
    return MIN_SPECTROGRAM + time_axis_height() + _FRAME


def min_height() -> int:
    """Height of waveform and spectrogram alone."""
    return _spectrogram_row_height() + MIN_WAVEFORM + _SPACING + 2 * GRID


def axis_width() -> int:
    """Width of the left axes."""
    return axis_text_width() + 3 * GRID


class TrackLayout:
    """The tracks of the timeline, one row each.

    Args:
        widget: the widget with the tracks.
        themes: give the colours of the emotions.
        workers: compute the spectrogram.
        look: look of the spectrogram.
    """

    def __init__(
        self,
        widget: pg.GraphicsLayoutWidget,
        themes: ThemeManager,
        workers: Workers,
        look: SpectrogramLook,
    ) -> None:
        widget.ci.layout.setSpacing(_SPACING)
        widget.ci.layout.setContentsMargins(GRID, GRID, GRID, GRID)
        self.axis_width = axis_width()
        self.overview = Overview(widget, 0, themes)
        self.waveform = WaveformTrack(widget, 1)
        self.spectrogram = SpectrogramTrack(widget, 2, workers, look)
        widget.ci.layout.setRowStretchFactor(1, 2)
        widget.ci.layout.setRowStretchFactor(2, 4)
        widget.ci.layout.setRowMinimumHeight(1, MIN_WAVEFORM)
        widget.ci.layout.setRowMinimumHeight(2, _spectrogram_row_height())
        self.spectrogram.plot.getAxis("bottom").setHeight(time_axis_height())
        self.emotions = EmotionTracks(widget, 3, themes)
        self.second_emotions = EmotionTracks(widget, 5, themes)
        self.annotations = AnnotationTrack(widget, 7, themes)
        self.speakers = SpeakerTrack(widget, 8, themes)
        self.second_emotions.set_name("R")
        self.lanes = Lanes(
            widget,
            self.overview,
            (self.emotions, self.second_emotions),
            self.annotations,
            self.speakers,
            min_height(),
        )
        self.plots: tuple[pg.PlotItem, ...] = (
            self.waveform.plot,
            self.spectrogram.plot,
            *self.emotions.plots,
            *self.second_emotions.plots,
            self.annotations.lane.plot,
            self.speakers.lane.plot,
        )
        """Every plot on the common time axis; the overview has its own."""
        self._focus_name = ""
        self.veils = [DimmedTime(themes) for _ in range(3)]
        sound = (self.overview.plot, self.waveform.plot, self.spectrogram.plot)
        for veil, plot in zip(self.veils, sound, strict=True):
            plot.addItem(veil, ignoreBounds=True)
        for plot in self.plots:
            plot.hideButtons()
        for plot in (self.overview.plot, *self.plots):
            self._align(plot)
        self.spectrogram.plot.setXLink(self.waveform.plot)
        self.emotions.follow(self.waveform.plot)
        self.second_emotions.follow(self.waveform.plot)
        self.annotations.lane.follow(self.waveform.plot)
        self.speakers.lane.follow(self.waveform.plot)

    def show_emotions(self, analyses: Sequence[Analysis]) -> None:
        """Show the emotions of no analysis, of one, or of two channels."""
        two = len(analyses) > 1
        self.emotions.show(analyses[0] if analyses else None)
        self.second_emotions.show(analyses[1] if two else None)
        self.lanes.n_channels = 2 if two else 1
        self._name_ribbon()
        self.lanes.fit()

    def show_speakers(
        self, analysis: Analysis | None, speakers: Mapping[str, Speaker], focus: str
    ) -> None:
        """Show the speakers of an analysis, and dim the time and the lanes of all but one.

        Args:
            analysis: the analysis of everybody.
            speakers: the speaker of each track.
            focus: the track of the chosen speaker; "" is everybody.
        """
        tracks = analysis.tracks if analysis is not None and focus else ()
        track = next((track for track in tracks if track.speaker == focus), None)
        self._focus_name = ""
        if track is not None:
            self._focus_name = shown_name(speakers[focus].name) if focus in speakers else focus
        spans_s = None if track is None else [(turn.start_s, turn.end_s) for turn in track.turns]
        for veil in self.veils:
            veil.show_all_but(spans_s)
        self.speakers.show(analysis, speakers, focus if track is not None else "")
        self._name_ribbon()
        self.lanes.fit()

    def _name_ribbon(self) -> None:
        """Say whose emotions are drawn: a speaker's, the left channel's or everybody's."""
        channel = "L" if self.lanes.n_channels > 1 else ""
        self.emotions.set_name(self._focus_name or channel)

    @property
    def lane_plots(self) -> tuple[pg.PlotItem, ...]:
        """Return rows with a name on the left instead of ticks."""
        ribbons = (self.emotions.plots[0], self.second_emotions.plots[0])
        return (self.annotations.lane.plot, self.speakers.lane.plot, *ribbons)

    def recolour(self, theme: Theme) -> None:
        """Another appearance."""
        self.overview.recolour(theme)
        for veil in self.veils:
            veil.update()
        for lane in self.lanes.all:
            lane.bar.update()
        self.emotions.recolour()
        self.second_emotions.recolour()
        self.annotations.item.update()
        self.annotations.hint.update()
        self.speakers.item.update()
        for plot in self.plots:
            plot.getViewBox().setBackgroundColor(theme.plot)
            plot.getViewBox().setBorder(pg.mkPen(theme.border))
            for side in ("left", "bottom"):
                plot.getAxis(side).setPen(pg.mkPen(theme.border))
                plot.getAxis(side).setTextPen(pg.mkPen(theme.muted))
                plot.getAxis(side).setStyle(tickLength=-3)
            plot.getAxis("bottom").setStyle(hideOverlappingLabels=40)
        for plot in self.lane_plots:
            plot.getAxis("left").setStyle(tickLength=0)
        self.waveform.recolour(theme)

    def _align(self, plot: pg.PlotItem) -> None:
        """Give all plots the same left margin, so that their times are aligned."""
        plot.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time, in every language
        plot.getAxis("left").setWidth(self.axis_width)
        plot.showAxis("right")
        right = plot.getAxis("right")
        right.setWidth(RIGHT_WIDTH)
        right.setStyle(showValues=False, tickLength=0)
        right.setTicks([])
        right.setPen(pg.mkPen((0, 0, 0, 0)))
