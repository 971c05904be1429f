"""A round of blind ratings: stretches balanced by what the model says, without saying it.

All raters of a project rate the same stretches, each in an order of their own.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.labels import is_emotion
from ser_desktop.emotion.results import MIX
from ser_desktop.errors import ProjectError
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Annotation, Setting, new_id
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.messages import Message

SETTING = "rating_round"
MIN_STRETCH_S = 1.0
"""Nobody can rate less."""
MAX_STRETCH_S = 15.0
"""Of a longer segment the middle is rated."""


@dataclass(frozen=True)
class Stretch:
    """What is played to a rater; it says nothing of the model's answer."""

    recording_id: str
    track: str
    start_s: float
    end_s: float

    @property
    def key(self) -> tuple[str, str, int, int]:
        """By which ratings of the same stretch are known."""
        return self.recording_id, self.track, round(self.start_s * 1000), round(self.end_s * 1000)


def new_round(store: ProjectStore, n: int, seed: int, whole_recordings: bool = False) -> Setting:
    """Draw a round; ``changes.set_value`` or ``store.put`` keeps it.

    Args:
        store: of the project.
        n: how many stretches at most, as many of each of the model's labels as there are.
        seed: of the draw.
        whole_recordings: rate recordings instead of segments.

    Raises:
        ProjectError: there is nothing to draw from.
    """
    by_label: dict[str, list[Stretch]] = {}
    kept = KeptAnalyses(store)
    for recording in store.recordings():
        scores = kept.latest(recording)
        if scores is None:
            continue
        analysis = interpret(scores)
        if whole_recordings:
            whole = Stretch(recording.id, MIX, 0.0, analysis.file.duration_s)
            if is_emotion(analysis.overall.label):
                by_label.setdefault(analysis.overall.label, []).append(whole)
            continue
        for segment in analysis.segments:
            if is_emotion(segment.label) and segment.end_s - segment.start_s >= MIN_STRETCH_S:
                stretch = _middle(recording.id, segment.start_s, segment.end_s)
                by_label.setdefault(segment.label, []).append(stretch)
    drawn = _balanced(by_label, n, random.Random(seed))
    if not drawn:
        raise ProjectError(Message("rating.nothing"))
    return Setting(SETTING, [vars(stretch) for stretch in drawn])


def stretches(store: ProjectStore) -> list[Stretch]:
    """Return the stretches of the present round; none before the first.

    Raises:
        ProjectError: the project says something else there.
    """
    try:
        return [_stretch(item) for item in store.setting(SETTING, [])]
    except (KeyError, TypeError, ValueError) as error:
        raise ProjectError(
            Message("project.damaged", path=store.path, reason=f"{SETTING}: {error}")
        ) from None


def left_for(store: ProjectStore, rater: str) -> list[Stretch]:
    """Return what a rater has not rated yet, in this rater's own order.

    Args:
        store: of the project.
        rater: a name.
    """
    done = {key_of(a) for a in store.annotations() if a.rater == rater and a.origin == "blind"}
    left = [stretch for stretch in stretches(store) if stretch.key not in done]
    return sorted(left, key=lambda s: hashlib.sha256(f"{rater} {s.key}".encode()).digest())


def rating(
    stretch: Stretch,
    rater: str,
    labels: Mapping[str, float],
    intensity: float | None = None,
    confidence: float | None = None,
    note: str = "",
) -> Annotation:
    """Return a blind rating as an annotation, to be put by ``changes.add_annotations``.

    Args:
        stretch: what was played.
        rater: who rates.
        labels: weight of each emotion; empty where the rater cannot say.
        intensity: of the emotion, 0..1, or None.
        confidence: of the rater, 0..1, or None.
        note: the rater's own.
    """
    return Annotation(
        new_id(),
        stretch.recording_id,
        stretch.start_s,
        stretch.end_s,
        dict(labels),
        stretch.track,
        intensity=intensity,
        confidence=confidence,
        note=note,
        rater=rater,
        origin="blind",
    )


def key_of(annotation: Annotation) -> tuple[str, str, int, int]:
    """Return the key of the stretch an annotation is of."""
    return Stretch(
        annotation.recording_id, annotation.track, annotation.start_s, annotation.end_s
    ).key


def _balanced(
    by_label: Mapping[str, Sequence[Stretch]], n: int, draw: random.Random
) -> list[Stretch]:
    """Take one of each label in turn until there are enough."""
    heaps = []
    for label in sorted(by_label):
        heap = sorted(by_label[label], key=lambda stretch: stretch.key)
        draw.shuffle(heap)
        heaps.append(heap)
    draw.shuffle(heaps)
    drawn: list[Stretch] = []
    while len(drawn) < n and any(heaps):
        for heap in heaps:
            if heap and len(drawn) < n:
                drawn.append(heap.pop())
    draw.shuffle(drawn)
    return drawn


def _middle(recording_id: str, start_s: float, end_s: float) -> Stretch:
    spare_s = max(end_s - start_s - MAX_STRETCH_S, 0.0) / 2
    return Stretch(recording_id, MIX, round(start_s + spare_s, 3), round(end_s - spare_s, 3))


def _stretch(item: Any) -> Stretch:
    return Stretch(
        str(item["recording_id"]), str(item["track"]), float(item["start_s"]), float(item["end_s"])
    )
