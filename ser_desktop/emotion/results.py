"""What an analysis found. Times in seconds from the start of the recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.model_info import ModelInfo

LEAST_SPEECH_SHARE = 0.2
"""A window with less speech than this is "no speech" (contract)."""


@dataclass(frozen=True)
class FileInfo:
    """The analysed file, as it was given and as it was found."""

    path: Path
    duration_s: float
    sample_rate_hz: int
    channels: int
    sha256: str
    format_name: str
    truncated: bool = False
    repaired: bool = False
    """NaN or infinite samples were taken as silence."""
    damaged: tuple[tuple[float, float], ...] = ()
    """From when to when nothing could be decoded, in seconds; silence stands there."""
    opposite_phase: int | None = None
    """The channel that was heard, from 0, where two were opposite in phase; None: they were not."""
    peak: float = 0.0
    """Largest absolute sample; 1.0 is full scale."""
    speech_level_dbfs: float = -120.0
    """RMS level of the tenth of the 50 ms frames that is loudest."""
    clipped_share: float = 0.0
    """Share of samples at full scale."""
    tracks: int = 1
    """Sound tracks of the file; the first was heard."""
    size_bytes: int = 0
    modified_ns: int = 0
    """When the file was written last, as it was analysed; nanoseconds as the system counts them."""

    def remarks(self) -> list[str]:
        """Sentences on what was not heard as it should be."""
        found = []
        if self.truncated:
            found.append(
                "The file ends before its header says; what could be decoded was analysed."
            )
        if self.damaged:
            found.append(_damage_text(self.damaged))
        if self.opposite_phase is not None:
            heard = ("left", "right")[self.opposite_phase]
            found.append(
                f"The channels are opposite in phase and would cancel out; the {heard} one was "
                "heard."
            )
        if self.repaired:
            found.append("Some samples were no numbers; they count as silence.")
        if self.tracks > 1:
            found.append(f"The file holds {self.tracks} sound tracks; the first was heard.")
        return found


def _damage_text(damaged: tuple[tuple[float, float], ...]) -> str:
    start_s, end_s = damaged[0]
    if len(damaged) > 1:
        lost_s = sum(end - start for start, end in damaged)
        return (
            f"The file is damaged in {len(damaged)} places, the first at {start_s:.1f} s; silence "
            f"stands for the {lost_s:.1f} s that were lost."
        )
    return (
        f"The file is damaged from {start_s:.1f} s to {end_s:.1f} s; silence stands for what was "
        "lost."
    )


@dataclass(frozen=True)
class Window:
    """One analysed window."""

    start_s: float
    end_s: float
    speech_share: float
    probabilities: NDArray[np.float32] | None
    """[labels]; None where the window is no speech and was not classified all the same."""
    intensity: float | None
    embedding: NDArray[np.float32] | None = None
    """[d], by which a person's own voice is learned; None where the model gives none."""

    @property
    def is_speech(self) -> bool:
        """Whether enough of the window is speech."""
        return self.speech_share >= LEAST_SPEECH_SHARE


@dataclass(frozen=True)
class Segment:
    """Neighbouring windows of one label."""

    start_s: float
    end_s: float
    label: str
    confidence: float | None
    intensity: float | None


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


@dataclass(frozen=True)
class SegmentOptions:
    """How windows become segments.

    Args:
        smoothing_windows: probabilities of this many neighbouring windows are averaged; odd.
        least_s: a shorter stretch of speech joins the longer of the stretches it touches.
    """

    smoothing_windows: int = 3
    least_s: float = 0.0


@dataclass(frozen=True)
class VoiceMark:
    """Which voice corrected an answer."""

    name: str
    n_examples: int
    digest: str
    """Of its examples: with others it is another correction."""
    said_as: tuple[str, ...] = ()
    """What the recording, or parts of it, were said to be, where it is one of them."""


@dataclass(frozen=True)
class AnalysisSettings:
    """The settings an analysis was made with."""

    window_s: float
    hop_s: float
    uncertain_below: float
    channel: int | None = None
    """The one channel that was heard, from 0; None is the mean of all."""
    segments: SegmentOptions = SegmentOptions()
    voice: VoiceMark | None = None
    """Whose examples corrected the probabilities; None: they are the model's own."""


@dataclass(frozen=True)
class Analysis:
    """Everything that was found in one file."""

    file: FileInfo
    model: ModelInfo
    settings: AnalysisSettings
    overall: Overall
    windows: tuple[Window, ...]
    segments: tuple[Segment, ...]
    elapsed_s: float
