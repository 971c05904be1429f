"""Facts of a recording in the window's project, for its exports."""

from __future__ import annotations

from dataclasses import replace

from ser_desktop.emotion.results import Analysis
from ser_desktop.export.annotated import ProjectFacts
from ser_desktop.ui.recordings.recording import Recording


def facts_of(recording: Recording, threshold_ratings: int | None = None) -> ProjectFacts:
    """Return annotations, consent and speakers of a recording.

    Args:
        recording: a recording of the list.
        threshold_ratings: number of ratings behind the project's threshold; None without one.
    """
    document = recording.document
    speakers = {track: speaker.name for track, speaker in document.speakers.items()}
    return ProjectFacts(document.annotations, document.item, speakers, threshold_ratings)


def shown_of(recording: Recording) -> Analysis | None:
    """Return the analysis that the window shows; separate channels are its tracks."""
    analyses = recording.document.displayed_analyses
    if len(analyses) < 2:
        return analyses[0] if analyses else None
    further = [track for analysis in analyses[1:] for track in analysis.tracks]
    return replace(analyses[0], further_tracks=(*analyses[0].further_tracks, *further))
