"""Finds who speaks when in a recording, and adds the speakers to the project."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ser_desktop.project.items import Speaker
from ser_desktop.project.speaker_changes import found_speakers
from ser_desktop.speakers.diarization.diarize import Diarization, diarize
from ser_desktop.texts.messages import Message
from ser_desktop.ui.project.project_in_use import ProjectInUse
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job, Workers


class FindSpeakers(QObject):
    """One search at a time."""

    progressed = Signal(float)
    ended = Signal(object)
    """The search has ended, with this message."""

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
        """Search a recording for speakers.

        Args:
            recording: recording of the list.
            n_speakers: number of people who speak; None detects it.
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
        """Cancel the search."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.ended.emit(Message("cancelled"))

    def _take(self, recording: Recording, diarization: Diarization) -> None:
        item = recording.document.item
        if not diarization.turns or item is None:
            self.ended.emit(Message("speakers.none_found"))
            return
        voices = {v.speaker: v.voice.astype("<f4").tobytes() for v in diarization.voices}
        change = found_speakers(self._project.store, item.id, diarization.turns, voices)
        if not self._project.push(change):
            self.ended.emit(Message("speakers.not_kept"))
            return
        n = len({turn.speaker for turn in diarization.turns})
        self.ended.emit(Message("speakers.found", n=n))


def without_voiceprint(speaker: Speaker) -> Speaker:
    """Return a speaker without the voiceprint."""
    return replace(speaker, voiceprint=b"")
