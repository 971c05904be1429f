"""The model's answer for a stretch of one track, to be compared with annotations."""

from __future__ import annotations

from ser_desktop.emotion.places import place_answer
from ser_desktop.emotion.results import Analysis, Overall, Track


def model_answer(analysis: Analysis, track: str, start_s: float, end_s: float) -> Overall:
    """Return the answer for a stretch: the one that panel, table and lists show for it.

    Args:
        analysis: the analysis of the recording.
        track: name of the track; the first track is used if there is none of that name.
        start_s: beginning of the stretch.
        end_s: end of the stretch.
    """
    return place_answer(analysis, start_s, end_s, track_of(analysis, track).name)


def track_of(analysis: Analysis, name: str) -> Track:
    """Return the track of a name, else the first one."""
    return next((t for t in analysis.tracks if t.name == name), analysis.tracks[0])
