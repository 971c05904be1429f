"""SubRip subtitles: the emotion as a caption, for video players."""

from __future__ import annotations

from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis

MIN_CAPTION_S = 1.0


def render(analysis: Analysis) -> str:
    """A caption a segment of speech of at least a second."""
    captions: list[str] = []
    for segment in analysis.segments:
        if segment.label == NO_SPEECH or segment.end_s - segment.start_s < MIN_CAPTION_S:
            continue
        share = "" if segment.confidence is None else f" {segment.confidence:.0%}"
        captions.append(
            f"{len(captions) + 1}\n{_time(segment.start_s)} --> {_time(segment.end_s)}\n"
            f"{segment.label}{share}\n"
        )
    return "\n".join(captions)


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d},{milliseconds % 1000:03d}"
