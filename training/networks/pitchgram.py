"""Waveform to a picture of its pitch, as layers that export to standard ONNX operators."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

# Soft floor under the spectrum relative to the window's mean: in a pause no pitch stands out.
FLOOR = 1e-3


class Pitchgram(nn.Module):
    """How periodic a voice is at each fundamental frequency, over time.

    The mel front end's window of 25 ms is two periods of a low voice: its harmonics blur, and with
    them the melody of speech. Here a window of 50 ms, its spectrum compressed to |X|^(2/3) and
    transformed back (the generalised autocorrelation of Tolonen & Karjalainen 2000, IEEE Trans.
    Speech Audio Process. 8(6):708), read at lags whose frequencies lie evenly on a log axis.
    Frames have the centres of the mel front end's.
    """

    basis: Tensor
    cosines: Tensor

    def __init__(
        self,
        sample_rate_hz: int = 16_000,
        win_length: int = 800,
        hop_length: int = 160,
        mel_win_length: int = 400,
        n_bands: int = 64,
        f0_min_hz: float = 60.0,
        f0_max_hz: float = 800.0,
        highest_harmonic_hz: float = 1600.0,
    ) -> None:
        super().__init__()
        self.hop_length = hop_length
        self.padding = (win_length - mel_win_length) // 2
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(win_length) / win_length)
        bin_hz = sample_rate_hz / win_length
        bins = np.arange(np.ceil(0.7 * f0_min_hz / bin_hz), highest_harmonic_hz // bin_hz + 1)
        phase = 2 * np.pi * np.outer(bins, np.arange(win_length)) / win_length
        basis = np.concatenate([np.cos(phase) * hann, np.sin(phase) * hann])
        self.register_buffer("basis", torch.tensor(basis[:, None], dtype=torch.float32))
        # Harmonics fade out towards the highest: cut off at once they would ripple.
        fading = 0.5 + 0.5 * np.cos(np.pi * bins * bin_hz / highest_harmonic_hz)
        f0_hz = np.geomspace(f0_min_hz, f0_max_hz, n_bands)
        cosines = np.cos(2 * np.pi * np.outer(1 / f0_hz, bins * bin_hz)) * fading / fading.mean()
        self.register_buffer("cosines", torch.tensor(cosines[:, :, None], dtype=torch.float32))

    def forward(self, waveform: Tensor) -> Tensor:
        """Autocorrelation [batch, n_bands, frames], lowest F0 first; the level does not matter."""
        padded = nn.functional.pad(waveform[:, None], (self.padding, self.padding))
        parts = nn.functional.conv1d(padded, self.basis, stride=self.hop_length)
        real, imaginary = parts.chunk(2, dim=1)
        power = real * real + imaginary * imaginary
        relative = power / (power.mean(dim=(1, 2), keepdim=True) + 1e-12)
        compressed = (relative + FLOOR) ** (1 / 3)
        at_lags = nn.functional.conv1d(compressed, self.cosines)
        return at_lags / compressed.sum(dim=1, keepdim=True)
