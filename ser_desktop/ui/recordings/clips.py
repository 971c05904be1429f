"""The decoded sound of recordings: decoded when shown, and released in order of age."""

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
"""Number of decoded recordings in memory."""


class Clips(QObject):
    """Sets and clears the clip of recordings."""

    ready = Signal(object)
    """A recording whose clip arrived, complete or its first part, or whose decoding failed."""
    grown = Signal(object)
    """A recording with more decoded sound, or a better known length."""
    problem = Signal(object)
    """A message."""

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._loads: dict[Recording, Job] = {}
        self._shown: list[Recording] = []
        """Oldest first."""

    def fetch(self, recording: Recording) -> None:
        """Decode a recording if necessary; release the clip that was shown longest ago.

        Only one recording is decoded at a time. An interrupted one starts again when it is shown.
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
        """Close the clip of a recording, or stop decoding."""
        job = self._loads.pop(recording, None)
        if job:
            job.cancel()  # the job closes its clip itself
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
            view.clip = None  # the shown part of the clip is closed
            reason = error_message(error)
            view.clip_problem = Message("timeline.cannot_draw", name=path.name, reason=reason)
            self.ready.emit(recording)
            is_expected = isinstance(error, AudioFileError)
            if not is_expected:
                _LOG.error("%s", path, exc_info=error)
            # Otherwise the analysis fails for the same reason and reports it.
            if not is_expected or recording.analysis is not None:
                self.problem.emit(view.clip_problem)

        self._loads[recording] = self._workers.start(
            "decoding",
            lambda job: load_clip(path, job.tell, job.cancelled),
            done,
            failed,
            on_part=show,
        )
