"""The mel scale and its filter bank, in numpy alone.

Used by the spectrogram picture and, through ``training``, by the network's in-graph front end.
Equal to ``librosa.filters.mel(htk=False, norm=None)``; a test holds that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Slaney's mel scale (Auditory Toolbox, 1998): linear below 1 kHz, logarithmic above.
_LINEAR_HZ_PER_MEL = 200.0 / 3.0
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0


def hz_to_mel(hz: ArrayLike) -> NDArray[np.float64]:
    """Convert frequencies to mels on Slaney's scale.

    Args:
        hz: in Hz.
    """
    hz = np.asarray(hz, dtype=np.float64)
    logarithmic = _BREAK_MEL + np.log(np.maximum(hz, _BREAK_HZ) / _BREAK_HZ) / _LOG_STEP
    return np.where(hz < _BREAK_HZ, hz / _LINEAR_HZ_PER_MEL, logarithmic)


def mel_to_hz(mel: ArrayLike) -> NDArray[np.float64]:
    """Convert mels on Slaney's scale to frequencies in Hz.

    Args:
        mel: in mels.
    """
    mel = np.asarray(mel, dtype=np.float64)
    logarithmic = _BREAK_HZ * np.exp(_LOG_STEP * (np.maximum(mel, _BREAK_MEL) - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ_PER_MEL, logarithmic)


def mel_filterbank(
    sample_rate_hz: int, n_fft: int, n_mels: int, f_min_hz: float, f_max_hz: float
) -> NDArray[np.float32]:
    """Build triangular mel filters with peaks of 1 for the bins of a power spectrum.

    Args:
        sample_rate_hz: rate of the sound.
        n_fft: samples of a transform.
        n_mels: bands.
        f_min_hz: lower edge of the first band.
        f_max_hz: upper edge of the last band.

    Returns:
        float32 [n_mels, n_fft // 2 + 1].
    """
    edges_hz = mel_to_hz(np.linspace(hz_to_mel(f_min_hz), hz_to_mel(f_max_hz), n_mels + 2))
    return triangular_filters(sample_rate_hz, n_fft, edges_hz)


def triangular_filters(
    sample_rate_hz: int, n_fft: int, edges_hz: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Build triangular filters between three consecutive edges, with peaks of 1.

    Args:
        sample_rate_hz: rate of the sound.
        n_fft: samples of a transform.
        edges_hz: increasing frequencies.

    Returns:
        float32 [len(edges_hz) - 2, n_fft // 2 + 1].
    """
    bins_hz = np.fft.rfftfreq(n_fft, d=1.0 / sample_rate_hz)
    widths_hz = np.diff(edges_hz)
    offsets_hz = edges_hz[:, None] - bins_hz[None, :]
    rising = -offsets_hz[:-2] / widths_hz[:-1, None]
    falling = offsets_hz[2:] / widths_hz[1:, None]
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)
