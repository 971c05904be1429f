"""Our mel scale is librosa's."""

from __future__ import annotations

import librosa
import numpy as np
import pytest

from ser_desktop.audio.mel import hz_to_mel, mel_filterbank, mel_to_hz


def test_the_scale_is_librosas() -> None:
    hz = np.linspace(0, 20_000, 500)
    np.testing.assert_allclose(hz_to_mel(hz), librosa.hz_to_mel(hz), atol=1e-9)
    np.testing.assert_allclose(mel_to_hz(hz_to_mel(hz)), hz, atol=1e-6)


@pytest.mark.parametrize(
    ("n_fft", "n_mels", "low", "high"), [(400, 64, 40, 8000), (1024, 128, 0, 7600)]
)
def test_the_filters_are_librosas(n_fft: int, n_mels: int, low: float, high: float) -> None:
    expected = librosa.filters.mel(
        sr=16_000, n_fft=n_fft, n_mels=n_mels, fmin=low, fmax=high, norm=None
    )
    np.testing.assert_allclose(
        mel_filterbank(16_000, n_fft, n_mels, low, high), expected, atol=1e-5
    )
