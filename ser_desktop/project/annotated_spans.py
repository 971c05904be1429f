"""What people said of a span: one rule for the window and every file.

An annotation belongs to a span if the two share at least half of the shorter one, so that one that
only touches the neighbouring segment does not mark that. What people said **comes first**, before
the model's answer, if their annotations cover at least half of the speech in the span, or half of
its time if nobody speaks in it. A few corrections in a long recording do not say what it is. A
rater who annotated exactly the span has named it, whatever else that rater said within it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ser_desktop.emotion.headline import Headline, course_headline
from ser_desktop.emotion.places import MOSTLY, is_same_span, overlaps_mostly
from ser_desktop.emotion.results import Analysis, Span
from ser_desktop.emotion.segment_edges import joined_spans
from ser_desktop.emotion.speech_time import speech_seconds
from ser_desktop.emotion.summary import spoken_spans
from ser_desktop.project.items import Annotation

_NAMED_FROM = 0.5
"""A part of a mixed label is named from this share of the largest part."""
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Said:
    """What people said of a span.

    Args:
        annotations: those with a label that belong to the span, the largest share first.
        labels: their labels, each once, by the time they have in the span, the longest first.
        raters: names of the raters, in the same order; "" is a rater without a name.
        headline: the words for it, with which raters who disagree are seen to do so.
        comes_first: whether it goes before the model's answer.
    """

    annotations: tuple[Annotation, ...]
    labels: tuple[str, ...]
    raters: tuple[str, ...]
    headline: Headline
    comes_first: bool


def first_words(said: Said | None) -> str:
    """Return what people said in English words if it comes first, else ""; for files."""
    return said.headline.text() if said is not None and said.comes_first else ""


def visible_to(annotations: Iterable[Annotation], rater: str) -> tuple[Annotation, ...]:
    """Return the annotations that a rater may see: without the blind ratings of others."""
    return tuple(a for a in annotations if a.origin != "blind" or a.rater == rater)


def annotations_of(annotations: Iterable[Annotation], span_s: Span) -> list[Annotation]:
    """Return the annotations that belong to a span, those that share most with it first.

    Args:
        annotations: those of the span's track.
        span_s: start and end in seconds.
    """
    mostly = [a for a in annotations if overlaps_mostly((a.start_s, a.end_s), span_s)]
    return sorted(mostly, key=lambda a: max(a.start_s, span_s[0]) - min(a.end_s, span_s[1]))


def assigned_labels(annotations: Iterable[Annotation], span_s: Span) -> list[str]:
    """Return the assigned labels of a span, each once."""
    found = (a.label for a in annotations_of(annotations, span_s) if a.label)
    return list(dict.fromkeys(found))


def said_of(
    annotations: Iterable[Annotation], span_s: Span, speech: Sequence[Span] = ()
) -> Said | None:
    """Return what people said of a span; None if nobody gave it a label.

    Args:
        annotations: those that may be shown, of the tracks that are shown.
        span_s: start and end in seconds.
        speech: start and end of each stretch of speech, in the order of time; empty if unknown.
    """
    belonging = [a for a in annotations_of(annotations, span_s) if a.label]
    if not belonging:
        return None
    of_whole = {a.rater for a in belonging if is_same_span((a.start_s, a.end_s), span_s)}
    inside = [
        a
        for a in belonging
        if a.rater not in of_whole or is_same_span((a.start_s, a.end_s), span_s)
    ]
    mine = {a.rater: [b for b in inside if b.rater == a.rater] for a in inside}
    named_by = [own for own in mine.values() if _covered(own, span_s, speech) >= MOSTLY - _ROUNDING]
    return Said(
        tuple(inside),
        tuple(_ranked(_seconds(inside, span_s))),
        tuple(dict.fromkeys(a.rater for a in inside)),
        _headline(named_by or [inside], span_s),
        _covered(inside, span_s, speech) >= MOSTLY - _ROUNDING,
    )


def recording_said(
    annotations: Iterable[Annotation], analysis: Analysis | None, duration_s: float | None
) -> Said | None:
    """Return what people said of a whole recording; None if nobody gave it a label.

    Blind ratings are left out: raters must not see each other's, and they belong to their round.

    Args:
        annotations: of the recording.
        analysis: tells when somebody speaks; None if unknown.
        duration_s: length of the recording; None if unknown.
    """
    named = [a for a in annotations if a.label and a.origin != "blind"]
    if not named:
        return None
    speech = spoken_spans(analysis.segments) if analysis is not None else []
    return said_of(named, (0.0, duration_s or 0.0), speech)


def _headline(by_rater: Sequence[Sequence[Annotation]], span_s: Span) -> Headline:
    """Return the words for what raters said, each of most of the span or all of them together."""
    inside = [annotation for own in by_rater for annotation in own]
    ranked = _ranked(_seconds(inside, span_s))
    total = sum(ranked.values()) or 1.0
    shares = {label: time_s / total for label, time_s in ranked.items()}
    mains = {next(iter(_ranked(_seconds(own, span_s))), own[0].label) for own in by_rater}
    if len(mains) > 1:
        named = [label for label in shares if label in mains]
        return Headline("result.between", tuple(named[:2]), shares, False)
    if len(shares) < 2:
        return Headline("plain", (inside[0].label,), shares, False)
    if len({tuple(a.labels.items()) for a in inside}) == 1:  # one mixture, whoever said it
        most = max(shares.values())
        named = [label for label, share in shares.items() if share >= _NAMED_FROM * most][:2]
        return Headline(("plain", "result.mixed")[len(named) - 1], tuple(named), shares, False)
    return course_headline(shares)


def _seconds(annotations: Sequence[Annotation], span_s: Span) -> dict[str, float]:
    """Return how long each label has in a span, by the weights of mixed ones."""
    seconds: dict[str, float] = {}
    for annotation in annotations:
        whole = sum(annotation.labels.values())
        for label, weight in annotation.labels.items():
            share = weight / whole if whole else label == annotation.label
            seconds[label] = seconds.get(label, 0.0) + share * _common_s(annotation, span_s)
    return seconds


def _ranked(seconds: Mapping[str, float]) -> dict[str, float]:
    """Return labels with some time, the longest first."""
    ranked = sorted(seconds.items(), key=lambda item: -item[1])
    return {label: time_s for label, time_s in ranked if time_s > 0}


def _covered(inside: Sequence[Annotation], span_s: Span, speech: Sequence[Span]) -> float:
    """Return the share of a span's speech that annotations cover; of its time without speech."""
    start_s, end_s = span_s
    clipped = sorted((max(a.start_s, start_s), min(a.end_s, end_s)) for a in inside)
    spans = joined_spans(clipped, 0.0)
    spoken_s = speech_seconds(span_s, speech) if speech else 0.0
    if spoken_s > 0:
        return sum(speech_seconds(span, speech) for span in spans) / spoken_s
    length_s = end_s - start_s
    return sum(end - start for start, end in spans) / length_s if length_s > 0 else 1.0


def _common_s(annotation: Annotation, span_s: Span) -> float:
    return min(annotation.end_s, span_s[1]) - max(annotation.start_s, span_s[0])
