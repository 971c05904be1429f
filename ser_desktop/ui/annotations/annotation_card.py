"""The card with a person's annotation, below the model's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout

from ser_desktop.emotion.results import Overall
from ser_desktop.project.items import Annotation
from ser_desktop.texts.capitals import capitalised
from ser_desktop.texts.messages import Message, emotion_name, joined
from ser_desktop.ui.annotations.annotation_text import (
    annotated_as,
    labels_title,
    model_text,
    rater_name,
)
from ser_desktop.ui.toolkit.announce import show_value
from ser_desktop.ui.toolkit.emotion_colours import colour_of
from ser_desktop.ui.toolkit.mirrored_sheet import in_direction
from ser_desktop.ui.toolkit.number_text import percent_text
from ser_desktop.ui.toolkit.theme import GRID, ThemeManager

_SCALE = 1.15
NOBODY: Mapping[str, str] = MappingProxyType({})


class AnnotationCard(QFrame):
    """Hidden while the shown recording or stretch has no annotation.

    A button names the speaker, where there are any: one lane holds the annotations of all.

    Args:
        themes: give the colour of its edge, which is that of the annotated emotion.
    """

    whose_chosen = Signal(str)
    """The track that the annotation is about."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__()
        self._themes = themes
        self._edge_of = ""
        """The label whose colour the edge has; "" without one."""
        self.setObjectName("annotationCard")
        self.setProperty("role", "annotation")
        self._heading, self._label, self._facts = QLabel(), QLabel(), QLabel()
        self.whose = QToolButton()
        """The speaker whose annotation it is; a click offers the others."""
        self.whose.setObjectName("annotationWhose")
        self.whose.setProperty("role", "pill")
        self.whose.setToolTip(str(Message("annotation.whose_tip")))
        self.whose.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.whose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.whose)
        self.whose.setMenu(self._menu)
        self.whose.hide()
        self._heading.setProperty("role", "heading")
        self._label.setObjectName("annotationLabel")
        self._facts.setObjectName("annotationFacts")
        self._facts.setProperty("role", "muted")
        font = self._label.font()
        font.setPointSizeF(font.pointSizeF() * _SCALE)
        font.setBold(True)
        self._label.setFont(font)
        for label in (self._heading, self._label, self._facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Two lines in most cases, so that it is seen without scrolling.
        first = QHBoxLayout()
        first.addWidget(self._label, 1)
        first.addWidget(self._heading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self.whose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._facts)
        themes.changed.connect(self._paint_edge)
        self.hide()

    def show_one(
        self,
        annotation: Annotation,
        answer: Overall | None,
        speaker: str = "",
        whose: Mapping[str, str] = NOBODY,
    ) -> None:
        """Show an annotation, and the model's answer for the same stretch.

        Args:
            annotation: the annotation of a person.
            answer: the model's answer for the annotated track and stretch.
            speaker: name of the speaker, if the track holds one speaker.
            whose: title of each track that the annotation can be about; empty without speakers.
        """
        self._show_whose(annotation.track, whose)
        self._heading.setText(
            str(Message("annotation.card_one", rater=rater_name(annotation.rater))).upper()
        )
        title = labels_title(annotation)
        self._edge_of = annotation.label
        self._paint_edge()
        show_value(self._label, str(Message("annotation.table")), capitalised(title))
        facts = []
        if annotation.intensity is not None:
            facts.append(
                str(Message("annotation.intensity", share=percent_text(annotation.intensity)))
            )
        if annotation.confidence is not None:
            share = percent_text(annotation.confidence)
            facts.append(str(Message("annotation.confidence", share=share)))
        if annotation.note:
            facts.append(f"“{annotation.note}”")
        said = model_text(answer)
        if said and speaker:
            facts.append(str(Message("annotation.model_says_of", speaker=speaker, answer=said)))
        elif said:
            facts.append(str(Message("annotation.model_says", answer=said)))
        self._show_facts(" · ".join(facts))
        self.show()

    def _show_whose(self, track: str, whose: Mapping[str, str]) -> None:
        """Say whose the annotation is, on a button with the other choices."""
        title = whose.get(track, "")
        show_value(self.whose, str(Message("annotation.whose")), title)
        self.whose.setVisible(bool(title))
        self._menu.clear()
        for one, name in whose.items():
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(one == track)
            action.triggered.connect(partial(self._on_whose, one))

    def _on_whose(self, track: str, _checked: bool = False) -> None:
        self.whose_chosen.emit(track)

    def show_several(self, annotations: Sequence[Annotation]) -> None:
        """Summarise the annotations of a recording; without annotations, hide the card."""
        self.whose.hide()
        of = annotated_as(annotations)
        labels = [emotion_name(label) for label in of]
        self._edge_of = of[0] if len(of) == 1 else ""
        self._paint_edge()
        count = str(Message("annotation.count", n=len(annotations)))
        self.setVisible(bool(annotations))
        if not annotations:
            return
        raters = list(dict.fromkeys(rater_name(a.rater) for a in annotations))
        self._heading.setText(str(Message("annotation.card_one", rater=joined(raters))).upper())
        # The count is large, and not an emotion: a few annotations are not the answer of it all.
        show_value(self._label, str(Message("annotation.table")), count)
        is_hidden = not labels and any(annotation.label for annotation in annotations)
        without = Message("annotation.rated_blind" if is_hidden else "annotation.no_label")
        self._show_facts(joined(labels) or str(without))

    def _paint_edge(self) -> None:
        colour = colour_of(self._edge_of, self._themes.theme)
        edge = "" if colour is None else f"border-left: 3px solid {colour.name()};"
        rule = f"QFrame#annotationCard {{ {edge} }}" if edge else ""
        self.setStyleSheet(in_direction(rule, self.layoutDirection()))

    def _show_facts(self, text: str) -> None:
        self._facts.setText(text)
        self._facts.setVisible(bool(text))
