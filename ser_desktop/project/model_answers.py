"""The model's answer for a stretch of one track, to be compared with annotations."""

from __future__ import annotations

from ser_desktop.emotion.results import Analysis, Overall, Track
from ser_desktop.emotion.segments import overall_answer


def model_answer(analysis: Analysis, track: str, start_s: float, end_s: float) -> Overall:
    """Return the answer of the windows with their middle in a stretch, else of the nearest.

    Args:
        analysis: the analysis of the recording.
        track: name of the track; the first track is used if there is none of that name.
        start_s: beginning of the stretch.
        end_s: end of the stretch.
    """
    windows = track_of(analysis, track).windows
    inside = [w for w in windows if start_s <= (w.start_s + w.end_s) / 2 <= end_s]
    middle_s = (start_s + end_s) / 2
    if not inside and windows:
        inside = [min(windows, key=lambda w: abs((w.start_s + w.end_s) / 2 - middle_s))]
    share = sum(w.speech_share for w in inside) / max(len(inside), 1)
    model, below = analysis.model, analysis.settings.uncertain_below
    return overall_answer(inside, model.labels, below, share, model.doubt)


def track_of(analysis: Analysis, name: str) -> Track:
    """Return the track of a name, else the first one."""
    return next((t for t in analysis.tracks if t.name == name), analysis.tracks[0])
