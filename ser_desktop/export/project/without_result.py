"""Why a recording of a project has no result, so that no table leaves it out without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.shortest import MIN_DURATION_S
from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import ENGLISH, Message


@dataclass(frozen=True)
class WithoutResult:
    """Why there is none.

    Args:
        kind: kind of the error, or ``not_analysed``.
        reason: a sentence in English; it may name the file.
    """

    kind: str
    reason: str


def why_without_result(path: Path) -> WithoutResult:
    """Open a recording without a result, and return what is wrong with it."""
    try:
        duration_s = open_audio(path).duration_s
    except AudioFileError as error:
        return WithoutResult(error.kind, error.message.written_in(ENGLISH))
    if duration_s is not None and duration_s < MIN_DURATION_S:
        message = Message(
            "file.too_short",
            file=path.name,
            duration_ms=1000 * duration_s,
            minimum_ms=1000 * MIN_DURATION_S,
        )
        return WithoutResult("too_short", message.written_in(ENGLISH))
    return WithoutResult("not_analysed", Message("export.not_analysed").written_in(ENGLISH))
