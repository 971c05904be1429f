"""One recording of the list: its document, its analysis job and its view."""

from __future__ import annotations

import time
from collections.abc import Sequence
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
"""The remaining time is estimated once this share is done."""

Span = tuple[float, float]
"""Start and end in seconds."""


@dataclass
class RecordingDocument:
    """Everything known of a file that is stored; the project has most of it."""

    path: Path
    item: items.Recording | None = None
    """The recording as the project has it."""
    kept: Answer | None = None
    """The stored answer, shown until the scores are read."""
    annotations: tuple[items.Annotation, ...] = ()
    """Annotations, in order of time."""
    speakers: dict[str, items.Speaker] = field(default_factory=dict)
    """The speaker of each track."""
    turns: tuple[SpeakerTurn, ...] = ()
    """The speaker turns; None until speakers were searched."""
    raw_analyses: tuple[Analysis, ...] = ()
    """Uncorrected analyses: one of the mix, or one for each channel."""
    displayed_analyses: tuple[Analysis, ...] = ()
    """The analyses under the current settings and speaker profile."""
    split_channels: bool = False
    """Whether the two channels are analysed separately."""
    assigned_labels: tuple[str, ...] = ()
    """Labels of this recording's examples in the speaker profile in use."""

    def moved_to(self, path: Path) -> None:
        """Set a new path; the results stay valid."""
        self.path = path
        self.raw_analyses = _with_path(self.raw_analyses, path)
        self.displayed_analyses = _with_path(self.displayed_analyses, path)


@dataclass
class AnalysisJob:
    """The analysis that waits, runs or has failed."""

    progress: float | None = None
    """Share done; None while no analysis waits or runs."""
    begun_at: float | None = None
    """When it started, on the monotonic clock; None while it waits."""
    awaits_interpretation: bool = False
    """Whether inference is finished and only the interpretation is missing."""
    error: Message | None = None
    """Why the last analysis failed."""
    error_kind: str = ""
    """One of :data:`~ser_desktop.errors.FailureKind`, or "" for other errors."""

    def begin(self, waits: bool) -> None:
        """Mark the analysis as waiting."""
        self.progress, self.awaits_interpretation = 0.0, False
        self.begun_at = None if waits else time.monotonic()
        self.error, self.error_kind = None, ""

    def end(self) -> None:
        """Mark the analysis as ended."""
        self.progress, self.awaits_interpretation = None, False

    @property
    def is_active(self) -> bool:
        """Whether an analysis waits or runs."""
        return self.progress is not None

    @property
    def remaining_s(self) -> float | None:
        """Estimated seconds left; None while that cannot be estimated."""
        if self.begun_at is None or not self.progress:
            return None
        if self.progress < MIN_PROGRESS_FOR_ESTIMATE:
            return None
        return (time.monotonic() - self.begun_at) * (1 / self.progress - 1)


@dataclass
class RecordingView:
    """How the window shows a recording. The project stores zoom, channel and selection."""

    clip: Clip | None = None
    """The decoded sound, while the recording is shown or was shown recently."""
    clip_problem: Message | None = None
    """Why the sound cannot be drawn."""
    channel: int = 0
    """Which of the displayed analyses the panel, the table and exports show."""
    speaker: str = ""
    """The track of the speaker whose answer is shown; "" is everybody."""
    position_s: float = 0.0
    """Position of the play head, in seconds."""
    selection_s: Span | None = None
    visible_s: Span | None = None
    """The visible part; None is the whole recording."""


@dataclass(eq=False)
class Recording:
    """One row of the list."""

    document: RecordingDocument
    job: AnalysisJob = field(default_factory=AnalysisJob)
    view: RecordingView = field(default_factory=RecordingView)
    _focused: tuple[int, str, Analysis] | None = None

    @classmethod
    def of(cls, path: Path) -> Recording:
        """Make a row for a file that has not been analysed."""
        return cls(RecordingDocument(path))

    @property
    def has_answer(self) -> bool:
        """Whether a model's answer is known, here or in the project."""
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
    def drawn_analyses(self) -> tuple[Analysis, ...]:
        """The analyses in the pictures: of each channel; of the chosen speaker where one is."""
        analyses, focused = self.document.displayed_analyses, self.focused
        if focused is None or focused is self.analysis:
            return analyses
        at = self.view.channel
        return (*analyses[:at], focused, *analyses[at + 1 :])

    def of_focus(self, annotations: Sequence[items.Annotation]) -> tuple[items.Annotation, ...]:
        """Return the annotations of the chosen speaker, where one is chosen; else all of them."""
        wanted = self.view.speaker
        return tuple(a for a in annotations if not wanted or a.track == wanted)

    @property
    def duration_s(self) -> float | None:
        """Length in seconds; None until analysis, decoder or project know it."""
        if self.analysis is not None:
            return self.analysis.file.duration_s
        if self.view.clip is not None:
            return self.view.clip.duration_s
        return None if self.document.item is None else self.document.item.duration_s


def _with_path(analyses: tuple[Analysis, ...], path: Path) -> tuple[Analysis, ...]:
    return tuple(replace(a, file=replace(a.file, path=path)) for a in analyses)
