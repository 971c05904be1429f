"""The tracks of the timeline in their rows, and which of them fit."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ser_desktop.ui.timeline.annotation_track import AnnotationTrack
from ser_desktop.ui.timeline.emotion_tracks import RIBBON_HEIGHT, STACK_HEIGHT, EmotionTracks
from ser_desktop.ui.timeline.lane import axis_text_width
from ser_desktop.ui.timeline.overview import HEIGHT, Overview
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
"""Heights that the sound keeps, in pixels: lanes are hidden before it gets lower."""
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
    return axis_text_width() + 2 * GRID


class _Rooms:
    """The height that is left for lanes. One without room leaves none for those after it."""

    def __init__(self, height: int) -> None:
        self.left = height

    def take(self, lane_height: int, n_gaps: int = 1) -> bool:
        """Take the height of a lane with the gaps beside it. Returns whether there was room."""
        needed = lane_height + _SPACING * n_gaps if lane_height else 0
        has_room = bool(needed) and self.left >= needed
        self.left -= needed
        return has_room


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
        # Annotations are above the model's answers.
        self.annotations = AnnotationTrack(widget, 3, themes)
        self.emotions = EmotionTracks(widget, 4, themes)
        self.second_emotions = EmotionTracks(widget, 6, themes)
        self.speakers = SpeakerTrack(widget, 8, themes)
        self.second_emotions.set_name("R")
        self.plots: tuple[pg.PlotItem, ...] = (
            self.waveform.plot,
            self.spectrogram.plot,
            *self.emotions.plots,
            *self.second_emotions.plots,
            self.annotations.lane.plot,
            self.speakers.lane.plot,
        )
        """Every plot on the common time axis; the overview has its own."""
        self._has_two_channels = False
        self.is_live = False
        """Whether the microphone is shown: nothing to annotate or to look over then."""
        for plot in self.plots:
            plot.hideButtons()
        for plot in (self.overview.plot, *self.plots):
            self._align(plot)
        self.spectrogram.plot.setXLink(self.waveform.plot)
        self.emotions.follow(self.waveform.plot)
        self.second_emotions.follow(self.waveform.plot)
        self.annotations.lane.follow(self.waveform.plot)
        self.speakers.lane.follow(self.waveform.plot)

    def show_channels(self, two: bool, height: int) -> None:
        """Show the emotions of one channel or of two."""
        self._has_two_channels = two
        self.emotions.set_name("L" if two else "")
        self.fit_into(height)

    def show_live(self, height: int) -> None:
        """Hide the overview strip and the annotations while the microphone is shown."""
        self.is_live = True
        self.fit_into(height)

    def fit_into(self, height: int) -> None:
        """Give each lane its height by priority; waveform and spectrogram take the rest."""
        n_channels = 2 if self._has_two_channels else 1
        rooms = _Rooms(height - min_height())
        annotated = self.annotations.wanted_height
        has_any = bool(self.annotations.item.annotations)
        has_ribbon = rooms.take(RIBBON_HEIGHT * n_channels, n_channels)
        has_annotations = has_any and rooms.take(annotated)
        speakers_height = self.speakers.height_in(rooms.left - _SPACING)
        rooms.take(speakers_height or self.speakers.wanted_height)
        has_overview = not self.is_live and rooms.take(HEIGHT, n_channels)
        has_stacks = rooms.take(STACK_HEIGHT * n_channels, n_channels)
        # an empty lane, to draw in, comes last
        has_empty = not has_any and not self.is_live and rooms.take(annotated)
        self.annotations.lane.set_height(annotated if has_annotations or has_empty else 0)
        self.speakers.lane.set_height(speakers_height)
        two = self._has_two_channels
        self.emotions.set_visible(has_ribbon, has_stacks)
        self.second_emotions.set_visible(two and has_ribbon, two and has_stacks)
        self.overview.set_visible(has_overview)

    @property
    def lane_plots(self) -> tuple[pg.PlotItem, ...]:
        """Return rows with a name on the left instead of ticks."""
        ribbons = (self.emotions.plots[0], self.second_emotions.plots[0])
        return (self.annotations.lane.plot, self.speakers.lane.plot, *ribbons)

    def recolour(self, theme: Theme) -> None:
        """Another appearance."""
        self.overview.recolour(theme)
        self.emotions.recolour()
        self.second_emotions.recolour()
        self.annotations.item.update()
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
