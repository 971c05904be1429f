"""Acoustic description of a part of a recording, computed with librosa.

librosa is imported here on first use, on a worker, since that takes seconds. The program works
without librosa.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.clip import Clip
from ser_desktop.errors import SerError, WorkCancelledError

MAX_S = 60.0
"""Longest described part in seconds, since pitch tracking takes a tenth of real time."""
RATE_HZ = 16_000
HOP_S = 0.016
MIN_F0_HZ, MAX_F0_HZ = 60.0, 600.0
_FRAME = 1024
_HOP = round(HOP_S * RATE_HZ)
_LEVEL_FRAME_S = 0.02
_PITCH_PIECE, _PITCH_LEAD = 300, 60
"""Columns tracked in one step, and overlap with the step before: 5 s and 1 s."""
_SILENT = 1e-5
"""Energy of a silent frame relative to the loudest one."""


@dataclass(frozen=True)
class Description:
    """Figures and tracks; tracks have one column every ``HOP_S`` seconds from ``start_s``."""

    start_s: float
    duration_s: float
    cut: bool
    """Whether the part was longer than ``MAX_S`` and was cut."""
    sample_rate_hz: int
    channels: int
    peak_dbfs: float
    rms_dbfs: float
    snr_db: float | None
    """Loudest tenth of the 20 ms frames above the quietest tenth: an estimate of speech to noise.
    None if the quietest frames are digital silence."""
    zero_crossing_rate_hz: float
    centroid_hz: float
    """Mean of the frames' spectral centroids, weighted by their energy."""
    f0_hz: NDArray[np.float64]
    """Pitch in Hz by pYIN (Mauch & Dixon 2014); NaN in unvoiced frames."""
    db: NDArray[np.float32]
    """Power spectrum [bins 0..8 kHz, columns] in dB."""
    mfcc: NDArray[np.float32]
    """[20, columns]"""
    chroma: NDArray[np.float32]
    """[12, columns], from C."""

    @property
    def median_f0_hz(self) -> float | None:
        """Median pitch of the voiced frames."""
        voiced = self.f0_hz[np.isfinite(self.f0_hz)]
        return float(np.median(voiced)) if len(voiced) else None


class LibrosaMissingError(SerError):
    """librosa cannot be imported."""


def describe(
    clip: Clip, start_s: float, end_s: float, cancelled: Callable[[], bool] = lambda: False
) -> Description:
    """Describe a part of a recording.

    Args:
        clip: the recording.
        start_s: start of the part in seconds.
        end_s: end of the part in seconds.
        cancelled: called between steps; returning True stops the work.

    Raises:
        LibrosaMissingError: librosa is not installed.
        WorkCancelledError: ``cancelled`` returned True.
    """
    try:
        import librosa
    except ImportError:
        raise LibrosaMissingError(
            "The details need librosa, which is not part of this version of the program. "
            "With Python: pip install librosa."
        ) from None
    import soxr

    rate_hz = clip.sample_rate_hz
    cut = end_s - start_s > MAX_S
    end_s = min(end_s, start_s + MAX_S)
    own = clip.mono(round(start_s * rate_hz), round(end_s * rate_hz))
    samples = soxr.resample(own, rate_hz, RATE_HZ)
    if len(samples) < _FRAME:
        samples = np.pad(samples, (0, _FRAME - len(samples)))
    power = np.abs(librosa.stft(samples, n_fft=_FRAME, hop_length=_HOP)) ** 2
    mel = librosa.feature.melspectrogram(S=power, sr=RATE_HZ, n_mels=64)
    energy = power.sum(axis=0)
    centroid = librosa.feature.spectral_centroid(S=np.sqrt(power), sr=RATE_HZ)[0]
    f0_hz = _pitch_hz(samples, cancelled)
    chroma = librosa.feature.chroma_stft(S=power, sr=RATE_HZ, n_fft=_FRAME)
    chroma[:, energy < energy.max() * _SILENT] = 0.0  # normalisation would make silence bright
    crossings = np.count_nonzero(np.diff(np.signbit(samples)))
    return Description(
        start_s=start_s,
        duration_s=len(own) / rate_hz,
        cut=cut,
        sample_rate_hz=rate_hz,
        channels=clip.channels,
        peak_dbfs=_dbfs(float(np.abs(own).max(initial=0.0))),
        rms_dbfs=_dbfs(float(np.sqrt(np.mean(own**2))) if len(own) else 0.0),
        snr_db=_snr_db(own, rate_hz),
        zero_crossing_rate_hz=crossings / (len(samples) / RATE_HZ),
        centroid_hz=float(np.average(centroid, weights=energy + 1e-12)),
        f0_hz=f0_hz,
        db=librosa.power_to_db(power, ref=np.max).astype(np.float32),
        mfcc=librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=20).astype(np.float32),
        chroma=chroma.astype(np.float32),
    )


def _pitch_hz(samples: NDArray[np.float32], cancelled: Callable[[], bool]) -> NDArray[np.float64]:
    """Track the pitch [columns] in steps, so that the work can be cancelled in between."""
    import librosa

    n_columns = 1 + len(samples) // _HOP
    pitch_hz = np.zeros(0)
    while len(pitch_hz) < n_columns:
        if cancelled():
            raise WorkCancelledError
        # Steps overlap, so that the search has settled at the start of each.
        first = max(0, len(pitch_hz) - _PITCH_LEAD)
        last = min(n_columns, len(pitch_hz) + _PITCH_PIECE)
        f0_hz, _, _ = librosa.pyin(
            samples[first * _HOP : (last - 1) * _HOP + _FRAME],
            fmin=MIN_F0_HZ,
            fmax=MAX_F0_HZ,
            sr=RATE_HZ,
            frame_length=_FRAME,
            hop_length=_HOP,
        )
        pitch_hz = np.concatenate([pitch_hz, f0_hz[len(pitch_hz) - first : last - first]])
    return pitch_hz


def _dbfs(value: float) -> float:
    return float(20 * np.log10(max(value, 1e-6)))


def _snr_db(samples: NDArray[np.float32], rate_hz: int) -> float | None:
    frame = round(_LEVEL_FRAME_S * rate_hz)
    n_frames = len(samples) // frame
    if n_frames < 10:
        return None
    level = np.sort(np.mean(samples[: n_frames * frame].reshape(n_frames, frame) ** 2, axis=1))
    tenth = max(1, n_frames // 10)
    quiet, loud = float(level[:tenth].mean()), float(level[-tenth:].mean())
    return 10 * float(np.log10(loud / quiet)) if quiet > 1e-10 else None
