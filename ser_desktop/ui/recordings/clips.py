"""Decoded recordings for the pictures: fetched when they are shown, the oldest released."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from ser_desktop.audio.clip import Clip, load_clip
from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job, Workers

_LOG = logging.getLogger(__name__)

MAX_CLIPS = 4
"""Decoded recordings kept at once."""


class Clips(QObject):
    """Sets and clears the clip of recordings."""

    ready = Signal(object)
    """A recording whose clip has arrived, whole or in its first part; or cannot be had."""
    grown = Signal(object)
    """A recording of whose clip there is more to see, or whose length is known better."""
    problem = Signal(object)
    """A message."""

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._loads: dict[Recording, Job] = {}
        self._shown: list[Recording] = []
        """Oldest first."""

    def fetch(self, recording: Recording) -> None:
        """Decode it unless that is done or under way; release the one shown longest ago.

        No other is decoded meanwhile: one that was begun starts again when it is shown again.
        """
        for other in [other for other in self._loads if other is not recording]:
            self.release(other)
        if recording in self._shown:
            self._shown.remove(recording)
        self._shown.append(recording)
        for oldest in self._shown[:-MAX_CLIPS]:
            self.release(oldest)
        if recording.view.clip is None and recording not in self._loads:
            self._load(recording)

    def release(self, recording: Recording) -> None:
        """Close its clip, or stop decoding it."""
        job = self._loads.pop(recording, None)
        if job:
            job.cancel()  # it closes what it has begun
        elif recording.view.clip is not None:
            recording.view.clip.close()
        if recording in self._shown:
            self._shown.remove(recording)
        recording.view.clip = None

    def _load(self, recording: Recording) -> None:
        view, path = recording.view, recording.path
        view.clip_problem = None

        def show(clip: Clip) -> None:
            is_known = view.clip is clip
            view.clip = clip
            (self.grown if is_known else self.ready).emit(recording)

        def done(clip: Clip) -> None:
            self._loads.pop(recording, None)
            show(clip)

        def failed(error: Exception) -> None:
            self._loads.pop(recording, None)
            view.clip = None  # what was shown of it is closed
            reason = error_message(error)
            view.clip_problem = Message("timeline.cannot_draw", name=path.name, reason=reason)
            self.ready.emit(recording)
            is_expected = isinstance(error, AudioFileError)
            if not is_expected:
                _LOG.error("%s", path, exc_info=error)
            # Otherwise the analysis fails for the same reason and says so itself.
            if not is_expected or recording.analysis is not None:
                self.problem.emit(view.clip_problem)

        self._loads[recording] = self._workers.start(
            "decoding",
            lambda job: load_clip(path, job.tell, job.cancelled),
            done,
            failed,
            on_part=show,
        )
