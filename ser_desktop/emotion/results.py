"""The data of an analysis, without ONNX and Qt.

Times in seconds from the start of the recording. :class:`WindowScores` are the model's answers
(costly, stored); :class:`Analysis` is computed from them with settings and a speaker adapter
(quick, repeated). Both have tracks: the mix, and possibly channels or speakers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.faults import SoundFaults
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.texts.messages import Message

Span = tuple[float, float]
"""Start and end in seconds."""

MIN_SPEECH_SHARE = 0.2
"""Windows with a smaller speech share are "no speech" (contract)."""


@dataclass(frozen=True)
class FileInfo:
    """Facts of the analysed file."""

    path: Path
    duration_s: float
    sample_rate_hz: int
    channels: int
    sha256: str
    format_name: str
    truncated: bool = False
    repaired: bool = False
    """Whether NaN or infinite samples were replaced by silence."""
    damaged: tuple[tuple[float, float], ...] = ()
    """(start, end) in seconds of damaged parts, which were replaced by silence."""
    opposite_phase: int | None = None
    """The analysed channel, from 0, if two channels are opposite in phase; else None."""
    peak: float = 0.0
    """Largest absolute sample; 1.0 is full scale."""
    speech_level_dbfs: float = -120.0
    """RMS level of the loudest tenth of the 50 ms frames."""
    noise_level_dbfs: float = -120.0
    """RMS level of the quietest tenth of the 50 ms frames."""
    clipped_share: float = 0.0
    """Share of samples at full scale, or on flat tops below it."""
    high_band_db: float | None = None
    """Level of the loudest speech above 5 kHz relative to that around 2.5 kHz, in dB; None with too
    little speech, and in files of earlier versions."""
    tracks: int = 1
    """Number of sound tracks; the first one was analysed."""
    size_bytes: int = 0
    modified_ns: int = 0
    """Time of the last change when the file was analysed, in the system's nanoseconds."""

    def warnings(self) -> list[Message]:
        """Return warnings about the file; ids start with ``warning.``."""
        warnings = []
        if self.truncated:
            warnings.append(Message("warning.truncated"))
        if self.damaged:
            lost_s = sum(end_s - start_s for start_s, end_s in self.damaged)
            warnings.append(
                Message(
                    "warning.damaged",
                    n=len(self.damaged),
                    start_s=round(self.damaged[0][0], 1),
                    lost_s=round(lost_s, 3),
                )
            )
        warnings += SoundFaults(self.repaired, self.opposite_phase).warnings()
        if self.tracks > 1:
            warnings.append(Message("warning.several_tracks", n=self.tracks))
        return warnings

    def remarks(self) -> list[str]:
        """Return the warnings as sentences."""
        return [str(warning) for warning in self.warnings()]


@dataclass(frozen=True, slots=True)
class Window:
    """One analysed window."""

    start_s: float
    end_s: float
    speech_share: float
    probabilities: NDArray[np.float32] | None
    """[labels]; None if the window has no speech and was not classified."""
    intensity: float | None
    embedding: NDArray[np.float32] | None = None
    """[d], the embedding; None if the model gives none or it was not kept."""
    unlikeness: float | None = None
    """Mean square of an embedding that was not kept."""

    @property
    def is_speech(self) -> bool:
        """Whether the speech share is large enough."""
        return self.speech_share >= MIN_SPEECH_SHARE


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time with one label."""

    start_s: float
    end_s: float
    label: str
    confidence: float | None
    """Probability of the label; of the likeliest emotion if uncertain; None without speech."""
    intensity: float | None
    probabilities: tuple[float, ...] = ()
    """[labels], the mean over the smoothed windows of the segment; empty without speech."""
    speech_s: float | None = None
    """Seconds of speech in it; None if unknown."""

    @property
    def span_s(self) -> Span:
        """Start and end in seconds."""
        return self.start_s, self.end_s


@dataclass(frozen=True)
class Overall:
    """The answer for the whole recording."""

    label: str
    top: tuple[str, ...]
    """The two likeliest emotions, likeliest first; empty without probabilities."""
    confidence: float | None
    probabilities: NDArray[np.float32] | None
    intensity: float | None
    speech_share: float
    set: tuple[str, ...] = ()
    """Emotions that hold the truth with the stated coverage; empty if the model has no sets."""
    coverage: float | None = None
    """Share of such sets that hold the truth."""
    speech_s: float | None = None
    """Seconds of speech in the recording or span that is answered; None if unknown."""


@dataclass(frozen=True)
class SegmentOptions:
    """How windows become segments.

    Args:
        smoothing_windows: number of neighbouring windows whose probabilities are averaged; odd.
        min_s: a shorter stretch of speech joins its longer neighbour.
    """

    smoothing_windows: int = 3
    min_s: float = 0.0


@dataclass(frozen=True)
class AdapterMark:
    """Which speaker profile corrected an answer."""

    name: str
    n_examples: int
    digest: str
    """Identifies the examples; other examples give another correction."""
    assigned_labels: tuple[str, ...] = ()
    """Assigned labels of this recording's examples in the profile."""


