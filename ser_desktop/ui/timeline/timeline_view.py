"""Sound and emotions of a recording on one time axis, with play head, selection, zoom and pan.

Only what is visible is drawn: extremes for the waveform, one column a pixel for the spectrogram,
which is computed on a worker and arrives when it is ready.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.spectrogram import Spectrogram
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, Window
from ser_desktop.project.items import Annotation, Speaker
from ser_desktop.texts.messages import Message
from ser_desktop.ui.timeline.annotation_item import NO_NAMES
from ser_desktop.ui.timeline.empty_hint import EmptyHint
from ser_desktop.ui.timeline.failed_file import FailedFile
from ser_desktop.ui.timeline.keyboard_focus import KeyboardFocusFrame
from ser_desktop.ui.timeline.live_timeline import LIVE_S, LiveTimeline
from ser_desktop.ui.timeline.markers import Markers
from ser_desktop.ui.timeline.pointer import TimelinePointer
from ser_desktop.ui.timeline.spectrogram_track import RIGHT_WIDTH, SpectrogramLook
from ser_desktop.ui.timeline.track_layout import TrackLayout, min_height
from ser_desktop.ui.timeline.visible_time import VisibleTime
from ser_desktop.ui.timeline.waveform_track import MIN_PEAK
from ser_desktop.ui.toolkit.accessible_role import CHART
from ser_desktop.ui.toolkit.theme import ThemeManager
from ser_desktop.ui.toolkit.workers import Workers

SETTLE_MS = 60
"""The spectrogram is computed once the view has rested for this long."""
MIN_COLUMNS, MAX_COLUMNS = 100, 1600


class TimelineView(pg.GraphicsLayoutWidget):
    """The pictures of one recording, or of the microphone."""

    ACCESSIBLE_ROLE = CHART
    seek_wanted = Signal(float)
    selected = Signal(object)
    """(start, end) in seconds, or None when the selection is given up."""
    hovered = Signal(str)  # time, frequency, level and emotion under the pointer
    view_changed = Signal(object)  # (start, end) in seconds of what is in view; None is everything
    segment_chosen = Signal(object)
    """A :class:`Segment` of the ribbon."""
    annotation_chosen = Signal(object, bool)
    """An :class:`Annotation`, and whether it is selected beside others."""
    edge_moved = Signal(object, str, float, bool)
    """An annotation, ``start`` or ``end``, the time it was dragged to, and whether it snaps."""
    drawn = Signal(float, float, QPoint)
    """A stretch that was drawn in the lane of annotations, and where the pointer was let go."""
    menu_wanted = Signal(float, QPoint)
    """A time in seconds, and where on the screen its menu belongs."""

    def __init__(
        self,
        themes: ThemeManager,
        workers: Workers,
        look: SpectrogramLook,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("timelineView")
        self.setAccessibleName(str(Message("timeline.name")))
        # Time runs from left to right, also where text does not.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.ci.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(min_height())
        self._themes = themes
        self._clip: Clip | None = None
        self._fits_height = True
        tracks = self._tracks = TrackLayout(self, themes, workers, look)
        self.lanes = self._tracks.lanes
        self._markers = Markers(self._tracks.plots)
        self._time = VisibleTime(self._tracks.plots, LIVE_S)
        self._live = LiveTimeline(
            tracks.waveform, tracks.spectrogram, tracks.emotions, self._markers, self._time
        )
        self.pointer = TimelinePointer(self, self._tracks)
        self.moment_marks = self._tracks.overview.moments
        self._hint = EmptyHint(self)
        self.failed = FailedFile(self)
        KeyboardFocusFrame(self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._request_spectrogram)
        self._connect()
        self._recolour()
        self.show_clip(None)

    def _connect(self) -> None:
        tracks = self._tracks
        tracks.overview.moved.connect(self._time.show)
        tracks.waveform.plot.getViewBox().sigXRangeChanged.connect(self._on_range_changed)
        for name in ("seek_wanted", "selected", "hovered", "menu_wanted"):
            getattr(self.pointer, name).connect(getattr(self, name))
        self.pointer.segment_chosen.connect(self.segment_chosen)
        self.pointer.annotation_chosen.connect(self.annotation_chosen)
        tracks.annotations.edge_moved.connect(self.edge_moved)
        tracks.annotations.drawn.connect(self.drawn)
        self._themes.changed.connect(self._recolour)

    # What is shown ---------------------------------------------------------------------------

    def show_clip(self, clip: Clip | None) -> None:
        """Show a recording whole, or nothing."""
        self._clip = clip
        self.lanes.is_live = False
        self.pointer.set_duration(clip.duration_s if clip else None)
        self.hovered.emit("")  # of the earlier recording
        self._tracks.spectrogram.clear(has_legend=clip is not None)
        self._hint.setVisible(clip is None)
        self._tracks.overview.show_clip(clip)
        self.show_analyses(())
        self._tracks.annotations.duration_s = clip.duration_s if clip else 0.0
        if clip is None:
            self.show_annotations(())
            self.show_speakers(None, {})
        self.show_selection(None)
        self._time.limit_to(clip.duration_s if clip else LIVE_S)
        self._markers.set_position(0.0)
        self.fit()
        self._draw_sound()

    def refresh_clip(self) -> None:
        """Update after more sound was decoded or the length changed; the view stays."""
        if self._clip is not None and self._clip.duration_s != self._time.end_s:
            self._time.change_limit(self._clip.duration_s)
            self.pointer.set_duration(self._clip.duration_s)
            self._tracks.annotations.duration_s = self._clip.duration_s
        self._tracks.overview.show_clip(self._clip)
        self._draw_sound()

    def show_hint(self, text: str) -> None:
        """Set the hint shown without pictures."""
        self._hint.setText(text)

    def show_analyses(self, analyses: Sequence[Analysis]) -> None:
        """Draw emotions over time under the sound: none, one timeline, or one per channel."""
        self._tracks.show_emotions(analyses)

    def show_annotations(
        self,
        annotations: Sequence[Annotation],
        selected: Collection[str] = (),
        focus: str = "",
        names: Mapping[str, str] = NO_NAMES,
    ) -> None:
        """Draw the annotations; arguments as for :class:`.AnnotationItem`."""
        self._tracks.annotations.show(annotations, selected, focus, names)
        self.lanes.fit()

    def show_speakers(
        self, analysis: Analysis | None, speakers: Mapping[str, Speaker], focus: str = ""
    ) -> None:
        """Draw a lane for each speaker of an analysis, and dim all but the one in ``focus``."""
        self._tracks.show_speakers(analysis, speakers, focus)

    def show_selection(self, span_s: tuple[float, float] | None) -> None:
        """Mark a part of the time, or none."""
        self._markers.show_selection(span_s)

    def follow(self, position_s: float) -> None:
        """Move the play head, and turn the page when it leaves the view."""
        self._markers.set_position(position_s)
        if self._clip:
            self._time.turn_page_to(position_s)

    @property
    def spectrogram(self) -> Spectrogram | None:
        """The spectrogram that is shown now."""
        return self._tracks.spectrogram.picture

    # Live ------------------------------------------------------------------------------------

    def start_live(self) -> None:
        """Start with an empty scrolling picture."""
        self.show_clip(None)
        self._hint.hide()
        self.lanes.is_live = True
        self.lanes.fit()
        self._live.start()

    def feed_live(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        """Append samples of the microphone."""
        self._live.feed(samples, sample_rate_hz)

    def show_live(self, windows: Sequence[Window], info: ModelInfo) -> None:
        """Show the emotions of the visible seconds."""
        self._live.show_windows(windows, info)

    # View ------------------------------------------------------------------------------------

    def visible_s(self) -> tuple[float, float]:
        """Start and end of the visible part."""
        return self._time.span_s()

    def zoom_to(self, span_s: tuple[float, float]) -> None:
        """Show a part and nothing else."""
        self._time.show(*span_s)

    def reveal(self, span_s: tuple[float, float]) -> None:
        """Scroll to a place and its surroundings."""
        if self._clip is not None:
            self._time.reveal(*span_s)

    def zoom(self, factor: float) -> None:
        """Show ``factor`` times as much time, around the play head if it is visible."""
        self._time.zoom(factor, self._markers.position_s)

    def fit(self) -> None:
        """Show everything."""
        self._time.show_all()

    def fit_height(self, wanted: bool) -> None:
        """Draw the recording's peak at full height; otherwise full scale."""
        self._fits_height = wanted
        self._show_height()

    def set_look(self, look: SpectrogramLook) -> None:
        """Draw the spectrogram in another way."""
        if self._tracks.spectrogram.set_look(look):
            self._request_spectrogram()

    # Drawing ---------------------------------------------------------------------------------

    def _draw_sound(self) -> None:
        if self._clip is not None:
            self._tracks.overview.follow(*self.visible_s())
        self._show_height()
        self._draw_waveform()
        self._settle.start()

    def _show_height(self) -> None:
        top = 1.0
        if self._fits_height and self._clip is not None:
            top = max(MIN_PEAK, min(1.0, self._tracks.overview.peak))
        self._tracks.waveform.show_height(top)
        self._tracks.overview.plot.setYRange(-top, top, padding=0)

    def _draw_waveform(self) -> None:
        if self._clip is None:
            self._tracks.waveform.clear()
        else:
            self._tracks.waveform.draw(self._clip, *self.visible_s(), self._n_columns())

    def _request_spectrogram(self) -> None:
        if self._clip is not None:
            n_columns = min(MAX_COLUMNS, self._n_columns())
            self._tracks.spectrogram.request(self._clip, *self.visible_s(), n_columns)

    def _n_columns(self) -> int:
        return max(MIN_COLUMNS, int(self.width()) - self._tracks.axis_width - RIGHT_WIDTH)

    def _on_range_changed(self) -> None:
        if self._clip:
            start_s, end_s = self.visible_s()
            self._tracks.overview.follow(start_s, end_s)
            shows_all = start_s <= 0 and end_s >= self._time.end_s
            self.view_changed.emit(None if shows_all else (start_s, end_s))
            self._draw_waveform()
            self._settle.start()

    def _recolour(self) -> None:
        theme = self._themes.theme
        self.setBackground(theme.canvas)
        self._tracks.recolour(theme)
        self._markers.recolour(theme)

    # Events ----------------------------------------------------------------------------------

    def leaveEvent(self, event: QEvent) -> None:
        """Clear the read-out."""
        super().leaveEvent(event)
        self.hovered.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the window: arrows seek there."""
        event.ignore()

    def resizeEvent(self, event: object) -> None:
        """Draw again for the new width."""
        if hasattr(self, "_settle"):  # Qt resizes once before the widget is whole
            self.lanes.fit()  # before the plots get the new height, or they keep their former one
        super().resizeEvent(event)
        if hasattr(self, "_settle"):
            self._hint.setGeometry(self.rect())
            self._on_range_changed()
