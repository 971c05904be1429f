"""The contents of an annotation file, before recordings are assigned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ser_desktop.errors import ProjectError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

MAX_LABELS = 200_000
"""Largest number of labels in a file; more are no annotations of a person."""
MAX_S = 1e8
"""No recording is so long."""
_TIME = re.compile(
    r"(?P<sign>[-+]?)(?P<larger>(?:\d+:){0,2})(?P<last>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)",
    re.ASCII,
)


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


MAX_SHOWN = 40
"""Characters of a file that an error shows."""


def unreadable(path: Path, reason: Message | BaseException) -> ProjectError:
    """Return the error for a file that does not match its suffix.

    Args:
        path: the file.
        reason: the reason, or the error of a system or library.
    """
    why = reason if isinstance(reason, Message) else reason_of(reason)
    return ProjectError(Message("import.unreadable", path=path, reason=why))


def seconds(path: Path, text: str, unit_s: float = 1.0) -> float:
    """Return a time: a number, or ``1:02:03.5``; a decimal comma is one.

    Args:
        path: the file, named if the text is no time.
        text: what the file has. Before the beginning (``-0.5``) is a time too.
        unit_s: length of 1 in seconds; a time with colons has hours, minutes and seconds anyway.

    Raises:
        ProjectError: the text is no time.
    """
    match = _TIME.fullmatch(text.strip().replace(",", "."))
    value = float("inf")
    if match is not None:
        value = float(match["last"])
        larger = match["larger"].split(":")[:-1]
        for power, part in enumerate(reversed(larger), start=1):
            value += int(part) * 60**power
        if not larger:
            value *= unit_s
    if match is None or value >= MAX_S:
        raise unreadable(path, Message("reason.no_time", text=text.strip()[:MAX_SHOWN]))
    return -value if match["sign"] == "-" else value


def share_of(text: str) -> float | None:
    """Return a share 0..1, with a point or a decimal comma, or None where a text is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
