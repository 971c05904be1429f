"""The lane of annotations: draw, drag edges, click."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from ser_desktop.project.editing import drag_edge
from ser_desktop.project.items import Annotation
from ser_desktop.texts.messages import Message
from ser_desktop.ui.timeline.annotation_item import NO_NAMES, AnnotationItem
from ser_desktop.ui.timeline.lane import Lane
from ser_desktop.ui.timeline.lane_hint import LaneHint
from ser_desktop.ui.timeline.time_view_box import TimeViewBox
from ser_desktop.ui.toolkit.theme import ThemeManager

LAYER_HEIGHT = 24
GRIP_PX = 7
"""Largest distance in pixels within which a drag moves an edge, from inside its annotation."""
GRIP_OUTSIDE_PX = 1.5
"""The same from outside: beside an annotation, a drag draws another."""
GRIP_SHARE = 0.25
"""Largest share of an annotation that an edge takes: the middle of a narrow one is no edge."""


class AnnotationTrack(QObject):
    """A row of the timeline."""

    edge_moved = Signal(object, str, float, bool)
    """An annotation, ``start`` or ``end``, the new time, and whether it snaps."""
    drawn = Signal(float, float, QPoint)
    """A drawn stretch, and the screen position of the pointer."""

    def __init__(self, layout: pg.GraphicsLayoutWidget, row: int, themes: ThemeManager) -> None:
        super().__init__(layout)
        self.item = AnnotationItem(themes)
        self.hint = LaneHint(themes, str(Message("annotation.lane_hint")))
        self._box = _DrawingBox(self)
        name = str(Message("timeline.lane_annotations"))
        self.lane = Lane(layout, row, self._box, name, themes)
        self.lane.plot.addItem(self.item)
        self.lane.plot.addItem(self.hint, ignoreBounds=True)
        self.lane.plot.getAxis("left").setTicks([[(0.5, str(Message("annotation.lane")))]])
        self.duration_s = 0.0

    @property
    def wanted_height(self) -> int:
        """Height of all layers in pixels."""
        return LAYER_HEIGHT * self.item.n_layers + 2

    @property
    def least_height(self) -> int:
        """Height of one layer in pixels, the least that can be read."""
        return LAYER_HEIGHT + 2

    def show(
        self,
        annotations: Sequence[Annotation],
        selected: Collection[str] = (),
        focus: str = "",
        names: Mapping[str, str] = NO_NAMES,
    ) -> None:
        """Draw annotations, some of them selected; ``focus`` and ``names`` as in the item."""
        self.item.show_annotations(annotations, selected, focus, names)
        self.hint.setVisible(not annotations)

    def annotation_at(self, position: QPointF) -> Annotation | None:
        """The annotation at a position in the scene."""
        if not self.lane.shown or not self._box.sceneBoundingRect().contains(position):
            return None
        place = self._box.mapSceneToView(position)
        return self.item.at(place.x(), place.y())

    def edge_at(self, position: QPointF) -> tuple[Annotation, str] | None:
        """The edge near a position in the scene."""
        place = self._box.mapSceneToView(position)
        pixel_s = self._box.viewPixelSize()[0]
        near = []
        for annotation in self.item.annotations:
            is_inside = annotation.start_s <= place.x() <= annotation.end_s
            grip_s = (
                min(GRIP_PX * pixel_s, GRIP_SHARE * annotation.duration_s)
                if is_inside
                else GRIP_OUTSIDE_PX * pixel_s
            )
            for edge, at_s in (("start", annotation.start_s), ("end", annotation.end_s)):
                if abs(at_s - place.x()) <= grip_s:
                    near.append((abs(at_s - place.x()), annotation, edge))
        if not near:
            return None
        here = self.item.at(place.x(), place.y())
        near.sort(key=lambda item: (item[1] is not here, item[0]))
        return near[0][1], near[0][2]

    def drag(
        self, annotation: Annotation, edge: str, to_s: float, is_last: bool, snaps: bool
    ) -> None:
        """Preview a dragged edge, or finish the drag."""
        if is_last:
            self.item.show_preview(None)
            self.edge_moved.emit(annotation, edge, to_s, snaps)
        else:
            moved = drag_edge(annotation, edge, to_s, self.duration_s)  # type: ignore[arg-type]
            self.item.show_preview(moved)


class _DrawingBox(TimeViewBox):
    """A plot in which the left button drags edges or draws annotations."""

    def __init__(self, track: AnnotationTrack) -> None:
        super().__init__()
        self._track = track
        self._dragged: tuple[Annotation, str] | None = None

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Start, continue or end a drag."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.button() != Qt.MouseButton.LeftButton or shift:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        if event.isStart():
            self._dragged = self._track.edge_at(event.buttonDownScenePos())
        to_s = self.mapSceneToView(event.scenePos()).x()
        if self._dragged is not None:
            snaps = not event.modifiers() & Qt.KeyboardModifier.AltModifier
            self._track.drag(*self._dragged, to_s, event.isFinish(), snaps)
            if event.isFinish():
                self._dragged = None
            return
        super().mouseDragEvent(event, axis)
        if event.isFinish():
            first = self.mapSceneToView(event.buttonDownScenePos()).x()
            start_s, end_s = (
                max(0.0, min(first, to_s)),
                min(max(first, to_s), self._track.duration_s),
            )
            if end_s > start_s:
                self._track.drawn.emit(start_s, end_s, event.screenPos().toPoint())
