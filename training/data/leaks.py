"""Tests for leaks between the sides of a split, which run before every training."""

from __future__ import annotations

from collections import Counter

from ser_desktop.emotion.labels import EMOTIONS
from training.data.splits import Split


def check_leaks(split: Split) -> None:
    """Refuse a split that would flatter a model.

    Raises:
        ValueError: the same audio on two sides; an actor on two sides of a split by actor; or
            supports that whole actors cannot have (RAVDESS speech has 8 clips an emotion and
            actor, 4 for neutral).
    """
    sides = {"train": split.train, "validation": split.validation, "test": split.test}
    names = list(sides)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            actors = {clip.speaker for clip in sides[a]} & {clip.speaker for clip in sides[b]}
            if actors and split.by_actor:
                raise ValueError(f"{split.name}: actors {sorted(actors)} are in {a} and {b}")
            hashes = {clip.sha256 for clip in sides[a]} & {clip.sha256 for clip in sides[b]}
            if hashes:
                raise ValueError(f"{split.name}: {len(hashes)} recordings are in {a} and {b}")
    if not split.per_actor:
        return
    for side in ("validation", "test"):
        supports = Counter(clip.emotion for clip in sides[side])
        for emotion in EMOTIONS:
            if supports[emotion] % (split.per_actor // (2 if emotion == "neutral" else 1)):
                raise ValueError(
                    f"{split.name}: {supports[emotion]} {emotion} clips in {side} cannot come "
                    "from whole actors"
                )
