"""Probabilities as text: no answer is certain, so none reads as 0 % or 100 %."""

from __future__ import annotations

from ser_desktop.texts.messages import Message


def share_message(probability: float | None) -> Message:
    """Return ``63 %``; what would round to 0 % or 100 % is "under 1 %" and "over 99 %".

    Args:
        probability: 0..1; None without a score.
    """
    if probability is None:
        return Message("practice.no_score")
    return _message(probability, "practice.share")


def bar_message(probability: float) -> Message:
    """Return the same number for a narrow column: ``63 %``, ``< 1 %``, ``> 99 %``."""
    return _message(probability, "practice.bar")


def _message(probability: float, id: str) -> Message:
    percent = round(100 * probability)
    if percent >= 100:
        return Message(f"{id}_most")
    if percent <= 0:
        return Message(f"{id}_least")
    return Message("practice.share", n=percent)
