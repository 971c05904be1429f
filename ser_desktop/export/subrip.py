"""SubRip subtitles: the emotion as a caption, for video players."""

from __future__ import annotations

from collections.abc import Sequence

from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN
from ser_desktop.emotion.results import Analysis, Segment

MIN_CAPTION_S = 1.0


def render(analysis: Analysis) -> str:
    """Render a caption for each segment of speech of at least a second."""
    return numbered(captions(analysis))


def captions(analysis: Analysis) -> list[tuple[float, float, str]]:
    """Return start, end and text of each caption."""
    return [
        caption(segment)
        for segment in analysis.segments
        if segment.label != NO_SPEECH and segment.end_s - segment.start_s >= MIN_CAPTION_S
    ]


def caption(segment: Segment) -> tuple[float, float, str]:
    """Return start, end and text of a segment's caption."""
    has_share = segment.confidence is not None and segment.label != UNCERTAIN
    share = f" {segment.confidence:.0%}" if has_share else ""
    return segment.start_s, segment.end_s, f"{segment.label}{share}"


def numbered(cues: Sequence[tuple[float, float, str]]) -> str:
    """Return captions as the text of a file."""
    return "\n".join(
        f"{number}\n{_time(start_s)} --> {_time(end_s)}\n{text}\n"
        for number, (start_s, end_s, text) in enumerate(cues, start=1)
    )


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d},{milliseconds % 1000:03d}"
