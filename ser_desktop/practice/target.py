"""The target of practice: an emotion and its strength."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ser_desktop.emotion.labels import is_label_set

Strength = Literal["any", "normal", "strong"]
STRENGTHS: tuple[Strength, ...] = get_args(Strength)
STRONG_FROM = 0.5
"""Probability of *strong* from which a take counts as strong."""


@dataclass(frozen=True)
class Target:
    """The target of a take.

    Args:
        emotion: a label of a model.
        strength: *any* leaves it open.

    Raises:
        ValueError: the emotion is no label, or the strength is unknown.
    """

    emotion: str
    strength: Strength = "any"

    def __post_init__(self) -> None:
        if not is_label_set([self.emotion]) or self.strength not in STRENGTHS:
            raise ValueError(f"no target: {self.emotion!r}, {self.strength!r}")


def strength_of(intensity: float | None) -> Strength | None:
    """Return how strong a take sounds.

    Args:
        intensity: probability of *strong*, 0..1; None where the model gives none.
    """
    if intensity is None:
        return None
    return "strong" if intensity >= STRONG_FROM else "normal"
