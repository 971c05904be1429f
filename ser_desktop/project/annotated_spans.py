"""Which annotations a segment has: one rule for the table, the moments and the exports."""

from __future__ import annotations

from collections.abc import Iterable

from ser_desktop.emotion.places import overlaps_mostly
from ser_desktop.emotion.results import Span
from ser_desktop.project.items import Annotation


def annotations_of(annotations: Iterable[Annotation], span_s: Span) -> list[Annotation]:
    """Return the annotations that are mostly of a span, those that share most with it first.

    An annotation is of a span if the two share at least half of the shorter one, so that one that
    only touches the neighbouring segment does not mark that.

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
