"""Analyses of the window: started on the worker, cancelled, and shown under the settings of now, by
the voice of now."""

from __future__ import annotations

import logging
import time

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.errors import AudioFileError, SerError
from ser_desktop.settings import Settings
from ser_desktop.ui.models.recordings import Recording
from ser_desktop.ui.voices import Voices
from ser_desktop.ui.workers import Job, Workers

_LOG = logging.getLogger(__name__)

TIMELINE_SETTINGS = ("smoothing_windows", "least_segment_s", "uncertain_below")


class Analyses(QObject):
    """Sets the answers, the progress and the error of recordings."""

    changed = Signal(object)
    """A recording with news."""

    def __init__(
        self, settings: Settings, workers: Workers, voices: Voices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._workers, self._voices = settings, workers, voices
        self._jobs: dict[Recording, Job] = {}

    def start(self, recording: Recording, model: EmotionClassifier | None) -> None:
        """Analyse; without a model it waits to be started again.

        Where that was done before, the answer stays until there is another.
        """
        self._stop(recording)
        recording.error, recording.progress = None, 0.0
        # With none before it, it begins at once: "waiting" would flash up.
        alone = model is not None and not self._jobs
        recording.begun_at = time.monotonic() if alone else None
        self.changed.emit(recording)
        if model is None:
            return

        def done(found: tuple[Analysis, ...]) -> None:
            self._jobs.pop(recording, None)
            recording.found, recording.progress = found, None
            self._show(recording)

        def progressed(share: float) -> None:
            recording.progress = share
            self.changed.emit(recording)

        def begun(_: object) -> None:
            recording.begun_at = time.monotonic()  # before that it waited for others
            self.changed.emit(recording)

        channels = (0, 1) if recording.split else (None,)

        def work(job: Job) -> tuple[Analysis, ...]:
            from ser_desktop.emotion.analysis import AnalysisOptions, analyze  # after first paint

            def analysed(n: int, channel: int | None) -> Analysis:
                return analyze(
                    recording.path,
                    model,
                    AnalysisOptions(channel=channel),
                    on_progress=lambda share: job.progress((n + share) / len(channels)),
                    cancelled=job.cancelled,
                )

            job.tell(None)
            return tuple(analysed(n, channel) for n, channel in enumerate(channels))

        def failed(error: Exception) -> None:
            self._jobs.pop(recording, None)
            self.fail(recording, error)

        self._jobs[recording] = self._workers.start(
            "analysis", work, done, failed, progressed, on_part=begun
        )

    def fail(self, recording: Recording, error: Exception) -> None:
        """It cannot be analysed."""
        if not isinstance(error, SerError):
            _LOG.error("%s", recording.path, exc_info=error)
        known = isinstance(error, SerError)
        recording.error = str(error) if known else f"Internal fault: {error}"
        if isinstance(error, AudioFileError):  # the file is not what it was
            recording.found, recording.analyses = (), ()
        recording.progress = None
        self.changed.emit(recording)

    def cancel(self, recording: Recording) -> None:
        """Stop it; an earlier answer stays."""
        self._stop(recording)
        if recording.progress is not None:
            recording.progress = None
            if recording.found:
                recording.split = len(recording.found) > 1
            self.changed.emit(recording)

    def prefer(self, recording: Recording) -> None:
        """Let it be the next one that is analysed."""
        job = self._jobs.get(recording)
        if job:
            self._workers.prefer(job)

    def _stop(self, recording: Recording) -> None:
        job = self._jobs.pop(recording, None)
        if job:
            job.cancel()

    def apply_settings(self, recordings: list[Recording]) -> None:
        """Show every answer under the settings of now; nothing is computed anew."""
        for recording in recordings:
            if recording.found:
                self._show(recording)

    @property
    def uncertain_below(self) -> float | None:
        """The threshold of the settings; None is the model's own."""
        below: float = self._settings["uncertain_below"]
        return None if below < 0 else below

    @property
    def segment_options(self) -> SegmentOptions:
        """Smoothing and least length of the settings."""
        return SegmentOptions(
            self._settings["smoothing_windows"], self._settings["least_segment_s"]
        )

    def _show(self, recording: Recording) -> None:
        below, options = self.uncertain_below, self.segment_options
        voice = self._voices.correction
        recording.analyses = tuple(with_settings(a, below, options, voice) for a in recording.found)
        recording.assigned_labels = self._voices.assigned_labels(recording.found)
        recording.channel = min(recording.channel, len(recording.analyses) - 1)
        self.changed.emit(recording)
