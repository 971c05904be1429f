"""Joins windows to turns, names the speakers in order, and marks overlap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.speakers.diarization.clustering import Groups

MIN_TURN_S = 0.3
"""What is shorter belongs to the turn it touches."""
PADDED_S = 0.1
"""The gate hears a beginning late and an end early: turns reach so far into a pause."""
MAX_AWAY_S = 2.0
"""Who speaks no nearer than this to a time with two voices is not the second of them."""
JOINED_S = 0.5
"""Pauses within a turn; a longer one parts two turns."""

_Piece = tuple[int, float, float]
"""Speaker, start and end."""
_Both = tuple[int, int, float, float]
"""Two speakers, start and end."""
_Part = tuple[int, float, float, bool]
"""Speaker, start, end, and whether somebody else speaks too."""


def make_turns(
    borders_s: NDArray[np.float64], speakers: Groups, overlap: NDArray[np.bool_]
) -> tuple[SpeakerTurn, ...]:
    """Join windows to turns.

    Args:
        borders_s: [windows, 2], start and end of each window in seconds.
        speakers: [windows], from 0.
        overlap: [windows], whether speech overlaps. The second speaker is the nearest other one in
            time.

    Returns:
        turns in the order of time. During overlap each of the two speakers has a turn.
    """
    pieces: list[_Piece] = []
    for (start_s, end_s), speaker in zip(_padded(borders_s), speakers.tolist(), strict=True):
        if pieces and pieces[-1][0] == speaker and start_s - pieces[-1][2] < JOINED_S:
            pieces[-1] = (speaker, pieces[-1][1], end_s)
        else:
            pieces.append((speaker, start_s, end_s))
    both = _both(borders_s, speakers, overlap)
    return _named(_with_overlap(_without_short(pieces), both))


def _both(
    borders_s: NDArray[np.float64], speakers: Groups, overlap: NDArray[np.bool_]
) -> list[_Both]:
    """Return the two speakers, start and end of each overlap."""
    overlaps: list[_Both] = []
    changes = np.flatnonzero(np.diff(speakers)) + 1
    for i in np.flatnonzero(overlap).tolist():
        start_s, end_s = borders_s[i].tolist()
        at = int(np.searchsorted(changes, i, side="right"))
        before = changes[at - 1] - 1 if at else None
        after = changes[at] if at < len(changes) else None
        since_s = start_s - borders_s[before, 1] if before is not None else np.inf
        until_s = borders_s[after, 0] - end_s if after is not None else np.inf
        nearest = before if since_s <= until_s else after
        if nearest is None or min(since_s, until_s) > MAX_AWAY_S:
            continue
        pair = (int(speakers[i]), int(speakers[nearest]))
        if overlaps and overlaps[-1][:2] == pair and start_s - overlaps[-1][3] < 1e-6:
            overlaps[-1] = (*pair, overlaps[-1][2], end_s)
        else:
            overlaps.append((*pair, start_s, end_s))
    return overlaps


def _padded(borders_s: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return the windows' times, extended into the pauses beside them."""
    padded = borders_s.copy()
    pauses = borders_s[1:, 0] - borders_s[:-1, 1] > 1.5 * PADDED_S
    padded[1:, 0] -= PADDED_S * pauses
    padded[:-1, 1] += PADDED_S * pauses
    padded[:1, 0] = np.maximum(0.0, padded[:1, 0] - PADDED_S)
    return [(start_s, end_s) for start_s, end_s in padded.tolist()]


def _without_short(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Join short turns inside speech to the longer neighbour they touch."""
    kept = list(pieces)
    i = 0
    while i < len(kept):
        _, start_s, end_s = kept[i]
        touching = [
            j
            for j in (i - 1, i + 1)
            if 0 <= j < len(kept) and min(abs(kept[j][2] - start_s), abs(kept[j][1] - end_s)) < 1e-6
        ]
        if end_s - start_s >= MIN_TURN_S or not touching:
            i += 1
            continue
        j = max(touching, key=lambda j: kept[j][2] - kept[j][1])
        first, second = min(i, j), max(i, j)
        kept[first : second + 1] = [(kept[j][0], kept[first][1], kept[second][2])]
        i = max(0, first - 1)
    return kept


def _with_overlap(pieces: Sequence[_Piece], both: Sequence[_Both]) -> list[_Part]:
    """Cut pieces at overlaps, and add a turn of each speaker there."""
    parts: list[_Part] = []
    for speaker, start_s, end_s in pieces:
        at_s = start_s
        for before, after, from_s, to_s in both:
            from_s, to_s = max(from_s, start_s), min(to_s, end_s)
            if speaker not in (before, after) or from_s >= to_s or from_s < at_s:
                continue
            if from_s > at_s:
                parts.append((speaker, at_s, from_s, False))
            parts.append((speaker, from_s, to_s, True))
            parts.append((after if speaker == before else before, from_s, to_s, True))
            at_s = to_s
        if at_s < end_s:
            parts.append((speaker, at_s, end_s, False))
    return _joined(parts)


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """Join equal neighbouring parts of one speaker."""
    joined: list[_Part] = []
    for part in sorted(parts):
        before = joined[-1] if joined else None
        alike = before is not None and (before[0], before[3]) == (part[0], part[3])
        if before is not None and alike and part[1] - before[2] < 1e-6:
            joined[-1] = (part[0], before[1], max(part[2], before[2]), part[3])
        else:
            joined.append(part)
    return sorted(joined, key=lambda part: (part[1], part[2]))


def _named(parts: Sequence[_Part]) -> tuple[SpeakerTurn, ...]:
    return tuple(SpeakerTurn(speaker_name(part[0]), *part[1:]) for part in parts)


def speaker_name(number: int) -> str:
    """Return the name of a speaker, numbered from 0."""
    return f"speaker-{number + 1}"
