"""Operations on annotations as pure functions; ``changes`` turns them into undo steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ser_desktop.emotion.labels import is_emotion
from ser_desktop.emotion.results import Segment
from ser_desktop.project.items import Annotation, new_id, now

MIN_DURATION_S = 0.02
"""Shortest annotation that can be drawn or made by moving an edge, in seconds."""
MIN_DRAGGED_S = 0.2
"""A dragged edge stops at this length, in seconds, so that a slip does not crush an annotation."""
SNAP_S = 0.15
"""Distance at which an edge snaps to a pause, in seconds."""
Edge = Literal["start", "end", "both"]


def split(annotation: Annotation, at_s: float) -> tuple[Annotation, ...]:
    """Return the two parts, the first with the old id; only the whole if a part is too short.

    Args:
        annotation: the annotation to split.
        at_s: time of the split.
    """
    if not annotation.start_s + MIN_DURATION_S <= at_s <= annotation.end_s - MIN_DURATION_S:
        return (annotation,)
    time = now()
    first = replace(annotation, end_s=at_s, changed=time)
    return first, replace(annotation, id=new_id(), start_s=at_s, changed=time)


def merge(annotations: Sequence[Annotation]) -> Annotation:
    """Return one annotation over all, with the id of the earliest.

    Weights, intensity and confidence are means weighted by duration; different notes are joined.

    Args:
        annotations: one or more, of one recording, track and rater.

    Raises:
        ValueError: recordings, tracks or raters differ.
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
    """Return the nearest pause if it is near enough, else the time itself."""
    nearest = min(pauses_s, key=lambda pause_s: abs(pause_s - at_s), default=at_s)
    return nearest if abs(nearest - at_s) <= within_s else at_s


def move_edge(
    annotation: Annotation,
    edge: Literal["start", "end"],
    to_s: float,
    duration_s: float,
    pauses_s: Sequence[float] = (),
    within_s: float = SNAP_S,
    shortest_s: float = MIN_DURATION_S,
) -> Annotation:
    """Return the annotation with one edge moved, limited to the recording.

    Args:
        annotation: as it is.
        edge: the edge to move.
        to_s: new time of the edge.
        duration_s: duration of the recording.
        pauses_s: times of pauses to snap to (``pauses.pauses_s``); may be empty.
        within_s: largest distance at which the edge snaps.
        shortest_s: length in seconds at which the edge stops; a shorter annotation is not
            shortened further.
    """
    shortest_s = max(min(shortest_s, annotation.duration_s), MIN_DURATION_S)
    at_s = min(max(snapped(to_s, pauses_s, within_s), 0.0), duration_s)
    if edge == "start":
        start_s = max(min(at_s, annotation.end_s - shortest_s), 0.0)
        return replace(annotation, start_s=start_s, changed=now())
    end_s = max(at_s, annotation.start_s + shortest_s)
    return replace(annotation, end_s=end_s, changed=now())


def drag_edge(
    annotation: Annotation,
    edge: Literal["start", "end"],
    to_s: float,
    duration_s: float,
    pauses_s: Sequence[float] = (),
) -> Annotation:
    """Return the annotation with one edge dragged, which stops before it passes the other.

    Args:
        annotation: as it is.
        edge: the edge to move.
        to_s: time of the pointer.
        duration_s: duration of the recording.
        pauses_s: times of pauses to snap to; may be empty.
    """
    return move_edge(annotation, edge, to_s, duration_s, pauses_s, shortest_s=MIN_DRAGGED_S)


def nudge(annotation: Annotation, by_s: float, edge: Edge, duration_s: float) -> Annotation:
    """Return the annotation with itself or one edge moved by a small time.

    Args:
        annotation: as it is.
        by_s: the time; negative is earlier.
        edge: ``both`` moves the whole and keeps its length.
        duration_s: duration of the recording.
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
    """Return an annotation for each segment with an emotion, to be corrected by the user.

    Args:
        segments: the model's segments.
        recording_id: id of the recording.
        track: name of the track.
        rater: rater of the new annotations.
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
