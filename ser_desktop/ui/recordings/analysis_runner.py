"""Analyses of the list: one at a time on the worker, the others wait for their turn."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import AudioFileError, SerError
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job, Workers

_LOG = logging.getLogger(__name__)


class AnalysisRunner(QObject):
    """Sets the raw analyses, the progress and the error of recordings."""

    changed = Signal(object)
    """A list of recordings whose progress or error changed."""
    analysed = Signal(object)
    """A recording that has new raw analyses."""

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._waiting: dict[Recording, EmotionClassifier] = {}
        """In the order of their turns, with the model that was in use when they were queued."""
        self._running: Recording | None = None
        self._job: Job | None = None

    def start(self, recordings: Iterable[Recording], model: EmotionClassifier | None) -> None:
        """Queue analyses; without a model they wait to be queued again once there is one.

        Where there is a result already, it stays until there is another.
        """
        started = list(recordings)
        for recording in started:
            self._withdraw(recording)
            recording.job.begin(waits=True)
            if model is not None:
                self._waiting[recording] = model
        self._run_next()
        self.changed.emit(started)

    def fail(self, recordings: Sequence[Recording], error: Exception) -> None:
        """They cannot be analysed."""
        for recording in recordings:
            if not isinstance(error, SerError):
                _LOG.error("%s", recording.path, exc_info=error)
            recording.job.error = error_message(error)
            recording.job.error_kind = error.kind if isinstance(error, AudioFileError) else ""
            if isinstance(error, AudioFileError):  # the file is not what it was
                recording.document.raw_analyses = recording.document.displayed_analyses = ()
            recording.job.end()
        self.changed.emit(list(recordings))

    def cancel(self, recordings: Iterable[Recording]) -> None:
        """Stop them; an earlier result stays."""
        cancelled = []
        for recording in recordings:
            self._withdraw(recording)
            if recording.job.is_active:
                recording.job.end()
                if recording.document.raw_analyses:
                    recording.document.split_channels = len(recording.document.raw_analyses) > 1
                cancelled.append(recording)
        self._run_next()
        self.changed.emit(cancelled)

    def prefer(self, recording: Recording) -> None:
        """Let it be the next one that is analysed."""
        if recording in self._waiting:
            self._waiting = {recording: self._waiting.pop(recording), **self._waiting}

    def _withdraw(self, recording: Recording) -> None:
        self._waiting.pop(recording, None)
        if recording is self._running and self._job is not None:
            self._job.cancel()
            self._running = self._job = None

    def _run_next(self) -> None:
        if self._running is None and self._waiting:
            recording = next(iter(self._waiting))
            self._run(recording, self._waiting.pop(recording))

    def _run(self, recording: Recording, model: EmotionClassifier) -> None:
        channels = (0, 1) if recording.document.split_channels else (None,)
        path = recording.path

        def work(job: Job) -> tuple[Analysis, ...]:
            from ser_desktop.emotion.inference import InferenceOptions, infer  # after first paint

            def analysed(n: int, channel: int | None) -> Analysis:
                scores = infer(
                    path,
                    model,
                    InferenceOptions(channel=channel),
                    on_progress=lambda share: job.progress((n + share) / len(channels)),
                    cancelled=job.cancelled,
                )
                return interpret(scores)  # as the model gave it; the settings are applied later

            return tuple(analysed(n, channel) for n, channel in enumerate(channels))

        def done(analyses: tuple[Analysis, ...]) -> None:
            self._running = self._job = None
            recording.document.raw_analyses = analyses
            recording.job.awaits_interpretation = True
            self._run_next()
            self.analysed.emit(recording)

        def failed(error: Exception) -> None:
            self._running = self._job = None
            self._run_next()
            self.fail([recording], error)

        def progressed(share: float) -> None:
            recording.job.progress = share
            self.changed.emit([recording])

        recording.job.begin(waits=False)
        self._running = recording
        self._job = self._workers.start("analysis", work, done, failed, progressed)
        self.changed.emit([recording])
