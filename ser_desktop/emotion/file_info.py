"""Facts of an analysed file, and the warnings that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ser_desktop.audio.faults import SoundFaults
from ser_desktop.texts.messages import Message

FAR_ABOVE_FULL_SCALE = 8.0
"""Samples above this, 18 dB above full scale, are more likely integers than a loud recording."""


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
    divided_by: float = 1.0
    """What float samples with the range of integers were divided by; else 1."""

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
        if self.divided_by != 1.0:
            given = self.peak * self.divided_by
            divided_by = f"{self.divided_by:.0f}"
            warnings.append(Message("warning.scaled", peak=f"{given:.0f}", divided_by=divided_by))
        elif self.peak > FAR_ABOVE_FULL_SCALE:
            peak = f"{self.peak:.4g}"
            warnings.append(Message("warning.far_above_full_scale", peak=peak))
        if self.tracks > 1:
            warnings.append(Message("warning.several_tracks", n=self.tracks))
        return warnings

    def remarks(self) -> list[str]:
        """Return the warnings as sentences."""
        return [str(warning) for warning in self.warnings()]
