"""The contents of an annotation file, before recordings are assigned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.texts.messages import Message

MAX_LABELS = 200_000
"""Largest number of labels in a file; more are no annotations of a person."""


@dataclass(frozen=True)
class FoundLabel:
    """One interval with a text.

    Args:
        start_s, end_s: start and end in seconds.
        text: text of the label.
        tier: name of the tier, or empty.
        track: track or speaker, if the file states it separately from the tier.
        recording: name of the recording, if stated.
        rater: name of the rater, if stated.
        intensity, confidence: 0..1, if stated.
        note: note, if stated separately from the text.
    """

    start_s: float
    end_s: float
    text: str
    tier: str = ""
    track: str = ""
    recording: str = ""
    rater: str = ""
    intensity: float | None = None
    confidence: float | None = None
    note: str = ""


def unreadable(path: Path, reason: object) -> ProjectError:
    """Return the error for a file that does not match its suffix."""
    return ProjectError(Message("import.unreadable", path=path, reason=reason))


def seconds(path: Path, text: str) -> float:
    """Parse a time with decimal point or comma.

    Raises:
        ProjectError: the text is no time.
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e8:
        raise unreadable(path, f"{text.strip()[:40]!r} is no time in seconds")
    return value
