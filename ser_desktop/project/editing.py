"""Operations on annotations: pure functions; ``changes`` makes steps of the history of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ser_desktop.emotion.labels import is_emotion
from ser_desktop.emotion.results import Segment
from ser_desktop.project.items import Annotation, new_id, now

MIN_DURATION_S = 0.02
"""An annotation that is drawn or moved is no shorter."""
SNAP_S = 0.15
"""An edge this near to a pause snaps to it."""
Edge = Literal["start", "end", "both"]


def split(annotation: Annotation, at_s: float) -> tuple[Annotation, ...]:
    """Return the two parts, the first under the old id; the whole alone where none has room.

    Args:
        annotation: the whole.
        at_s: where it is cut.
    """
    if not annotation.start_s + MIN_DURATION_S <= at_s <= annotation.end_s - MIN_DURATION_S:
        return (annotation,)
    time = now()
    first = replace(annotation, end_s=at_s, changed=time)
    return first, replace(annotation, id=new_id(), start_s=at_s, changed=time)


def merge(annotations: Sequence[Annotation]) -> Annotation:
    """Return one annotation over all, under the id of the first in time.

    Weights, intensity and confidence are means weighted by duration; notes that differ follow each
    other.

    Args:
        annotations: one or more, of one recording, track and rater.

    Raises:
        ValueError: they are of several recordings, tracks or raters.
    """
    if len({(a.recording_id, a.track, a.rater) for a in annotations}) != 1:
        raise ValueError("annotations of one recording, track and rater can be merged")
    ordered = sorted(annotations, key=lambda a: (a.start_s, a.end_s))
    shares = [max(a.duration_s, MIN_DURATION_S) for a in ordered]
    labels: dict[str, float] = {}
    labelled_s = sum(share for a, share in zip(ordered, shares, strict=True) if a.labels)
    for a, share in zip(ordered, shares, strict=True):
        for label, weight in a.labels.items():
            labels[label] = labels.get(label, 0.0) + weight * share / labelled_s
    return replace(
        ordered[0],
        end_s=max(a.end_s for a in ordered),
        labels={label: min(round(weight, 6), 1.0) for label, weight in labels.items()},
        intensity=_mean([a.intensity for a in ordered], shares),
        confidence=_mean([a.confidence for a in ordered], shares),
        note="\n".join(dict.fromkeys(a.note for a in ordered if a.note)),
        changed=now(),
    )


def snapped(at_s: float, pauses_s: Sequence[float], within_s: float = SNAP_S) -> float:
    """Return the nearest pause, where one is near enough; else the time itself."""
    nearest = min(pauses_s, key=lambda pause_s: abs(pause_s - at_s), default=at_s)
    return nearest if abs(nearest - at_s) <= within_s else at_s


def move_edge(
    annotation: Annotation,
    edge: Literal["start", "end"],
    to_s: float,
    duration_s: float,
    pauses_s: Sequence[float] = (),
    within_s: float = SNAP_S,
) -> Annotation:
    """Return the annotation with one edge elsewhere; it stays in the recording and keeps a length.

    Args:
        annotation: as it is.
        edge: which one moves.
        to_s: where a person drags it.
        duration_s: of the recording.
        pauses_s: where it snaps to (``pauses.pauses_s``); empty snaps nowhere.
        within_s: how near a pause has to be.
    """
    at_s = min(max(snapped(to_s, pauses_s, within_s), 0.0), duration_s)
    if edge == "start":
        start_s = max(min(at_s, annotation.end_s - MIN_DURATION_S), 0.0)
        return replace(annotation, start_s=start_s, changed=now())
    end_s = max(at_s, annotation.start_s + MIN_DURATION_S)
    return replace(annotation, end_s=end_s, changed=now())


def nudge(annotation: Annotation, by_s: float, edge: Edge, duration_s: float) -> Annotation:
    """Return the annotation a little earlier or later, or one edge of it.

    Args:
        annotation: as it is.
        by_s: negative is earlier.
        edge: ``both`` moves the whole and keeps its length.
        duration_s: of the recording.
    """
    if edge == "start":
        return move_edge(annotation, "start", annotation.start_s + by_s, duration_s)
    if edge == "end":
        return move_edge(annotation, "end", annotation.end_s + by_s, duration_s)
    by_s = min(max(by_s, -annotation.start_s), max(duration_s - annotation.end_s, 0.0))
    return replace(
        annotation,
        start_s=annotation.start_s + by_s,
        end_s=annotation.end_s + by_s,
        changed=now(),
    )


def from_segments(
    segments: Sequence[Segment], recording_id: str, track: str, rater: str
) -> list[Annotation]:
    """Return an annotation for each segment with an emotion, for a person to correct.

    Args:
        segments: of the model.
        recording_id: of the recording they are in.
        track: whose windows they are made of.
        rater: who takes them over.
    """
    return [
        Annotation(
            new_id(),
            recording_id,
            segment.start_s,
            segment.end_s,
            {segment.label: 1.0},
            track,
            intensity=segment.intensity,
            confidence=segment.confidence,
            rater=rater,
            origin="model",
        )
        for segment in segments
        if is_emotion(segment.label)
    ]


def _mean(values: Sequence[float | None], weights: Sequence[float]) -> float | None:
    known = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None]
    if not known:
        return None
    return min(sum(v * w for v, w in known) / sum(w for _, w in known), 1.0)
