"""One recording of the list: the document, the job under way on it, and how it is looked at."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from ser_desktop.audio.clip import Clip
from ser_desktop.emotion.results import Analysis
from ser_desktop.emotion.speaker_summary import of_speaker
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.project import items
from ser_desktop.project.analyses import Answer
from ser_desktop.texts.messages import Message

MIN_PROGRESS_FOR_ESTIMATE = 0.03
"""Below this share done, the remaining time cannot be estimated."""

Span = tuple[float, float]
"""Start and end in seconds."""


@dataclass
class RecordingDocument:
    """What is known of a file and worth keeping; the project has most of it."""

    path: Path
    item: items.Recording | None = None
    """The recording as the project has it."""
    kept: Answer | None = None
    """The answer that the project has, shown until its scores are read."""
    annotations: tuple[items.Annotation, ...] = ()
    """What people said of it, in the order of time."""
    speakers: dict[str, items.Speaker] = field(default_factory=dict)
    """Who speaks in which track."""
    turns: tuple[SpeakerTurn, ...] = ()
    """Who speaks when, once speakers were looked for."""
    raw_analyses: tuple[Analysis, ...] = ()
    """As the model gave them: one of the mix, or one for each channel."""
    displayed_analyses: tuple[Analysis, ...] = ()
    """The same under the current settings and speaker profile."""
    split_channels: bool = False
    """Whether the two channels are analysed separately."""
    assigned_labels: tuple[str, ...] = ()
    """Emotions that the user assigned to it as examples of the speaker profile in use."""

    def moved_to(self, path: Path) -> None:
        """The file has another name; its results stay true."""
        self.path = path
        self.raw_analyses = _with_path(self.raw_analyses, path)
        self.displayed_analyses = _with_path(self.displayed_analyses, path)


@dataclass
class AnalysisJob:
    """The analysis that waits, runs or has failed."""

    progress: float | None = None
    """Share done; None while no analysis waits or runs."""
    begun_at: float | None = None
    """When it began, on the monotonic clock; None while it waits for others."""
    awaits_interpretation: bool = False
    """Whether the model is done, and only the settings are still to be applied."""
    error: Message | None = None
    """Why the last analysis failed."""
    error_kind: str = ""
    """One of :data:`~ser_desktop.errors.FailureKind`, or "" for other errors."""

    def begin(self, waits: bool) -> None:
        """An analysis is wanted; it waits for others or starts at once."""
        self.progress, self.awaits_interpretation = 0.0, False
        self.begun_at = None if waits else time.monotonic()
        self.error, self.error_kind = None, ""

    def end(self) -> None:
        """Nothing waits or runs any more."""
        self.progress, self.awaits_interpretation = None, False

    @property
    def is_active(self) -> bool:
        """Whether an analysis waits or runs."""
        return self.progress is not None

    @property
    def remaining_s(self) -> float | None:
        """Estimated seconds until it ends; None while that cannot be estimated."""
        if self.begun_at is None or not self.progress:
            return None
        if self.progress < MIN_PROGRESS_FOR_ESTIMATE:
            return None
        return (time.monotonic() - self.begun_at) * (1 / self.progress - 1)


@dataclass
class RecordingView:
    """How the window shows it; zoom, channel and selection are kept in the project."""

    clip: Clip | None = None
    """Its decoded sound, while it is shown or was shown lately."""
    clip_problem: Message | None = None
    """Why its sound cannot be drawn."""
    channel: int = 0
    """Which of the displayed analyses the panel, the table and exports show."""
    speaker: str = ""
    """The track of the speaker whose answer is shown; "" is everybody."""
    position_s: float = 0.0
    """Where the play head is."""
    selection_s: Span | None = None
    visible_s: Span | None = None
    """What of it is in view; None is all."""


@dataclass(eq=False)
class Recording:
    """One row of the list."""

    document: RecordingDocument
    job: AnalysisJob = field(default_factory=AnalysisJob)
    view: RecordingView = field(default_factory=RecordingView)
    _focused: tuple[int, str, Analysis] | None = None

    @classmethod
    def of(cls, path: Path) -> Recording:
        """A recording of which nothing is known yet."""
        return cls(RecordingDocument(path))

    @property
    def has_answer(self) -> bool:
        """Whether a model's answer is known, read or still in the project."""
        return bool(self.document.displayed_analyses) or self.document.kept is not None

    @property
    def path(self) -> Path:
        """The file."""
        return self.document.path

    @property
    def analysis(self) -> Analysis | None:
        """The analysis that is shown."""
        analyses = self.document.displayed_analyses
        return analyses[self.view.channel] if analyses else None

    @property
    def focused(self) -> Analysis | None:
        """The analysis of the chosen speaker alone, where one is chosen; else the whole one."""
        analysis, wanted = self.analysis, self.view.speaker
        tracks = analysis.tracks if analysis is not None and wanted else ()
        track = next((track for track in tracks if track.speaker == wanted), None)
        if analysis is None or track is None:
            return analysis
        if self._focused is None or self._focused[:2] != (id(analysis), wanted):
            self._focused = id(analysis), wanted, of_speaker(analysis, track)
        return self._focused[2]

    @property
    def duration_s(self) -> float | None:
        """Length, once the analysis, the decoder or the project knows it."""
        if self.analysis is not None:
            return self.analysis.file.duration_s
        if self.view.clip is not None:
            return self.view.clip.duration_s
        return None if self.document.item is None else self.document.item.duration_s


def _with_path(analyses: tuple[Analysis, ...], path: Path) -> tuple[Analysis, ...]:
    return tuple(replace(a, file=replace(a.file, path=path)) for a in analyses)
