"""Keys by which the list of recordings is sorted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ser_desktop.ui.recordings.people import recording_said
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.speech_shares import recording_headline, speech_shares

SORTS = ("added", "name", "longest", "emotion", "surest", "unsurest")
"""Further ones are ``most:<emotion>``: those with the largest share of an emotion first."""
_LAST_CONFIDENCE = 2.0
"""Higher than every confidence: recordings without a result come last."""
_LAST_LABEL = "\uffff"


def sort_key(sort: str) -> Callable[[Recording], Any] | None:
    """Return the key function of an order.

    Args:
        sort: one of :data:`SORTS`, or ``most:<emotion>``.

    Returns:
        a function from a recording to its key; None keeps the order in which recordings were added.
    """
    if sort.startswith("most:"):
        emotion = sort.removeprefix("most:")
        return lambda recording: (
            -speech_share(recording, emotion),
            -mean_probability(recording, emotion),
        )
    keys: dict[str, Callable[[Recording], Any]] = {
        "name": lambda recording: recording.path.name.casefold(),
        "longest": lambda recording: -(recording.duration_s or 0.0),
        "emotion": _label,
        "surest": lambda recording: -_confidence(recording, 0.0),
        "unsurest": lambda recording: _confidence(recording, _LAST_CONFIDENCE),
    }
    return keys.get(sort)


def speech_share(recording: Recording, emotion: str) -> float:
    """Return the share of the speech time that an emotion has, or -1 without a result."""
    if mean_probability(recording, emotion) < 0:
        return -1.0
    return speech_shares(recording).get(emotion, 0.0)


def mean_probability(recording: Recording, emotion: str) -> float:
    """Return the mean probability of an emotion in a recording, or -1 without a result."""
    analysis = recording.analysis
    if analysis is None or analysis.overall.probabilities is None:
        return -1.0
    if emotion not in analysis.model.labels:
        return -1.0
    return float(analysis.overall.probabilities[analysis.model.labels.index(emotion)])


def _label(recording: Recording) -> str:
    said, headline = recording_said(recording), recording_headline(recording)
    if said is not None and said.comes_first:
        return said.headline.label or _LAST_LABEL
    return _LAST_LABEL if headline is None else headline.label or _LAST_LABEL


def _confidence(recording: Recording, without_result: float) -> float:
    confidence = recording.analysis.overall.confidence if recording.analysis else None
    return without_result if confidence is None else confidence
