"""Emotions over time: a ribbon of segments, and stacked probabilities.

Names and initials are drawn in the colours, since colour must not be the only sign.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF

from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import Analysis, Segment, Window
from ser_desktop.emotion.segments import make_segments
from ser_desktop.emotion.stretches import Stretch
from ser_desktop.texts.messages import Message
from ser_desktop.ui.timeline.ribbon_item import RibbonItem
from ser_desktop.ui.timeline.ribbon_place import place_text, segment_at
from ser_desktop.ui.timeline.stack_item import StackItem
from ser_desktop.ui.timeline.time_view_box import TimeViewBox
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.theme import ThemeManager

RIBBON_HEIGHT = 26
STACK_HEIGHT = 64


class EmotionTracks:
    """The two tracks in a pyqtgraph layout, starting at a row."""

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
        self.set_name("")
        ticks = [(0.0, "0"), (0.5, "50"), (1.0, percent_text(1.0))]
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
        """Draw windows of a running analysis."""
        self._analysis = None
        segments = make_segments(windows, info.labels, info.uncertain_below, end_s, start_s)
        self._ribbon.show_segments(segments)
        self._stack.show_windows(windows, info.labels, end_s, start_s)

    def text_at(self, position: QPointF, seconds: float) -> str:
        """What the ribbon shows at a position in the scene, else the segment at that time."""
        place = self.place_on_ribbon(position, seconds)
        return place_text(place or segment_at(self._segments, seconds))

    def place_on_ribbon(self, position: QPointF, seconds: float) -> Segment | Stretch | None:
        """The segment or the stretch at a position in the scene, if it is on the ribbon."""
        box = self.plots[0].getViewBox()
        if not self._shown[0] or not box.sceneBoundingRect().contains(position):
            return None
        return self._ribbon.place_at(seconds, float(box.mapSceneToView(position).y()))

    def hold(self, position: QPointF) -> bool:
        """Whether a position in the scene is on these tracks."""
        return any(
            shown and plot.getViewBox().sceneBoundingRect().contains(position)
            for plot, shown in zip(self.plots, self._shown, strict=True)
        )

    def set_name(self, name: str) -> None:
        """Set the text beside the ribbon: the channel's letter; "" names the mix."""
        words = name or str(Message("timeline.model_lane"))
        self.plots[0].getAxis("left").setTicks([[(0.5, words)]])

    def follow(self, leader: pg.PlotItem) -> None:
        """Show the same time as another plot."""
        self._leader = leader
        for plot, shown in zip(self.plots, self._shown, strict=True):
            plot.setXLink(leader if shown else None)

    def set_visible(self, ribbon: bool, stack: bool) -> None:
        """Hide or show the rows."""
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
        """Use the colours of another appearance."""
        self._ribbon.update()
        self._stack.update()
