"""Who speaks in a segment, by the turns of the speakers that were found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Segment, Track
from ser_desktop.emotion.speaker_summary import speaker_tracks
from ser_desktop.ui.recordings.recording import Recording

MIN_SHARED_S = 0.1
"""Turns that share less time with a segment are not named, in seconds."""


@dataclass(frozen=True)
class _Speaker:
    name: str
    starts_s: tuple[float, ...]
    ends_s: tuple[float, ...]

    def shared_s(self, segment: Segment) -> float:
        """How long the speaker speaks in a segment, in seconds."""
        first = bisect_right(self.ends_s, segment.start_s)
        last = bisect_left(self.starts_s, segment.end_s)
        spans = zip(self.starts_s[first:last], self.ends_s[first:last], strict=True)
        return sum(min(end, segment.end_s) - max(start, segment.start_s) for start, end in spans)


@dataclass(frozen=True)
class Speaking:
    """The speakers of a recording with their turns; empty without speakers."""

    speakers: tuple[_Speaker, ...] = ()

    @classmethod
    def of(cls, recording: Recording | None) -> Speaking:
        """The speakers that are shown: all of them, or the chosen one."""
        analysis = None if recording is None else recording.analysis
        if recording is None or analysis is None:
            return cls()
        names = {track: speaker.name for track, speaker in recording.document.speakers.items()}
        chosen = recording.view.speaker
        tracks = [t for t in speaker_tracks(analysis) if chosen in ("", t.speaker)]
        return cls(tuple(_speaker(track, names.get(track.name, track.name)) for track in tracks))

    def names_in(self, segment: Segment) -> list[str]:
        """Who speaks in a segment, the longest first."""
        if segment.label == NO_SPEECH:
            return []
        shared = [(speaker.shared_s(segment), speaker.name) for speaker in self.speakers]
        named = [item for item in shared if item[0] >= MIN_SHARED_S]
        return [name for _, name in sorted(named, key=lambda item: -item[0])]


def _speaker(track: Track, name: str) -> _Speaker:
    turns = sorted((turn.start_s, turn.end_s) for turn in track.turns)
    starts = tuple(start for start, _ in turns)
    return _Speaker(name, starts, tuple(end for _, end in turns))
