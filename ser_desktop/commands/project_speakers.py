"""``--speakers`` of ``ser-desktop project``: who speaks when, as the window finds and keeps it."""

from __future__ import annotations

from ser_desktop.commands.hearing import Failures
from ser_desktop.errors import AudioFileError
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Recording
from ser_desktop.project.speaker_changes import found_speakers
from ser_desktop.project.store import ProjectStore
from ser_desktop.speakers.diarization.diarize import diarize


def find_speakers(store: ProjectStore, n_speakers: int, failures: Failures) -> int:
    """Find the speakers of analysed recordings without any; each is kept as soon as it is found.

    Args:
        store: of the project.
        n_speakers: number of people who speak in a recording; 0 finds it.
        failures: collects recordings that cannot be read.

    Returns:
        the number of recordings in which speakers were found.
    """
    known = {turns.recording_id for turns in store.turns()}
    answered = KeptAnalyses(store).answers()
    todo = [r for r in store.recordings() if r.id not in known and r.sha256 in answered]
    return sum(_find(store, recording, n_speakers, failures) for recording in todo)


def _find(store: ProjectStore, recording: Recording, n_speakers: int, failures: Failures) -> bool:
    """Find and keep the speakers of one recording. Returns whether there are any."""
    try:
        found = diarize(recording.path, n_speakers or None)
    except AudioFileError as error:
        failures.add(recording.path, error)
        return False
    if found.turns:
        voices = {one.speaker: one.voice.astype("<f4").tobytes() for one in found.voices}
        found_speakers(store, recording.id, found.turns, voices).apply(store)
    return bool(found.turns)
