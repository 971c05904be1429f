"""The shortest sound that can be analysed."""

from __future__ import annotations

from pathlib import Path

from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import Message

MIN_DURATION_S = 0.1
"""Shorter recordings are refused."""


def refuse_too_short(path: Path, duration_s: float) -> None:
    """Refuse a recording that is shorter than the minimum.

    Args:
        path: the file, for the message.
        duration_s: its length in seconds.

    Raises:
        AudioFileError: it is too short.
    """
    if duration_s < MIN_DURATION_S:
        raise AudioFileError(
            "too_short",
            Message(
                "file.too_short",
                file=path.name,
                duration_ms=1000 * duration_s,
                minimum_ms=1000 * MIN_DURATION_S,
            ),
        )
