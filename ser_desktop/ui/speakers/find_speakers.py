"""Finding who speaks when in a recording, and naming them in the project. Often wrong: say so."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ser_desktop.project.changes import Change
from ser_desktop.project.items import Item, Speaker, TrackSpeaker, new_id
from ser_desktop.speakers.diarization.diarize import Diarization, diarize
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job, Workers

COLOURS = ("#8fb8ff", "#ff9d95", "#7bd88f", "#d6a6ff", "#ffd166", "#6fd6d6", "#c0c7d0", "#ff8fd0")
"""Of speakers, in the order in which they begin."""


class FindSpeakers(QObject):
    """One search at a time."""

    found = Signal(object)
    """A recording whose turns are known now: it is heard again, speaker by speaker."""
    progressed = Signal(float)
    ended = Signal(object)
    """The search is over, with a message."""

    def __init__(
        self, project: ProjectInUse, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._workers = project, workers
        self._job: Job | None = None

    @property
    def is_running(self) -> bool:
        """Whether a search is under way."""
        return self._job is not None

    def start(self, recording: Recording, n_speakers: int | None) -> None:
        """Look for speakers in a recording.

        Args:
            recording: recording of the list.
            n_speakers: how many people speak; None finds it.
        """
        self.cancel()
        path = recording.path

        def work(job: Job) -> Diarization:
            return diarize(path, n_speakers, on_progress=job.progress, cancelled=job.cancelled)

        def done(diarization: Diarization) -> None:
            self._job = None
            self._take(recording, diarization)

        def failed(error: Exception) -> None:
            self._job = None
            self.ended.emit(error_message(error))

        self._job = self._workers.start("details", work, done, failed, self.progressed.emit)

    def cancel(self) -> None:
        """Give the search up."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.ended.emit(Message("cancelled"))

    def _take(self, recording: Recording, diarization: Diarization) -> None:
        item = recording.document.item
        if not diarization.turns or item is None:
            self.ended.emit(Message("speakers.none_found"))
            return
        if not self._project.push(self._change(item.id, diarization)):
            self.ended.emit(Message("speakers.not_kept"))
            return
        recording.document.turns = diarization.turns
        recording.document.split_channels = False
        n = len({turn.speaker for turn in diarization.turns})
        self.found.emit(recording)
        self.ended.emit(Message("speakers.found", n=n))

    def _change(self, recording_id: str, diarization: Diarization) -> Change:
        """New speakers for the tracks; those of an earlier search go, if nothing else is theirs."""
        store = self._project.store
        known = store.track_speakers()
        mine = [track for track in known if track.recording_id == recording_id]
        elsewhere = {track.speaker_id for track in known if track.recording_id != recording_id}
        before_ids = {track.speaker_id for track in mine} - elsewhere
        before = [speaker for speaker in store.speakers() if speaker.id in before_ids]
        taken = {speaker.name for speaker in store.speakers()} - {s.name for s in before}
        after: list[Item] = []
        number = 0
        for voice in diarization.voices:
            number += 1
            while (name := str(Message("speakers.name", n=number))) in taken:
                number += 1
            colour = COLOURS[(number - 1) % len(COLOURS)]
            print_of = voice.voice.astype("<f4").tobytes()
            speaker = Speaker(new_id(), name, colour, voiceprint=print_of)
            after += [speaker, TrackSpeaker(recording_id, voice.speaker, speaker.id)]
        message = Message("change.add_speakers", n=len(diarization.voices))
        return Change(message, (*before, *mine), tuple(after))


def without_voiceprint(speaker: Speaker) -> Speaker:
    """Return a speaker whose voice the project forgets."""
    return replace(speaker, voiceprint=b"")
