"""Decoded recordings for the pictures: fetched when shown, the oldest let go."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.errors import AudioFileError
from ser_desktop.ui.recordings.recordings_model import Recording
from ser_desktop.ui.toolkit.workers import Job, Workers

_LOG = logging.getLogger(__name__)

MOST_CLIPS = 4
"""Decoded recordings kept at once."""


class Clips(QObject):
    """Sets and clears ``Recording.clip``."""

    ready = Signal(object)
    """A recording whose clip has arrived, whole or in its first part; or cannot be had."""
    grown = Signal(object)
    """A recording of whose clip there is more to see, or whose length is known better."""
    problem = Signal(str)

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._loads: dict[Recording, Job] = {}
        self._shown: list[Recording] = []
        """Oldest first."""

    def fetch(self, recording: Recording) -> None:
        """Decode it unless it is there or on its way; let go of those seen longest ago.

        No other is decoded meanwhile: what was begun of one is begun anew when it is shown again.
        """
        for other in [other for other in self._loads if other is not recording]:
            self.forget(other)
        if recording in self._shown:
            self._shown.remove(recording)
        self._shown.append(recording)
        for forgotten in self._shown[:-MOST_CLIPS]:
            self.forget(forgotten)
        if recording.clip is not None or recording in self._loads:
            return
        recording.undrawn = ""

        def show(clip: Clip) -> None:
            as_before = recording.clip is clip
            recording.clip = clip
            (self.grown if as_before else self.ready).emit(recording)

        def done(clip: Clip) -> None:
            self._loads.pop(recording, None)
            show(clip)

        def failed(error: Exception) -> None:
            self._loads.pop(recording, None)
            recording.clip = None  # what was shown of it is closed
            recording.undrawn = f"{recording.path.name} cannot be drawn: {error}"
            self.ready.emit(recording)
            known = isinstance(error, AudioFileError)
            if not known:
                _LOG.error("%s", recording.path, exc_info=error)
            if not known or recording.analysis is not None:  # else the analysis says it too
                self.problem.emit(recording.undrawn)

        self._loads[recording] = self._workers.start(
            "decoding",
            lambda job: load_clip(recording.path, job.tell, job.cancelled),
            done,
            failed,
            on_part=show,
        )

    def forget(self, recording: Recording) -> None:
        """Let go of it, or stop decoding it."""
        job = self._loads.pop(recording, None)
        if job:
            job.cancel()  # it closes what it has begun
        elif recording.clip is not None:
            recording.clip.close()
        if recording in self._shown:
            self._shown.remove(recording)
        recording.clip = None
