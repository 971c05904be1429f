"""Emotions over time: a ribbon of segments, and stacked probabilities.

Names are drawn in the colours where they fit, since colour must not be the only sign.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, Segment, Window
from ser_desktop.emotion.segments import make_segments
from ser_desktop.emotion.stretches import Stretch
from ser_desktop.emotion.summary import spoken_spans
from ser_desktop.texts.capitals import capitalised
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.timeline.lane import Lane, short_name
from ser_desktop.ui.timeline.lane_hint import LaneHint
from ser_desktop.ui.timeline.ribbon_item import RibbonItem
from ser_desktop.ui.timeline.ribbon_place import place_text, segment_at
from ser_desktop.ui.timeline.stack_item import StackItem
from ser_desktop.ui.timeline.time_view_box import TimeViewBox
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.theme import ThemeManager

RIBBON_HEIGHT, MIN_RIBBON_HEIGHT = 26, 20
STACK_HEIGHT, MIN_STACK_HEIGHT = 64, 36


class EmotionTracks:
    """The two tracks in a pyqtgraph layout, starting at a row."""

    def __init__(self, layout: pg.GraphicsLayoutWidget, row: int, themes: ThemeManager) -> None:
        self._themes = themes
        self._analysis: Analysis | None = None
        self._segments: Sequence[Segment] = ()
        self._ribbon, self._stack = RibbonItem(themes), StackItem(themes)
        self.ribbon = Lane(layout, row, TimeViewBox(), "", themes)
        self.ribbon.plot.addItem(self._ribbon)
        self.stack = Lane(layout, row + 1, TimeViewBox(), "", themes)
        self.stack.plot.addItem(self._stack)
        self.plots: list[pg.PlotItem] = [self.ribbon.plot, self.stack.plot]
        self.no_speech = LaneHint(themes, capitalised(emotion_name(NO_SPEECH)))
        """In the stack of a recording in which nobody speaks."""
        self.stack.plot.addItem(self.no_speech, ignoreBounds=True)
        self.set_name("")
        self._show_scale(True)

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
            speech = spoken_spans(analysis.segments)
            self._stack.show_windows(analysis.windows, labels, duration_s, speech=speech)
        self._show_scale(analysis is None or any(w.is_speech for w in analysis.windows))

    def _show_scale(self, has_speech: bool) -> None:
        """Show the shares at the stack's axis; without speech there is nothing to measure."""
        ticks = [(0.0, "0"), (0.5, "50"), (1.0, percent_text(1.0))]
        self.stack.plot.getAxis("left").setTicks([ticks if has_speech else []])
        self.no_speech.setVisible(not has_speech)

    def show_windows(
        self, windows: Sequence[Window], info: ModelInfo, start_s: float, end_s: float
    ) -> None:
        """Draw windows of a running analysis."""
        self._analysis = None
        segments = make_segments(windows, info.labels, info.uncertain_below, end_s, start_s)
        self._ribbon.show_segments(segments)
        self._stack.show_windows(windows, info.labels, end_s, start_s)
        self._show_scale(True)

    def text_at(self, position: QPointF, seconds: float) -> str:
        """What the ribbon shows at a position in the scene, else the segment at that time."""
        place = self.place_on_ribbon(position, seconds)
        return place_text(place or segment_at(self._segments, seconds))

    def place_on_ribbon(self, position: QPointF, seconds: float) -> Segment | Stretch | None:
        """The segment or the stretch at a position in the scene, if it is on the ribbon."""
        box = self.ribbon.plot.getViewBox()
        if not self.ribbon.shown or not box.sceneBoundingRect().contains(position):
            return None
        return self._ribbon.place_at(seconds, float(box.mapSceneToView(position).y()))

    def hold(self, position: QPointF) -> bool:
        """Whether a position in the scene is on these tracks."""
        return any(
            lane.shown and lane.plot.getViewBox().sceneBoundingRect().contains(position)
            for lane in (self.ribbon, self.stack)
        )

    def set_name(self, name: str) -> None:
        """Say whose emotions these are: a channel's or a speaker's; "" stands for everybody's."""
        for lane, id in ((self.ribbon, "model"), (self.stack, "probabilities")):
            parts = [str(Message(f"timeline.lane_{id}")), *([name] if name else [])]
            lane.set_name(" · ".join(parts))
        words = short_name(name) or str(Message("timeline.lane_model"))
        self.ribbon.plot.getAxis("left").setTicks([[(0.5, words)]])

    def follow(self, leader: pg.PlotItem) -> None:
        """Show the same time as another plot."""
        self.ribbon.follow(leader)
        self.stack.follow(leader)

    def recolour(self) -> None:
        """Use the colours of another appearance."""
        self._ribbon.update()
        self._stack.update()
        self.no_speech.update()
