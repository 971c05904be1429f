"""A round of blind ratings: stretches balanced over the model's labels, which raters do not see.

All raters of a project rate the same stretches, each in a different order.
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
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

SETTING = "rating_round"
MIN_STRETCH_S = 1.0
"""Shortest stretch that can be rated, in seconds."""
MAX_STRETCH_S = 15.0
"""Longest stretch in seconds; of a longer segment, the middle is rated."""


@dataclass(frozen=True)
class Stretch:
    """A stretch to play to a rater, without the model's answer."""

    recording_id: str
    track: str
    start_s: float
    end_s: float

    @property
    def key(self) -> tuple[str, str, int, int]:
        """Key that is equal for ratings of the same stretch."""
        return self.recording_id, self.track, round(self.start_s * 1000), round(self.end_s * 1000)


def new_round(store: ProjectStore, n: int, seed: int, whole_recordings: bool = False) -> Setting:
    """Draw a round; the caller stores it with ``changes.set_value`` or ``store.put``.

    Args:
        store: store of the project.
        n: largest number of stretches, balanced over the model's labels.
        seed: seed of the draw.
        whole_recordings: rate recordings instead of segments.

    Raises:
        ProjectError: there are no analysed stretches.
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
    """Return the stretches of the current round; empty before the first one.

    Raises:
        ProjectError: the stored round is damaged.
    """
    try:
        return [_stretch(item) for item in store.setting(SETTING, [])]
    except (KeyError, TypeError, ValueError) as error:
        raise ProjectError(
            Message("project.damaged", path=store.path, reason=reason_of(error))
        ) from None


def left_for(store: ProjectStore, rater: str) -> list[Stretch]:
    """Return the stretches that a rater has not rated yet, in this rater's order.

    Stretches of recordings that were removed after the draw are left out.

    Args:
        store: store of the project.
        rater: name of the rater.
    """
    done = {key_of(a) for a in store.annotations() if a.rater == rater and a.origin == "blind"}
    present = {recording.id for recording in store.recordings()}
    left = [s for s in stretches(store) if s.key not in done and s.recording_id in present]
    return sorted(left, key=lambda s: hashlib.sha256(f"{rater} {s.key}".encode()).digest())


def rating(
    stretch: Stretch,
    rater: str,
    labels: Mapping[str, float],
    intensity: float | None = None,
    confidence: float | None = None,
    note: str = "",
) -> Annotation:
    """Return a blind rating as an annotation, to be stored by ``changes.add_annotations``.

    Args:
        stretch: the stretch that was played.
        rater: name of the rater.
        labels: weight of each emotion; empty for *cannot say*.
        intensity: intensity of the emotion, 0..1, or None.
        confidence: confidence of the rater, 0..1, or None.
        note: note of the rater.
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
    """Return the key of the stretch that an annotation rates."""
    return Stretch(
        annotation.recording_id, annotation.track, annotation.start_s, annotation.end_s
    ).key


def _balanced(
    by_label: Mapping[str, Sequence[Stretch]], n: int, draw: random.Random
) -> list[Stretch]:
    """Choose stretches of each label in turn until there are enough."""
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
