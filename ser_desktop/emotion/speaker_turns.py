"""Speaker turns: who speaks when. Plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SpeakerTurn:
    """A stretch in which one person speaks without a long pause.

    Args:
        speaker: ``speaker-1``, ``speaker-2`` and so on, in the order of their first turns.
        overlap: whether somebody else speaks at the same time.
    """

    speaker: str
    start_s: float
    end_s: float
    overlap: bool = False


LONGEST_PAUSE_S = 2.0
"""A longer pause ends a stretch; seconds."""


def speaker_stretches(turns: Sequence[SpeakerTurn], speaker: str) -> list[tuple[float, float]]:
    """Return a speaker's stretches: turns joined over short pauses without another speaker between.

    Overlapping speech is left out, unless the speaker never speaks alone.
    """
    own = [turn for turn in turns if turn.speaker == speaker]
    alone = [turn for turn in own if not turn.overlap] or own
    others = [(turn.start_s, turn.end_s) for turn in turns if turn.speaker != speaker]
    stretches: list[tuple[float, float]] = []
    for turn in sorted(alone, key=lambda turn: turn.start_s):
        if stretches:
            start_s, end_s = stretches[-1]
            interrupted = any(a < turn.start_s and b > end_s for a, b in others)
            if turn.start_s - end_s <= LONGEST_PAUSE_S and not interrupted:
                stretches[-1] = (start_s, max(end_s, turn.end_s))
                continue
        stretches.append((turn.start_s, turn.end_s))
    return stretches
