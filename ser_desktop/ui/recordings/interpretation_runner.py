"""Interprets raw analyses under the current settings and speaker profile, in the background.

The model does not run again. With thousands of recordings the shown one comes first and the others
follow in batches, so that the window stays responsive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.interpretation import (
    InterpretationSettings,
    corrected_tracks,
    interpret,
    scores_of,
)
from ser_desktop.emotion.results import Analysis, SegmentOptions
from ser_desktop.settings import Settings, stated_language
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.speakers.profile import SpeakerProfile
from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.speakers.speaker_profiles import SpeakerProfiles
from ser_desktop.ui.toolkit.workers import Job, Workers

INTERPRETATION_SETTINGS = (
    *("smoothing_windows", "min_segment_s", "uncertain_below"),
    "spoken_language",
)
"""Settings that change what is shown, not what the model said."""

BATCH_SIZE = 50
"""Number of recordings in one batch."""


@dataclass(frozen=True)
class Interpretation:
    """The interpretation of one recording."""

    recording: Recording
    raw_analyses: tuple[Analysis, ...]
    displayed_analyses: tuple[Analysis, ...]
    assigned_labels: tuple[str, ...]


@dataclass(frozen=True)
class _Rules:
    """Settings and speaker adapter of a run."""

    settings: InterpretationSettings
    profile: SpeakerProfile | None
    adapter: SpeakerAdapter | None

    def apply(self, recording: Recording, raw: tuple[Analysis, ...]) -> Interpretation:
        speakers = {t: s.name for t, s in recording.document.speakers.items()}
        name = self.profile.name if self.profile is not None else ""
        tracks = corrected_tracks(name, speakers)
        displayed = tuple(
            interpret(scores_of(analysis), self.settings, self.adapter, tracks) for analysis in raw
        )
        labels = () if self.profile is None else self.profile.assigned_labels(raw[0].file.sha256)
        return Interpretation(recording, raw, displayed, labels)


class InterpretationRunner(QObject):
    """Sets the displayed analyses and the assigned labels of recordings."""

    changed = Signal(object)
    """A list of recordings whose displayed analyses changed."""

    def __init__(
        self,
        settings: Settings,
        workers: Workers,
        speakers: SpeakerProfiles,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._workers, self._speakers = settings, workers, speakers
        self._wanted: dict[Recording, None] = {}
        """Recordings still to be interpreted, in the order of their turns."""
        self._job: Job | None = None
        self.project_threshold: float | None = None
        """The project's threshold, from its ratings; it takes precedence over the settings."""

    @property
    def uncertain_below(self) -> float | None:
        """The threshold of the project or of the settings; None is the model's own."""
        if self.project_threshold is not None:
            return self.project_threshold
        below: float = self._settings["uncertain_below"]
        return None if below < 0 else below

    @property
    def segment_options(self) -> SegmentOptions:
        """Smoothing and shortest segment of the settings."""
        return SegmentOptions(self._settings["smoothing_windows"], self._settings["min_segment_s"])

    @property
    def spoken_language(self) -> str:
        """The spoken language in the settings; "" if it is not stated."""
        return stated_language(self._settings)

    def run(self, recordings: Iterable[Recording]) -> None:
        """Interpret recordings in this order, then those left from an earlier run."""
        if self._job is not None:
            self._job.cancel()
        queued = [*recordings, *self._wanted]
        self._wanted = {r: None for r in queued if r.document.raw_analyses}
        if not self._wanted:
            self._job = None
            return
        rules = _Rules(
            InterpretationSettings(
                self.uncertain_below, self.segment_options, self.spoken_language
            ),
            self._speakers.profile,
            self._speakers.adapter,
        )
        todo = [(recording, recording.document.raw_analyses) for recording in self._wanted]

        def work(job: Job) -> None:
            batch: list[Interpretation] = []
            for n, (recording, raw) in enumerate(todo):
                if job.cancelled():
                    return
                batch.append(rules.apply(recording, raw))
                if n == 0 or len(batch) == BATCH_SIZE:
                    job.tell(batch)
                    batch = []
            job.tell(batch)

        def done(_outcome: None) -> None:
            self._job = None

        self._job = self._workers.start("interpretation", work, done, on_part=self._show)

    def _show(self, batch: list[Interpretation]) -> None:
        shown = []
        for item in batch:
            document, view = item.recording.document, item.recording.view
            self._wanted.pop(item.recording, None)
            if document.raw_analyses is not item.raw_analyses:
                continue  # analysed again meanwhile; a new interpretation follows
            document.displayed_analyses = item.displayed_analyses
            document.assigned_labels = item.assigned_labels
            view.channel = min(view.channel, len(item.displayed_analyses) - 1)
            if item.recording.job.awaits_interpretation:
                item.recording.job.end()
            shown.append(item.recording)
        if shown:
            self.changed.emit(shown)
