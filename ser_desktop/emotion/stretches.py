"""Stretches: neighbouring segments of one emotion, joined across short pauses.

The timeline draws them above the segments where those are too narrow to be seen, and the course of
a recording names the longest of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Segment, Span

MAX_GAP_S = 5.0
"""Pauses and uncertain segments of together no more than this do not end a stretch; seconds."""


@dataclass(frozen=True)
class Stretch:
    """Neighbouring segments of one emotion with only short pauses and uncertain segments between.

    Args:
        start_s: start of the first segment.
        end_s: end of the last segment.
        label: the emotion.
        n_segments: number of segments of the emotion.
        spoken_s: their length together; the rest is pauses and uncertain segments.
    """

    start_s: float
    end_s: float
    label: str
    n_segments: int = 1
    spoken_s: float = 0.0

    @property
    def seconds(self) -> float:
        """Length in seconds, with the pauses in it."""
        return self.end_s - self.start_s

    @property
    def span_s(self) -> Span:
        """Start and end in seconds."""
        return self.start_s, self.end_s


def stretches_of(segments: Sequence[Segment]) -> list[Stretch]:
    """Return the stretches of a track, in order of time."""
    stretches: list[Stretch] = []
    gap_s = 0.0
    for segment in segments:
        length_s = segment.end_s - segment.start_s
        if segment.label in (NO_SPEECH, UNCERTAIN):
            gap_s += length_s
            continue
        last = stretches[-1] if stretches else None
        start_s, n_before, spoken_s = segment.start_s, 0, 0.0
        if last is not None and last.label == segment.label and gap_s <= MAX_GAP_S:
            start_s, n_before, spoken_s = last.start_s, last.n_segments, last.spoken_s
            stretches.pop()
        stretches.append(
            Stretch(start_s, segment.end_s, segment.label, n_before + 1, spoken_s + length_s)
        )
        gap_s = 0.0
    return stretches
