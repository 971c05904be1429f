"""Pauses of a track, to which edges of annotations snap."""

from __future__ import annotations

from ser_desktop.emotion.results import Track

MAX_PAUSE_SHARE = 0.8
"""A window with a smaller speech share than its neighbours, and than this, is a pause."""


def pauses_s(track: Track) -> list[float]:
    """Return the times of pauses and of changes of the label, in order.

    These are the edges of segments, and the middle of each window with less speech than both
    neighbours.

    Args:
        track: a track of an analysis.
    """
    times = {edge for segment in track.segments for edge in (segment.start_s, segment.end_s)}
    windows = [window for window in track.windows if window.is_speech]
    for before, window, after in zip(windows, windows[1:], windows[2:], strict=False):
        least = min(before.speech_share, after.speech_share, MAX_PAUSE_SHARE)
        if window.speech_share < least:
            times.add((window.start_s + window.end_s) / 2)
    return sorted(times)
