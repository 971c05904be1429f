"""``--speakers`` of ``ser-desktop project``: who speaks when, as the window finds and keeps it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ser_desktop.commands.hearing import Failures
from ser_desktop.errors import AudioFileError
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Recording
from ser_desktop.project.speaker_changes import found_speakers
from ser_desktop.project.store import ProjectStore
from ser_desktop.speakers.diarization.diarize import diarize


@dataclass(frozen=True)
class SpeakerSearch:
    """What a search came to, by ids of recordings.

    Args:
        found: recordings that have speakers now.
        failed: recordings that cannot be read.
    """

    found: frozenset[str]
    failed: frozenset[str]


def find_speakers(
    store: ProjectStore, n_speakers: int, failures: Failures, also: Collection[str] = ()
) -> SpeakerSearch:
    """Find the speakers of recordings without any; each is kept as soon as it is found.

    Args:
        store: of the project.
        n_speakers: number of people who speak in a recording; 0 finds it.
        failures: collects recordings that cannot be read.
        also: ids of recordings that are about to be analysed, beside those that have been.
    """
    known = {turns.recording_id for turns in store.turns()}
    answered = KeptAnalyses(store).answers()
    found, failed = set(), set()
    for recording in store.recordings():
        is_meant = recording.sha256 in answered or recording.id in also
        if recording.id in known or not is_meant:
            continue
        try:
            if _find(store, recording, n_speakers):
                found.add(recording.id)
        except AudioFileError as error:
            failures.add(recording.path, error)
            failed.add(recording.id)
    return SpeakerSearch(frozenset(found), frozenset(failed))


def _find(store: ProjectStore, recording: Recording, n_speakers: int) -> bool:
    """Return whether somebody was found."""
    result = diarize(recording.path, n_speakers or None)
    if result.turns:
        voices = {one.speaker: one.voice.astype("<f4").tobytes() for one in result.voices}
        found_speakers(store, recording.id, result.turns, voices).apply(store)
    return bool(result.turns)
