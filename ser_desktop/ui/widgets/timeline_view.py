"""Waveform and mel spectrogram on one linked time axis, with play head, zoom and pan.

Only what is visible is drawn: extremes for the waveform, one column a pixel for the spectrogram,
which is computed on a worker and arrives when it is ready.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.live_sound import LiveSound
from ser_desktop.audio.spectrogram import Spectrogram
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, Window
from ser_desktop.ui.theme import GRID, ThemeManager
from ser_desktop.ui.widgets.emotion_tracks import STACK_HEIGHT, EmotionTracks
from ser_desktop.ui.widgets.overview import Overview
from ser_desktop.ui.widgets.spectrogram_track import (
    RIGHT_WIDTH,
    SpectrogramLook,
    SpectrogramTrack,
)
from ser_desktop.ui.widgets.time_view_box import TimeViewBox
from ser_desktop.ui.words import position_text
from ser_desktop.ui.workers import Workers

SHORTEST_VIEW_S = 0.005
SETTLE_MS = 60
"""The spectrogram is computed when the view has rested this long."""
MOST_COLUMNS = 1600
LIVE_S = 10.0
LIVE_DRAWN_EVERY_S = 0.1
"""Scrolling repaints all of it, and no more of a core than that is worth."""


_LEAST_PEAK = 1e-3
_LEAST_HEIGHT, _OVERVIEW_HEIGHT, _ALL_HEIGHT = 220, 280, 380
"""Of the whole, of one with an overview, and of one with everything, in pixels."""


def axis_width() -> int:
    """Room for the longest text of the left axes, in the application's font."""
    return QFontMetrics(QApplication.font()).horizontalAdvance("500 Hz") + 2 * GRID


