"""Annotations in words."""

from __future__ import annotations

from collections.abc import Sequence

from ser_desktop.emotion.doubt import shown_label
from ser_desktop.emotion.headline import answer_headline
from ser_desktop.emotion.labels import UNCERTAIN
from ser_desktop.emotion.results import Overall
from ser_desktop.project.items import Annotation
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.number_text import confidence_text, percent_text


def labels_title(annotation: Annotation) -> str:
    """The emotions in order of weight; with weights if there are several."""
    ranked = sorted(annotation.labels.items(), key=lambda item: -item[1])
    if not ranked:
        return str(Message("annotation.no_label"))
    if len(ranked) == 1:
        return emotion_name(ranked[0][0])
    return " + ".join(f"{emotion_name(label)} {percent_text(weight)}" for label, weight in ranked)


def rater_name(rater: str) -> str:
    """The rater's name; without a name, a word for the user of this window."""
    return rater or str(Message("annotation.you"))


def model_text(overall: Overall | None) -> str:
    """The model's answer for the annotated stretch, as the headline has it; "" without one.

    An uncertain answer has no number: what it may be stands in its place.
    """
    if overall is None:
        return ""
    words = str(answer_headline(overall).message())
    is_uncertain = shown_label(overall) == UNCERTAIN
    return words if is_uncertain else f"{words} {confidence_text(overall.confidence)}".strip()


def annotated_as(annotations: Sequence[Annotation]) -> list[str]:
    """The labels of annotations, sorted by the time they cover, longest first.

    Blind ratings are left out, so that raters do not see each other's ratings.
    """
    seconds: dict[str, float] = {}
    for annotation in annotations:
        if annotation.label and annotation.origin != "blind":
            seconds[annotation.label] = seconds.get(annotation.label, 0.0) + annotation.duration_s
    return sorted(seconds, key=lambda label: -seconds[label])
