"""Compares the speakers of a recording, and how one's emotions follow the other's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS, in_order, is_emotion
from ser_desktop.emotion.moments import Moment, strongest_moments
from ser_desktop.emotion.results import Analysis, Segment, Track
from ser_desktop.emotion.summary import Summary, summarise

LONGEST_PAUSE_S = 5.0
"""What is spoken after a longer pause answers nobody."""
MOST_MOMENTS = 3
LEAST_CASES = 5
"""A sentence says which emotion follows which only after at least this many cases."""


@dataclass(frozen=True)
class SpeakerSummary:
    """One speaker of a recording in figures.

    Args:
        track: name of the track.
        spoken_s: how long the speaker speaks, in seconds.
        share: share of all speech, 0..1.
        summary: shares of the emotions, and how often one followed another.
        moments: the strongest moments, in the order of time.
    """

    track: str
    spoken_s: float
    share: float
    summary: Summary
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Response:
    """How often each emotion of one speaker follows each emotion of another.

    Args:
        first: the track that speaks first.
        second: the track that speaks next.
        counts: [of the first, of the second], in the order of ``labels``.
        labels: the eight, and further labels of the segments behind them.
    """

    first: str
    second: str
    counts: NDArray[np.int64]
    labels: tuple[str, ...]

    def strongest(self, least_cases: int = LEAST_CASES) -> tuple[str, str, int, int] | None:
        """Return the most frequent pair: both emotions, its count, and the count of all pairs.

        Args:
            least_cases: emotions that occurred less often before the other spoke are left out.
        """
        often = self.counts.sum(axis=1) >= least_cases
        counts = np.where(often[:, None], self.counts, 0)
        if not counts.any():
            return None
        before, after = divmod(int(counts.argmax()), len(self.labels))
        row = counts[before]
        return self.labels[before], self.labels[after], int(row[after]), int(row.sum())


def of_speaker(analysis: Analysis, track: Track) -> Analysis:
    """Return the analysis of one speaker alone, with that track as the first."""
    return replace(
        analysis,
        overall=track.overall,
        windows=track.windows,
        segments=track.segments,
        further_tracks=(),
    )


def speaker_tracks(analysis: Analysis) -> list[Track]:
    """Return the tracks of speakers, in their order."""
    return [track for track in analysis.tracks if track.speaker is not None]


def speaker_summaries(analysis: Analysis) -> list[SpeakerSummary]:
    """Return the figures of every speaker; empty if no speakers were searched for."""
    tracks = speaker_tracks(analysis)
    spoken = [sum(turn.end_s - turn.start_s for turn in track.turns) for track in tracks]
    all_s = sum(spoken) or 1.0
    return [
        SpeakerSummary(
            track.name,
            spoken_s,
            spoken_s / all_s,
            summarise(track.segments),
            tuple(strongest_moments(of_speaker(analysis, track), MOST_MOMENTS)),
        )
        for track, spoken_s in zip(tracks, spoken, strict=True)
    ]


def responses(analysis: Analysis) -> list[Response]:
    """Return for each pair of speakers how emotions follow, if one ever follows the other.

    A segment follows the last segment of another speaker that began before it, unless a pause of
    more than :data:`LONGEST_PAUSE_S` lies between.
    """
    tracks = speaker_tracks(analysis)
    spoken: list[tuple[str, Segment]] = [
        (track.name, segment)
        for track in tracks
        for segment in track.segments
        if is_emotion(segment.label)
    ]
    spoken.sort(key=lambda item: (item[1].start_s, item[1].end_s))
    labels = _labels(spoken)
    by_pair: dict[tuple[str, str], NDArray[np.int64]] = {}
    for (first, before), (second, after) in pairwise(spoken):
        if first == second or after.start_s - before.end_s > LONGEST_PAUSE_S:
            continue
        empty = np.zeros((len(labels), len(labels)), np.int64)
        counts = by_pair.setdefault((first, second), empty)
        counts[labels.index(before.label), labels.index(after.label)] += 1
    pairs = permutations([track.name for track in tracks], 2)
    return [Response(*pair, by_pair[pair], labels) for pair in pairs if pair in by_pair]


def _labels(spoken: Sequence[tuple[str, Segment]]) -> tuple[str, ...]:
    return tuple(in_order([*EMOTIONS, *(segment.label for _, segment in spoken)]))