class TimelineView(pg.GraphicsLayoutWidget):
    """The pictures of one recording, or of what the microphone hears."""

    seek_wanted = Signal(float)
    selected = Signal(object)
    """(start, end) in seconds, or None when the selection is given up."""
    hovered = Signal(str)

    def __init__(
        self,
        themes: ThemeManager,
        workers: Workers,
        look: SpectrogramLook,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("timelineView")
        self.setAccessibleName("Waveform and spectrogram")
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self._themes, self._workers = themes, workers
        self._axis_width = axis_width()
        self._clip: Clip | None = None
        self._kept_to_s = LIVE_S
        self._live: LiveSound | None = None
        self._live_drawn_s = 0.0
        self._unseen: tuple[list[Window], ModelInfo] | None = None
        self.ci.layout.setSpacing(10)
        self.ci.layout.setContentsMargins(8, 8, 8, 8)
        self._make_plots(look)
        self._hint = QLabel("", self)
        self._hint.setObjectName("emptyHint")
        self._hint.setProperty("role", "invitation")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setMargin(8 * GRID)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._request_spectrogram)
        self._wave.getViewBox().sigXRangeChanged.connect(self._on_range_changed)
        self.scene().sigMouseClicked.connect(self._on_clicked)
        self.scene().sigMouseMoved.connect(self._on_moved)
        themes.changed.connect(self._recolour)
        self._recolour()
        self.show_clip(None)

    # What is shown ---------------------------------------------------------------------------

    def show_clip(self, clip: Clip | None) -> None:
        """Show a recording whole, or nothing."""
        self._clip = clip
        self.hovered.emit("")  # of what was shown before
        self._spectrum.clear(bar_visible=clip is not None)
        self._hint.setVisible(clip is None)
        self._overview.show_clip(clip)
        self.show_analyses(())
        self.show_selection(None)
        self._keep_to(clip.duration_s if clip else LIVE_S)
        self.set_position(0.0)
        self.fit()
        if clip is not None:  # also where the view has not changed and says nothing
            self._overview.follow(*self.visible_s())
        self._scale_height()
        self._draw_wave()
        self._settle.start()

    def set_hint(self, text: str) -> None:
        """What stands there while there are no pictures."""
        self._hint.setText(text)

    def _keep_to(self, duration_s: float) -> None:
        self._kept_to_s = duration_s
        for plot in self._plots:
            plot.getViewBox().setLimits(
                xMin=0, xMax=duration_s, minXRange=min(SHORTEST_VIEW_S, duration_s)
            )

    def refresh_clip(self) -> None:
        """More of the shown recording is there, or its length is known better; the view stays."""
        if self._clip is not None and self._clip.duration_s != self._kept_to_s:
            start_s, end_s = self.visible_s()
            whole = start_s <= 0 and end_s >= self._kept_to_s
            self._keep_to(self._clip.duration_s)
            if whole:
                self.fit()
        self._overview.show_clip(self._clip)
        self._overview.follow(*self.visible_s())
        self._scale_height()
        self._draw_wave()
        self._settle.start()

    def show_analyses(self, analyses: Sequence[Analysis]) -> None:
        """Draw emotions over time under the sound: nothing, one timeline, or one a channel."""
        self._tracks.show(analyses[0] if analyses else None)
        self._tracks.set_name("L" if len(analyses) > 1 else "")
        self._second_tracks.show(analyses[1] if len(analyses) > 1 else None)
        self._two_channels = len(analyses) > 1
        self._make_room()

    def _make_room(self) -> None:
        """Where there is little height the sound keeps it: the areas give way first, then the
        overview."""
        more = STACK_HEIGHT if self._two_channels else 0
        stacks = self.height() >= _ALL_HEIGHT + more
        self._tracks.set_visible(True, stacks)
        self._second_tracks.set_visible(self._two_channels, self._two_channels and stacks)
        self._overview.set_visible(self.height() >= _OVERVIEW_HEIGHT)

    def start_live(self) -> None:
        """Begin an empty scrolling waveform."""
        self.show_clip(None)
        self._hint.hide()
        self._live, self._live_drawn_s, self._unseen = None, 0.0, None
        for plot in self._plots:
            plot.getViewBox().setLimits(xMin=None, xMax=None)

    def feed_live(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        """Append what the microphone heard; the time is counted from the first sample on."""
        if self._live is None:
            self._live = LiveSound(sample_rate_hz, LIVE_S)
            self._spectrum.start_live(sample_rate_hz, LIVE_S)
        self._live.push(samples)
        self._spectrum.feed_live(samples)
        if self._live.end_s - self._live_drawn_s >= LIVE_DRAWN_EVERY_S:
            self._live_drawn_s = self._live.end_s
            self._draw_live(self._live)

    def _draw_live(self, live: LiveSound) -> None:
        times_s, extremes = live.waveform()
        self._curve.setData(np.repeat(times_s, 2), extremes.reshape(-1))
        self._wave.setXRange(max(0.0, live.end_s - LIVE_S), max(LIVE_S, live.end_s), padding=0)
        self.set_position(live.end_s)
        self._spectrum.draw_live()
        if self._unseen is not None:
            windows, info = self._unseen
            self._tracks.show_windows(windows, info, windows[0].start_s, windows[-1].end_s)
            self._unseen = None

    def show_live(self, windows: Sequence[Window], info: ModelInfo) -> None:
        """Emotions of the seconds of a take that are seen, with the next picture of its sound."""
        end_s = windows[-1].end_s
        recent = [window for window in windows if window.end_s > end_s - LIVE_S - info.window_s]
        self._unseen = recent, info

    def set_position(self, position_s: float) -> None:
        """Move the play head."""
        for head in self._heads:
            head.setValue(position_s)

    def follow(self, position_s: float) -> None:
        """Move the play head and turn the page when it leaves the view."""
        self.set_position(position_s)
        start_s, end_s = self.visible_s()
        if self._clip and not start_s <= position_s <= end_s:
            width_s = end_s - start_s
            self._wave.setXRange(position_s, position_s + width_s, padding=0)

    def visible_s(self) -> tuple[float, float]:
        """Start and end of what is visible."""
        (start_s, end_s), _ = self._wave.getViewBox().viewRange()
        return float(start_s), float(end_s)

    def show_selection(self, span_s: tuple[float, float] | None) -> None:
        """Mark a part of the time, or none."""
        for region in self._regions:
            region.setVisible(span_s is not None)
            if span_s is not None:
                region.setRegion(span_s)

    def zoom_to(self, span_s: tuple[float, float]) -> None:
        """Show a part and nothing else."""
        self._wave.setXRange(*span_s, padding=0)

    def fit(self) -> None:
        """Show all."""
        end_s = self._clip.duration_s if self._clip else LIVE_S
        self._wave.setXRange(0, end_s, padding=0)

    def fit_height(self, wanted: bool) -> None:
        """Draw the loudest place of the recording at full height; else full scale."""
        self._fits_height = wanted
        self._scale_height()

    def _scale_height(self) -> None:
        top = 1.0
        if self._fits_height and self._clip is not None:
            top = max(_LEAST_PEAK, min(1.0, self._overview.peak))
        digits = max(1, 1 - int(np.floor(np.log10(top))))
        text = f"{top:.{digits}f}"
        self._wave.setYRange(-top, top, padding=0.02)
        self._wave.getAxis("left").setTicks([[(-top, f"−{text}"), (0, "0"), (top, text)]])
        self._overview.plot.setYRange(-top, top, padding=0)

    def zoom(self, factor: float) -> None:
        """Show ``factor`` of the time, around the play head where that is visible."""
        start_s, end_s = self.visible_s()
        head_s = float(self._heads[0].value())
        centre_s = head_s if start_s <= head_s <= end_s else (start_s + end_s) / 2
        half_s = (end_s - start_s) * factor / 2
        self._wave.setXRange(centre_s - half_s, centre_s + half_s, padding=0)

    def set_look(self, look: SpectrogramLook) -> None:
        """Draw the spectrogram in another way."""
        if self._spectrum.set_look(look):
            self._request_spectrogram()

    @property
    def spectrogram(self) -> Spectrogram | None:
        """The picture shown now."""
        return self._spectrum.picture

    # Drawing ---------------------------------------------------------------------------------

    def _make_plots(self, look: SpectrogramLook) -> None:
        self._overview = Overview(self, 0)
        self._overview.moved.connect(lambda start_s, end_s: self.zoom_to((start_s, end_s)))
        self._wave: pg.PlotItem = self.addPlot(row=1, col=0, viewBox=TimeViewBox())
        self._spectrum = SpectrogramTrack(self, 2, self._workers, look)
        self.ci.layout.setRowStretchFactor(1, 2)
        self.ci.layout.setRowStretchFactor(2, 4)
        self._fits_height = False
        self._scale_height()
        self._wave.hideAxis("bottom")
        self._tracks = EmotionTracks(self, 3, self._themes)
        self._second_tracks = EmotionTracks(self, 5, self._themes)
        self._second_tracks.set_name("R")
        self._plots = (
            self._wave,
            self._spectrum.plot,
            *self._tracks.plots,
            *self._second_tracks.plots,
        )
        for plot in self._plots:
            plot.hideButtons()
            plot.getViewBox().dragged.connect(self._on_dragged)
        for plot in (self._overview.plot, *self._plots):
            plot.getAxis("left").setWidth(self._axis_width)
            plot.showAxis("right")
            plot.getAxis("right").setWidth(RIGHT_WIDTH)
            plot.getAxis("right").setStyle(showValues=False, tickLength=0)
            plot.getAxis("right").setTicks([])
            plot.getAxis("right").setPen(pg.mkPen((0, 0, 0, 0)))
        self._spectrum.plot.setXLink(self._wave)
        self._tracks.follow(self._wave)
        self._second_tracks.follow(self._wave)
        self._curve = pg.PlotCurveItem(antialias=False, skipFiniteCheck=True)
        self._wave.addItem(self._curve)
        self._heads = []
        self._regions = []
        for plot in self._plots:
            region = pg.LinearRegionItem((0, 0), movable=False)
            region.hide()
            self._regions.append(region)
            plot.addItem(region, ignoreBounds=True)
            self._heads.append(pg.InfiniteLine(0.0, angle=90, movable=False))
            plot.addItem(self._heads[-1], ignoreBounds=True)
        self._spectrum.make_bar()
        self._two_channels = False
        self._make_room()

    def _on_range_changed(self) -> None:
        if self._clip:
            self._overview.follow(*self.visible_s())
            self._draw_wave()
            self._settle.start()

    def _draw_wave(self) -> None:
        if self._clip is None:
            self._curve.setData([], [])
            return
        start_s, end_s = self.visible_s()
        rate_hz = self._clip.sample_rate_hz
        start = max(0, int(start_s * rate_hz))
        stop = min(self._clip.n_frames, int(np.ceil(end_s * rate_hz)) + 1)
        n_columns = max(100, self.width() - self._axis_width - RIGHT_WIDTH)
        found = self._clip.peaks.view(start, stop, n_columns)
        if found is None:
            samples = self._clip.mono(start, stop)
            self._curve.setData(np.arange(start, start + len(samples)) / rate_hz, samples)
        else:
            positions, extremes = found
            self._curve.setData(np.repeat(positions / rate_hz, 2), extremes.reshape(-1))

    def _request_spectrogram(self) -> None:
        if self._clip is not None:
            n_columns = min(MOST_COLUMNS, max(100, self.width() - self._axis_width - RIGHT_WIDTH))
            self._spectrum.request(self._clip, *self.visible_s(), n_columns)

    def _recolour(self) -> None:
        theme = self._themes.theme
        self.setBackground(theme.canvas)
        self._overview.recolour(theme)
        self._tracks.recolour()
        self._second_tracks.recolour()
        for plot in self._plots:
            plot.getViewBox().setBackgroundColor(theme.plot)
            plot.getViewBox().setBorder(pg.mkPen(theme.border))
            for side in ("left", "bottom"):
                plot.getAxis(side).setPen(pg.mkPen(theme.border))
                plot.getAxis(side).setTextPen(pg.mkPen(theme.muted))
                plot.getAxis(side).setStyle(tickLength=-3)
            plot.getAxis("bottom").setStyle(hideOverlappingLabels=40)
        self._spectrum.recolour(theme)
        self._curve.setPen(pg.mkPen(theme.waveform, width=1))
        tint = QColor(theme.accent)
        tint.setAlpha(60)
        for region in self._regions:
            region.setBrush(tint)
            for line in region.lines:
                line.setPen(pg.mkPen(theme.accent, width=1))
        for head in self._heads:
            head.setPen(pg.mkPen(theme.playhead, width=2))

    # Pointer and keys ------------------------------------------------------------------------

    def _time_at(self, position: QPointF) -> float | None:
        if self._clip is None:
            return None
        for plot in self._plots:
            if plot.isVisible() and plot.getViewBox().sceneBoundingRect().contains(position):
                seconds = plot.getViewBox().mapSceneToView(position).x()
                return float(min(max(seconds, 0.0), self._clip.duration_s))
        return None

    def _on_clicked(self, event: object) -> None:
        if event.button() == Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]
            seconds = self._time_at(event.scenePos())  # type: ignore[attr-defined]
            if seconds is not None:
                self.selected.emit(None)
                self.seek_wanted.emit(seconds)

    def _on_dragged(self, start_s: float, end_s: float) -> None:
        if self._clip is None:
            return
        start_s, end_s = max(0.0, start_s), min(end_s, self._clip.duration_s)
        if end_s - start_s > SHORTEST_VIEW_S:
            self.selected.emit((start_s, end_s))

    def _on_moved(self, position: QPointF) -> None:
        seconds = self._time_at(position)
        self.hovered.emit("" if seconds is None else self._read_out(seconds, position))

    def _read_out(self, seconds: float, position: QPointF) -> str:
        parts = [position_text(seconds), *self._spectrum.read_out(seconds, position)]
        below = self._second_tracks.hold(position)
        label = (self._second_tracks if below else self._tracks).label_at(seconds)
        return " · ".join([*parts, label] if label else parts)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self.hovered.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the window: arrows seek there."""
        event.ignore()

    def resizeEvent(self, event: object) -> None:
        """Another width wants other columns."""
        super().resizeEvent(event)
        if hasattr(self, "_settle"):  # Qt resizes once before the widget is whole
            self._hint.setGeometry(self.rect())
            self._make_room()
            self._on_range_changed()
