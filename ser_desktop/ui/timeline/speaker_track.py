"""A lane for each speaker: turns, and the model's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.emotion.results import Analysis, Segment, Track
from ser_desktop.emotion.stretches import Stretch, stretches_of
from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_names import shown_name
from ser_desktop.texts.messages import Message
from ser_desktop.ui.timeline.dimmed_time import DIMMED
from ser_desktop.ui.timeline.lane import Lane, short_name
from ser_desktop.ui.timeline.ribbon_layout import RibbonLayout, layout_of
from ser_desktop.ui.timeline.ribbon_painter import paint_ribbon
from ser_desktop.ui.timeline.ribbon_place import place_in, place_text
from ser_desktop.ui.timeline.time_view_box import TimeViewBox
from ser_desktop.ui.toolkit.theme import ThemeManager

SPEAKER_HEIGHT, MIN_SPEAKER_HEIGHT = 24, 16
"""Of one speaker's lane, in pixels; lanes get lower before they are hidden."""
MAX_SPEAKERS_SHOWN = 6
_TURN_PX = 3


class SpeakerItem(pg.GraphicsObject):
    """The first speaker on top; a line of the speaker's colour under each turn."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self.tracks: Sequence[Track] = ()
        self._colours: Sequence[str] = ()
        self._stretches: Sequence[Sequence[Stretch]] = ()
        self._focus = ""

    def show_tracks(self, tracks: Sequence[Track], colours: Sequence[str], focus: str = "") -> None:
        """Draw other speakers; with a track in ``focus``, those of the other tracks are dimmed."""
        self.prepareGeometryChange()
        self.tracks, self._colours, self._focus = tracks, colours, focus
        self._stretches = [stretches_of(track.segments) for track in tracks]
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole time."""
        ends = [s.end_s for track in self.tracks for s in track.segments]
        return QRectF(0, 0, max(ends, default=1.0), 1)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw in pixels."""
        to_pixels, shown = painter.worldTransform(), self.viewRect()
        painter.save()
        painter.resetTransform()
        for number in range(len(self.tracks)):
            is_other = bool(self._focus) and self.tracks[number].name != self._focus
            painter.setOpacity(DIMMED if is_other else 1.0)
            self._paint_speaker(painter, number, to_pixels, shown)
        painter.restore()

    def _paint_speaker(
        self, painter: QPainter, number: int, to_pixels: QTransform, shown: QRectF
    ) -> None:
        height = 1 / len(self.tracks)
        bottom = 1 - (number + 1) * height
        whole = to_pixels.mapRect(QRectF(shown.left(), bottom, shown.width(), height))
        lane = whole.adjusted(0, 1, 0, -_TURN_PX - 1)
        layout = self._layout(number, to_pixels.m11())
        paint_ribbon(painter, layout, to_pixels, lane, self._themes.theme)
        for turn in self.tracks[number].turns:
            line = to_pixels.mapRect(
                QRectF(turn.start_s, bottom, turn.end_s - turn.start_s, height)
            )
            line.setTop(line.bottom() - _TURN_PX)
            painter.fillRect(line, QColor(self._colours[number]))

    def place_at(self, number: int, seconds: float, height: float) -> Segment | Stretch | None:
        """The segment at a place in the lane of a speaker, or the stretch that is drawn there."""
        box = self.getViewBox()
        layout = self._layout(number, box.width() / max(1e-9, self.viewRect().width()))
        return place_in(layout, self.tracks[number].segments, seconds, height)

    def _layout(self, number: int, pixels_a_second: float) -> RibbonLayout:
        segments, stretches = self.tracks[number].segments, self._stretches[number]
        return layout_of(segments, stretches, self.viewRect(), pixels_a_second)


class SpeakerTrack:
    """A row of the timeline, with a lane for each speaker."""

    def __init__(self, layout: pg.GraphicsLayoutWidget, row: int, themes: ThemeManager) -> None:
        self._themes = themes
        self.item = SpeakerItem(themes)
        self._box = TimeViewBox()
        self.lane = Lane(layout, row, self._box, str(Message("timeline.lane_speakers")), themes)
        self.lane.plot.addItem(self.item)

    @property
    def wanted_height(self) -> int:
        """Height of the lanes in pixels; 0 without speakers."""
        return SPEAKER_HEIGHT * len(self.item.tracks)

    @property
    def least_height(self) -> int:
        """The least height of the lanes in pixels; 0 without speakers."""
        return MIN_SPEAKER_HEIGHT * len(self.item.tracks)

    def show(
        self, analysis: Analysis | None, speakers: Mapping[str, Speaker], focus: str = ""
    ) -> None:
        """Draw the speakers of an analysis with the names given by the user.

        Args:
            analysis: the analysis of everybody.
            speakers: the speaker of each track.
            focus: the track of the chosen speaker; "" is everybody.
        """
        tracks = [t for t in analysis.tracks if t.kind == "speaker"] if analysis else []
        tracks = tracks[:MAX_SPEAKERS_SHOWN]
        own = self._themes.theme.own
        colours, ticks = [], []
        for number, track in enumerate(tracks):
            speaker = speakers.get(track.name)
            colours.append((speaker.colour if speaker else "") or own[number % len(own)])
            name = shown_name(speaker.name) if speaker else track.name
            ticks.append((1 - (number + 0.5) / len(tracks), short_name(name)))
        self.item.show_tracks(tracks, colours, focus)
        self.lane.plot.getAxis("left").setTicks([ticks])

    def track_at(self, position: QPointF) -> Track | None:
        """The speaker's track at a place in the scene."""
        if not self.lane.shown or not self._box.sceneBoundingRect().contains(position):
            return None
        place = self._box.mapSceneToView(position)
        number = min(int((1 - place.y()) * len(self.item.tracks)), len(self.item.tracks) - 1)
        return self.item.tracks[number] if number >= 0 else None

    def place_at(self, position: QPointF) -> Segment | Stretch | None:
        """The segment or the stretch at a place in the scene."""
        track = self.track_at(position)
        if track is None:
            return None
        place, n_tracks = self._box.mapSceneToView(position), len(self.item.tracks)
        number = list(self.item.tracks).index(track)
        above_bottom = place.y() * n_tracks - (n_tracks - 1 - number)
        turn = (_TURN_PX + 1) * n_tracks / max(1.0, self._box.height())
        return self.item.place_at(number, float(place.x()), float(above_bottom - turn))

    def text_at(self, position: QPointF) -> str:
        """What is told of a place in the scene; "" outside of the lanes."""
        return place_text(self.place_at(position))
