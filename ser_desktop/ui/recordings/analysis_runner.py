"""The queue of analyses: one runs at a time in the background.

A file whose content has stored scores of the same model and windows is not analysed again unless
the user asks for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError, ProjectError, SerError
from ser_desktop.ui.project.kept_scores import KeptScores, analyses_of
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.toolkit.error_message import error_message
from ser_desktop.ui.toolkit.workers import Job, Workers

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Wanted:
    """The model of a queued analysis, and whether to ignore stored scores."""

    model: EmotionClassifier
    anew: bool


class AnalysisRunner(QObject):
    """Sets the raw analyses, the progress and the error of recordings."""

    changed = Signal(object)
    """A list of recordings whose progress or error changed."""
    analysed = Signal(object)
    """A recording that has new raw analyses."""
    problem = Signal(object)
    """A message."""

    def __init__(
        self,
        workers: Workers,
        kept_scores: Callable[[], KeptScores],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workers, self._kept_scores = workers, kept_scores
        self._waiting: dict[Recording, _Wanted] = {}
        """Queued recordings in order, with the model that was in use when they were queued."""
        self._running: Recording | None = None
        self._job: Job | None = None

    def start(
        self,
        recordings: Iterable[Recording],
        model: EmotionClassifier | None,
        anew: bool = False,
    ) -> None:
        """Queue analyses. Without a model they wait until one is loaded and they are queued again.

        An earlier result stays until the new one replaces it.

        Args:
            recordings: the recordings, in this order.
            model: the model in use.
            anew: ignore stored scores.
        """
        started = list(recordings)
        for recording in started:
            self._withdraw(recording)
            recording.job.begin(waits=True)
            if model is not None:
                self._waiting[recording] = _Wanted(model, anew)
        self._run_next()
        self.changed.emit(started)

    def fail(self, recordings: Sequence[Recording], error: Exception) -> None:
        """Mark recordings as failed."""
        for recording in recordings:
            if not isinstance(error, SerError):
                _LOG.error("%s", recording.path, exc_info=error)
            recording.job.error = error_message(error)
            recording.job.error_kind = error.kind if isinstance(error, AudioFileError) else ""
            if isinstance(error, AudioFileError):  # the file may have changed
                recording.document.raw_analyses = recording.document.displayed_analyses = ()
                recording.document.kept = None
            recording.job.end()
        self.changed.emit(list(recordings))

    def cancel(self, recordings: Iterable[Recording]) -> None:
        """Cancel analyses; an earlier result stays."""
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
        """Move a recording to the front of the queue."""
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

    def _run(self, recording: Recording, wanted: _Wanted) -> None:
        document, path, model = recording.document, recording.path, wanted.model
        split, turns, item = document.split_channels, document.turns, document.item
        kept = self._kept_scores()

        def work(job: Job) -> WindowScores:
            from ser_desktop.emotion.inference import infer  # after first paint
            from ser_desktop.emotion.inference_options import InferenceOptions

            options = InferenceOptions(split=split, turns=turns)
            if not wanted.anew:
                with suppress(ProjectError):  # then the file is analysed
                    known = kept.find(path, item, model, options, job.cancelled)
                    if known is not None:
                        return known
            scores = infer(path, model, options, on_progress=job.progress, cancelled=job.cancelled)
            try:
                kept.keep(scores)
            except ProjectError as error:  # the result is shown even if it cannot be stored
                job.tell(error)
            return scores

        def done(scores: WindowScores) -> None:
            self._running = self._job = None
            document.raw_analyses = analyses_of(scores, split)
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
        self._job = self._workers.start(
            "analysis",
            work,
            done,
            failed,
            progressed,
            on_part=lambda error: self.problem.emit(error_message(error)),
        )
        self.changed.emit([recording])
