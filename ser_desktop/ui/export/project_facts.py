"""What the project has of a recording of the window, for its exports."""

from __future__ import annotations

from dataclasses import replace

from ser_desktop.emotion.results import Analysis
from ser_desktop.export.annotated import Said
from ser_desktop.ui.recordings.recording import Recording


def said_of(recording: Recording, threshold_ratings: int | None = None) -> Said:
    """Return annotations, consent and speakers of a recording.

    Args:
        recording: of the list.
        threshold_ratings: on how many ratings the project's threshold rests; None without one.
    """
    document = recording.document
    speakers = {track: speaker.name for track, speaker in document.speakers.items()}
    return Said(document.annotations, document.item, speakers, threshold_ratings)


def shown_of(recording: Recording) -> Analysis | None:
    """Return what the window shows of a recording; channels apart are its tracks."""
    analyses = recording.document.displayed_analyses
    if len(analyses) < 2:
        return analyses[0] if analyses else None
    further = [track for analysis in analyses[1:] for track in analysis.tracks]
    return replace(analyses[0], further_tracks=(*analyses[0].further_tracks, *further))
