"""Recognises the same people in another recording by their voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ser_desktop.speakers.diarization.diarize import SpeakerVoice


@dataclass(frozen=True)
class Match:
    """Two speakers of two recordings who are probably one person.

    Args:
        first, second: the speakers' names in the two recordings.
        score: cosine similarity of their voices, -1..1.
    """

    first: str
    second: str
    score: float


def match_speakers(
    first: Sequence[SpeakerVoice], second: Sequence[SpeakerVoice], above: float
) -> tuple[Match, ...]:
    """Find the speakers of one recording who also speak in another.

    Args:
        first: the speakers of one recording.
        second: the speakers of the other, with voices by the same encoder.
        above: the smallest similarity, ``same_person_above`` of the encoder's settings.

    Returns:
        matches, most similar first; each speaker occurs in one match at most.
    """
    if not first or not second:
        return ()
    similarity = np.stack([one.voice for one in first]) @ np.stack([one.voice for one in second]).T
    matches = []
    while similarity.max() > above:
        i, j = divmod(int(similarity.argmax()), len(second))
        matches.append(Match(first[i].speaker, second[j].speaker, float(similarity[i, j])))
        similarity[i, :], similarity[:, j] = -np.inf, -np.inf
    return tuple(matches)