@dataclass(frozen=True)
class AnalysisSettings:
    """The settings an analysis was made with."""

    window_s: float
    hop_s: float
    uncertain_below: float
    channel: int | None = None
    """The analysed channel, from 0; None is the mean of all."""
    segments: SegmentOptions = SegmentOptions()
    adapter: AdapterMark | None = None
    """Whose examples corrected the probabilities; None: they are the model's own."""
    spoken_language: str = ""
    """As a person stated it, by BCP 47; "" where nobody did."""
    gate: int = 1
    """Version of the speech gate; 1 in files that do not name it."""


MIX = "mix"
CHANNEL_TRACKS = ("left", "right")


def track_name(channel: int | None) -> str:
    """Return the name of a track: ``mix``, ``left``, ``right``, ``channel-3`` and so on."""
    if channel is None:
        return MIX
    return CHANNEL_TRACKS[channel] if channel < len(CHANNEL_TRACKS) else f"channel-{channel + 1}"


@dataclass(frozen=True)
class TrackScores:
    """The model's scores of one track.

    Args:
        name: a result of :func:`track_name`.
        channel: the analysed channel, from 0; None is the mean of all.
        windows: the windows in order of time.
        speech_share: share of the whole track that is speech, 0..1.
        speaker: the only person in it; None is everybody.
        turns: times at which that person speaks.
        speech: start and end of each stretch of speech by the speech gate; empty in files of
            version 2.1 and earlier, whose segments have the edges of their windows.
    """

    name: str
    channel: int | None
    windows: Sequence[Window]
    speech_share: float
    speaker: str | None = None
    turns: tuple[SpeakerTurn, ...] = ()
    speech: tuple[Span, ...] = ()


@dataclass(frozen=True)
class WindowScores:
    """The model's scores of a file: the costly half of an analysis.

    Args:
        file: facts of the file.
        model: the model that classified the windows.
        window_s: length of a window.
        hop_s: from the start of one window to that of the next.
        tracks: one or more; the first gives the overall answer of the recording.
        elapsed_s: duration of the inference in seconds.
        gate: version of the speech gate; 1 in files that do not name it.
    """

    file: FileInfo
    model: ModelInfo
    window_s: float
    hop_s: float
    tracks: tuple[TrackScores, ...]
    elapsed_s: float
    gate: int = 1


@dataclass(frozen=True)
class Track:
    """One track under some settings: windows, segments and overall answer."""

    name: str
    channel: int | None
    overall: Overall
    windows: Sequence[Window]
    segments: tuple[Segment, ...]
    speaker: str | None = None
    """The only speaker of the track; None if it holds all voices."""
    turns: tuple[SpeakerTurn, ...] = ()
    """When that person speaks."""
    speech: tuple[Span, ...] = ()
    """From when to when there is speech, as the scores have it."""

    @property
    def kind(self) -> Literal["mix", "channel", "speaker"]:
        """``mix``, ``channel`` or ``speaker``."""
        if self.speaker is not None:
            return "speaker"
        return "mix" if self.channel is None else "channel"


@dataclass(frozen=True)
class Analysis:
    """The analysis of one file under some settings.

    ``overall``, ``windows`` and ``segments`` are those of the first track.
    """

    file: FileInfo
    model: ModelInfo
    settings: AnalysisSettings
    overall: Overall
    windows: Sequence[Window]
    segments: tuple[Segment, ...]
    elapsed_s: float
    further_tracks: tuple[Track, ...] = ()
    speech: tuple[Span, ...] = ()
    """From when to when there is speech in the first track, as the scores have it."""

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The first track and the other tracks."""
        channel = self.settings.channel
        first = Track(
            track_name(channel),
            channel,
            self.overall,
            self.windows,
            self.segments,
            speech=self.speech,
        )
        return first, *self.further_tracks
