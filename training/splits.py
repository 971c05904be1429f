"""Who is trained on, who chooses, who is tested: partitions by actor, and the tests for leaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ser_desktop.emotion.labels import EMOTIONS
from training.manifest import Clip

# Test actors: Luna-Jimenez et al. 2022, Appl. Sci. 12(1):327. Validation actors, taken from the
# training actors of the fold: Krasnoproshin & Vashkevich 2026, arXiv 2606.03359.
LUNA5_TEST = (
    (2, 5, 14, 15, 16),
    (3, 6, 7, 13, 18),
    (10, 11, 12, 19, 20),
    (8, 17, 21, 23, 24),
    (1, 4, 9, 22),
)
LUNA5_VALIDATION = ((3, 6), (10, 11), (8, 17), (1, 14), (2, 5))


@dataclass(frozen=True)
class Split:
    """Clips of one fold. ``validation`` alone may choose an epoch or a threshold."""

    name: str
    train: list[Clip]
    validation: list[Clip]
    test: list[Clip]


def luna5(clips: Sequence[Clip], fold: int, songs_in_training: bool = True) -> Split:
    """Fold 0-4 of RAVDESS speech by actor; songs only ever serve for training."""
    test_actors = {f"{actor:02d}" for actor in LUNA5_TEST[fold]}
    validation_actors = {f"{actor:02d}" for actor in LUNA5_VALIDATION[fold]}
    split = Split(f"luna5-fold{fold}", [], [], [])
    for clip in clips:
        speech = clip.channel == "speech"
        if clip.speaker in test_actors:
            if speech:
                split.test.append(clip)
        elif clip.speaker in validation_actors:
            if speech:
                split.validation.append(clip)
        elif speech or songs_in_training:
            split.train.append(clip)
    return split


def all_actors(clips: Sequence[Clip], songs_in_training: bool = True) -> Split:
    """Every clip trains: what ships. Nothing is measured on it."""
    train = [clip for clip in clips if clip.channel == "speech" or songs_in_training]
    return Split("all", train, [], [])


def check_leaks(split: Split) -> None:
    """Refuse a split that would flatter a model.

    Raises:
        ValueError: an actor or the same audio on two sides, or supports that no partition of
            RAVDESS speech by actor can have (8 clips an emotion and actor, 4 for neutral).
    """
    sides = {"train": split.train, "validation": split.validation, "test": split.test}
    names = list(sides)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            actors = {clip.speaker for clip in sides[a]} & {clip.speaker for clip in sides[b]}
            if actors:
                raise ValueError(f"{split.name}: actors {sorted(actors)} are in {a} and {b}")
            hashes = {clip.sha256 for clip in sides[a]} & {clip.sha256 for clip in sides[b]}
            if hashes:
                raise ValueError(f"{split.name}: {len(hashes)} recordings are in {a} and {b}")
    for side in ("validation", "test"):
        supports = Counter(clip.emotion for clip in sides[side])
        for emotion in EMOTIONS:
            if supports[emotion] % (4 if emotion == "neutral" else 8):
                raise ValueError(
                    f"{split.name}: {supports[emotion]} {emotion} clips in {side} cannot come "
                    "from whole actors"
                )
