"""Annotations as outlined boxes in layers, so that none hides another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ser_desktop.project.items import Annotation
from ser_desktop.texts.messages import emotion_name
from ser_desktop.ui.annotations.annotation_text import rater_name
from ser_desktop.ui.timeline.dimmed_time import DIMMED
from ser_desktop.ui.toolkit.emotion_colours import colour_of
from ser_desktop.ui.toolkit.theme import ThemeManager

MAX_LAYERS = 3
"""Largest number of layers; further annotations are drawn over others."""
_ALPHA = 90
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def layers_of(annotations: Sequence[Annotation]) -> list[int]:
    """Return the layer of each annotation, from 0; those of one rater come first."""
    ends: list[float] = []
    layers = []
    for annotation in annotations:
        free = next((i for i, end_s in enumerate(ends) if end_s <= annotation.start_s + 1e-6), None)
        if free is None:
            free = len(ends)
            ends.append(0.0)
        ends[free] = annotation.end_s
        layers.append(min(free, MAX_LAYERS - 1))
    return layers


class AnnotationItem(pg.GraphicsObject):
    """Draws annotations from 0 to 1 on the vertical axis, the first layer on top."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self.annotations: Sequence[Annotation] = ()
        self._layers: list[int] = []
        self._selected: Collection[str] = ()
        self._focus = ""
        self._preview: Annotation | None = None
        self._names: Mapping[str, str] = NO_NAMES

    @property
    def n_layers(self) -> int:
        """Number of layers; 1 without annotations."""
        return max(self._layers, default=0) + 1

    def show_annotations(
        self,
        annotations: Sequence[Annotation],
        selected: Collection[str] = (),
        focus: str = "",
        names: Mapping[str, str] = NO_NAMES,
    ) -> None:
        """Draw other annotations.

        Args:
            annotations: in order of time.
            selected: ids of the selected ones.
            focus: a track; annotations of other tracks are dimmed. "" dims none.
            names: whose speech a track is, written behind the label; empty writes none.
        """
        self.prepareGeometryChange()
        self.annotations, self._selected, self._focus = annotations, selected, focus
        self._names = names
        self._layers = layers_of(annotations)
        self._preview = None
        self.update()

    def show_preview(self, annotation: Annotation | None) -> None:
        """Draw a preview of an annotation while its edge is dragged."""
        self._preview = annotation
        self.update()

    def at(self, seconds: float, height: float) -> Annotation | None:
        """The annotation at a time and a height, 0 (bottom) to 1; else one at that time."""
        inside = [
            (annotation, layer)
            for annotation, layer in zip(self.annotations, self._layers, strict=True)
            if annotation.start_s <= seconds <= annotation.end_s
        ]
        wanted = int((1 - height) * self.n_layers)
        inside.sort(key=lambda item: abs(item[1] - wanted))
        return inside[0][0] if inside else None

    def boundingRect(self) -> QRectF:
        """The whole time."""
        end_s = max((a.end_s for a in self.annotations), default=1.0)
        shown = self.viewRect()
        return QRectF(0, 0, max(end_s, 1.0), 1).united(QRectF(shown.left(), 0, shown.width(), 1))

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw in pixels: dashed boxes, text that is not stretched."""
        to_pixels, shown = painter.worldTransform(), self.viewRect()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = 1 / self.n_layers
        for annotation, layer in zip(self.annotations, self._layers, strict=True):
            if self._preview is not None and annotation.id == self._preview.id:
                annotation = self._preview
            if annotation.end_s < shown.left() or annotation.start_s > shown.right():
                continue
            span = QRectF(
                annotation.start_s, 1 - (layer + 1) * height, annotation.duration_s, height
            )
            box = to_pixels.mapRect(span).adjusted(0.5, 1, -0.5, -1)
            is_other = bool(self._focus) and annotation.track != self._focus
            painter.setOpacity(DIMMED if is_other else 1.0)
            self._paint_box(painter, box, to_pixels.mapRect(span.intersected(shown)), annotation)
        painter.restore()

    def _paint_box(
        self, painter: QPainter, box: QRectF, visible: QRectF, annotation: Annotation
    ) -> None:
        theme = self._themes.theme
        colour = colour_of(annotation.label, theme) or QColor(theme.track)
        fill = QColor(colour)
        fill.setAlpha(_ALPHA)
        is_selected = annotation.id in self._selected
        style = Qt.PenStyle.SolidLine if is_selected else Qt.PenStyle.DashLine
        edge = QColor(theme.accent if is_selected else theme.text)
        painter.setBrush(fill)
        painter.setPen(QPen(edge, 2 if is_selected else 1, style))
        painter.drawRoundedRect(box, 3, 3)
        label = annotation.label
        text = emotion_name(label) if label else "?"
        if len(annotation.labels) > 1:
            text += "+"
        metrics = painter.fontMetrics()
        inside = visible.adjusted(6, 0, -4, 0)
        for words in self.words_for(annotation, text):
            if metrics.horizontalAdvance(words) <= inside.width():
                painter.setPen(QColor(theme.text))
                painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, words)
                return

    def words_for(self, annotation: Annotation, text: str) -> list[str]:
        """Return what a box may say, the longest first: label, rater, speaker, note.

        A single letter would tell nobody anything.
        """
        raters = {one.rater for one in self.annotations}
        by = rater_name(annotation.rater) if len(raters) > 1 else ""
        owned = " · ".join(filter(None, (text, by, self._names.get(annotation.track, ""))))
        noted = f"{owned} · {annotation.note.splitlines()[0]}" if annotation.note else owned
        return [noted, owned, text]
