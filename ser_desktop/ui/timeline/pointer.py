"""Mouse actions in the timeline: a click seeks, a drag selects, moving shows values."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from ser_desktop.emotion.results import Segment
from ser_desktop.emotion.stretches import Stretch
from ser_desktop.ui.timeline.track_layout import TrackLayout
from ser_desktop.ui.timeline.visible_time import MIN_VIEW_S
from ser_desktop.ui.toolkit.number_text import position_text


class TimelinePointer(QObject):
    """Converts positions in the scene to times of the recording."""

    seek_wanted = Signal(float)
    selected = Signal(object)
    """(start, end) in seconds, or None when the selection is cleared."""
    hovered = Signal(str)
    segment_chosen = Signal(object)
    """A :class:`Segment` of the ribbon."""
    stretch_chosen = Signal(object)
    """A :class:`Stretch` of the ribbon."""
    annotation_chosen = Signal(object, bool)
    """An :class:`Annotation`, and whether it is selected beside others."""
    annotation_menu_wanted = Signal(object, QPoint)
    """An :class:`Annotation`, and where on the screen its menu belongs."""
    speaker_menu_wanted = Signal(str, float, QPoint)
    """The track of a speaker, a time in seconds, and where on the screen its menu belongs."""
    menu_wanted = Signal(float, QPoint)
    """A time in seconds, and where on the screen its menu belongs."""

    def __init__(self, view: pg.GraphicsLayoutWidget, tracks: TrackLayout) -> None:
        super().__init__(view)
        self._tracks = tracks
        self._duration_s: float | None = None
        for plot in tracks.plots:
            plot.getViewBox().dragged.connect(self._on_dragged)
        view.scene().sigMouseClicked.connect(self._on_clicked)
        view.scene().sigMouseMoved.connect(self._on_moved)

    def set_duration(self, duration_s: float | None) -> None:
        """Set the length of the recording; None without one."""
        self._duration_s = duration_s

    def time_at(self, position: QPointF) -> float | None:
        """The time in seconds at a place in the scene, if it is on a plot."""
        if self._duration_s is None:
            return None
        for plot in self._tracks.plots:
            if plot.isVisible() and plot.getViewBox().sceneBoundingRect().contains(position):
                seconds = plot.getViewBox().mapSceneToView(position).x()
                return float(min(max(seconds, 0.0), self._duration_s))
        return None

    def read_out(self, seconds: float, position: QPointF) -> str:
        """Time, frequency, level and emotion at a place."""
        tracks = self._tracks
        parts = [position_text(seconds), *tracks.spectrogram.read_out(seconds, position)]
        is_second = tracks.second_emotions.hold(position)
        emotions = tracks.second_emotions if is_second else tracks.emotions
        told = tracks.speakers.text_at(position) or emotions.text_at(position, seconds)
        return " · ".join([*parts, told] if told else parts)

    def _on_clicked(self, event: Any) -> None:
        seconds = self.time_at(event.scenePos())
        if seconds is None:
            return
        if event.button() == Qt.MouseButton.RightButton:
            track = self._tracks.speakers.track_at(event.scenePos())
            annotation = self._tracks.annotations.annotation_at(event.scenePos())
            place = event.screenPos().toPoint()
            if annotation is not None:
                self.annotation_menu_wanted.emit(annotation, place)
            elif track is not None:
                self.speaker_menu_wanted.emit(track.name, seconds, place)
            else:
                self.menu_wanted.emit(seconds, place)
        elif event.button() == Qt.MouseButton.LeftButton:
            annotation = self._tracks.annotations.annotation_at(event.scenePos())
            if annotation is not None:
                extend = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                self.annotation_chosen.emit(annotation, bool(extend))
                return
            place = self._place_at(event.scenePos(), seconds)
            if place is not None:
                chosen = self.stretch_chosen if isinstance(place, Stretch) else self.segment_chosen
                chosen.emit(place)
                return
            self.selected.emit(None)
            self.seek_wanted.emit(seconds)

    def _place_at(self, position: QPointF, seconds: float) -> Segment | Stretch | None:
        first = self._tracks.emotions.place_on_ribbon(position, seconds)
        second = self._tracks.second_emotions.place_on_ribbon(position, seconds)
        return first or second or self._tracks.speakers.place_at(position)

    def _on_dragged(self, start_s: float, end_s: float) -> None:
        if self._duration_s is None:
            return
        start_s, end_s = max(0.0, start_s), min(end_s, self._duration_s)
        if end_s - start_s > MIN_VIEW_S:
            self.selected.emit((start_s, end_s))

    def _on_moved(self, position: QPointF) -> None:
        seconds = self.time_at(position)
        self.hovered.emit("" if seconds is None else self.read_out(seconds, position))
