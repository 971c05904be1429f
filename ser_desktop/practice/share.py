"""Probabilities as text."""

from __future__ import annotations

from ser_desktop.texts.messages import Message

_MOST, _LEAST = 0.99, 0.01


def share_message(probability: float | None) -> Message:
    """Return ``63 %``; near the ends "over 99 %" and "under 1 %", since no answer is certain.

    Args:
        probability: 0..1; None without a score.
    """
    if probability is None:
        return Message("practice.no_score")
    if probability > _MOST:
        return Message("practice.share_most")
    if probability < _LEAST:
        return Message("practice.share_least")
    return Message("practice.share", n=round(100 * probability))
