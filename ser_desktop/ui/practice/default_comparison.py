"""What a take is compared with unless the user ticks others: the best other take."""

from __future__ import annotations

from collections.abc import Sequence

from ser_desktop.ui.practice.practice_take import PracticeTake

Scale = tuple[str, str]
"""Model and voice of a score: other models and voices have other scales."""


def best_take(takes: Sequence[PracticeTake], scale: Scale) -> PracticeTake | None:
    """Return the take with the highest score that counts; of equal ones the last.

    Args:
        takes: takes for one target.
        scale: model and voice whose scores are compared.
    """
    counted = [take for take in takes if _counts(take, scale)]
    return max(counted, key=lambda take: (_score(take), take.number), default=None)


def best_other(
    take: PracticeTake, listed: Sequence[PracticeTake], scale: Scale
) -> PracticeTake | None:
    """Return the best other take: of the same sentence where there is one, else of the target.

    Args:
        take: the take to compare.
        listed: the takes for its target.
        scale: model and voice in use, for a take without a score yet.
    """
    own = scale if take.score is None else (take.model, take.voice)
    others = [other for other in listed if other is not take and other.path.exists()]
    same = [other for other in others if take.sentence and other.sentence == take.sentence]
    return best_take(same, own) or best_take(others, own)


def default_comparison(
    take: PracticeTake | None, listed: Sequence[PracticeTake], scale: Scale
) -> list[PracticeTake]:
    """Return a take and the best other one; where none counts, the take and the one before it."""
    if take is None:
        return []
    best = best_other(take, listed, scale)
    if best is None:
        before = listed[: listed.index(take)] if take in listed else listed
        best = next((other for other in reversed(before) if other.path.exists()), None)
    return [other for other in (best, take) if other is not None and other.path.exists()]


def reference_of(
    take: PracticeTake | None, compared: Sequence[PracticeTake], listed: Sequence[PracticeTake]
) -> PracticeTake | None:
    """Return the take that the chosen one is compared with in the text.

    Args:
        take: the chosen one.
        compared: the ticked takes, oldest first.
        listed: all takes for the target, oldest first.

    Returns:
        the last ticked take before it, else another ticked take, else the previous one in the list.
    """
    if take is None:
        return None
    ticked = [other for other in compared if other is not take]
    earlier = [other for other in ticked if other.number <= take.number]
    if earlier or ticked:
        return (earlier or ticked)[-1]
    before = [other for other in listed if other is not take and other.number <= take.number]
    return before[-1] if before else None


def _counts(take: PracticeTake, scale: Scale) -> bool:
    return take.score is not None and take.score.is_reliable and (take.model, take.voice) == scale


def _score(take: PracticeTake) -> float:
    return (take.score.probability if take.score is not None else None) or 0.0
