"""The effect of a speaker profile by cross-validation: each example is tested with the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.errors import WorkCancelledError
from ser_desktop.speakers.adapter import PRIOR, LearningTask
from ser_desktop.speakers.profile import MIN_EMOTIONS, SpeakerProfile, embeddings_of

MIN_EXAMPLES_TO_JUDGE = 3
"""Examples of each emotion needed to decide that a profile is harmful."""


@dataclass(frozen=True)
class Verdict:
    """The result of the cross-validation."""

    alone: tuple[str, ...]
    """The model's own answer to each example."""
    corrected: tuple[str | None, ...]
    """The answer corrected by the others; None if none of them has that emotion."""
    right_alone: int
    right_corrected: int
    """Both of the examples that could be judged."""
    n_judged: int
    min_examples: int
    """Of the taught emotion that has fewest."""

    @property
    def is_harmful(self) -> bool:
        """Whether the profile, with enough examples, makes answers worse."""
        enough = self.min_examples >= MIN_EXAMPLES_TO_JUDGE
        return enough and self.right_corrected < self.right_alone


def can_be_harmful(profile: SpeakerProfile) -> bool:
    """Return whether there are enough examples for :func:`judge` to call a profile harmful."""
    return min((n for n in profile.counts().values() if n), default=0) >= MIN_EXAMPLES_TO_JUDGE


def judge(profile: SpeakerProfile, cancelled: Callable[[], bool] = lambda: False) -> Verdict:
    """Test every example with the others.

    Overlapping examples are left out too, and one example of each other emotion if there are
    several: otherwise the tested emotion would have the fewest examples.

    Raises:
        WorkCancelledError: ``cancelled`` returned True.
    """
    by_emotion: dict[str, list[int]] = {}
    for index, example in enumerate(profile.examples):
        by_emotion.setdefault(example.emotion, []).append(index)
    task = LearningTask.of(profile, PRIOR) if profile.examples else None
    everything = task.solve(np.arange(len(profile.examples))) if task else None
    alone: list[str] = []
    corrected: list[str | None] = []
    for index, example in enumerate(profile.examples):
        if cancelled():
            raise WorkCancelledError
        assert task is not None
        assert everything is not None
        alone.append(profile.labels[int(example.log_probabilities.argmax())])
        others = _training_examples(profile, by_emotion, index)
        corrected.append(_corrected_label(profile, task, index, others, everything))
    judged = [
        (example.emotion == a, example.emotion == c)
        for example, a, c in zip(profile.examples, alone, corrected, strict=True)
        if c is not None
    ]
    return Verdict(
        tuple(alone),
        tuple(corrected),
        sum(a for a, _ in judged),
        sum(c for _, c in judged),
        len(judged),
        min(map(len, by_emotion.values()), default=0),
    )


def _training_examples(
    profile: SpeakerProfile, by_emotion: dict[str, list[int]], tested: int
) -> list[int]:
    """Return the examples to learn from when one is tested, by their numbers."""
    example = profile.examples[tested]
    turn = by_emotion[example.emotion].index(tested)
    left_out = {alike[turn % len(alike)] for alike in by_emotion.values() if len(alike) > 1}
    return [
        i
        for i, other in enumerate(profile.examples)
        if i != tested and i not in left_out and not example.common_s(other)
    ]


def _corrected_label(
    profile: SpeakerProfile,
    task: LearningTask,
    tested: int,
    others: list[int],
    start: NDArray[np.float64],
) -> str | None:
    """Return the corrected answer to an example; None if the others cannot teach its emotion.

    Args:
        profile: the profile.
        task: the arrays of its examples.
        tested: number of the example.
        others: numbers of the examples to learn from.
        start: coefficients from which the solver starts.
    """
    example = profile.examples[tested]
    taught = {profile.examples[i].emotion for i in others}
    if len(taught) < MIN_EMOTIONS or example.emotion not in taught:
        return None
    adapter = task.adapter(profile, task.solve(np.array(others), start))
    embeddings = None if task.embeddings is None else embeddings_of([example])
    answer = adapter.probabilities(example.log_probabilities[None], embeddings)
    return profile.labels[int(answer.argmax())]
