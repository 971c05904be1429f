"""Waveform to level-normalised log-mel, as layers that export to standard ONNX operators."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from ser_desktop.audio.mel import mel_filterbank

# Soft floor of the normalised mel power: power more than 50 dB below the window's mean counts as
# background, so that digital silence and a quiet room give the same input.
FLOOR = 1e-5


class LogMel(nn.Module):
    """Log-mel of a waveform, invariant to its level.

    The short-time Fourier transform is a convolution with windowed cosines and sines: it exports
    to the ONNX operator Conv, which every runtime runs fast. Equal to
    ``librosa.feature.melspectrogram(center=False, norm=None, window="hann")``.
    """

    basis: Tensor
    hann: Tensor
    filters: Tensor

    def __init__(
        self,
        sample_rate_hz: int = 16_000,
        win_length: int = 400,
        hop_length: int = 160,
        n_mels: int = 64,
        f_min_hz: float = 40.0,
        f_max_hz: float = 8000.0,
    ) -> None:
        super().__init__()
        self.hop_length = hop_length
        n_fft = win_length
        n_bins = n_fft // 2 + 1
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(win_length) / win_length)
        phase = 2 * np.pi * np.outer(np.arange(n_bins), np.arange(win_length)) / n_fft
        basis = np.concatenate([np.cos(phase) * hann, np.sin(phase) * hann])
        self.register_buffer("basis", torch.tensor(basis[:, None], dtype=torch.float32))
        self.register_buffer("hann", torch.tensor(hann, dtype=torch.float32), persistent=False)
        filters = mel_filterbank(sample_rate_hz, n_fft, n_mels, f_min_hz, f_max_hz)
        self.register_buffer("filters", torch.from_numpy(filters)[:, :, None])

    def power(self, waveform: Tensor) -> Tensor:
        """Power spectrum [batch, bins, frames] of a waveform [batch, samples] in -1..1."""
        parts = nn.functional.conv1d(waveform[:, None], self.basis, stride=self.hop_length)
        real, imaginary = parts.chunk(2, dim=1)
        return real * real + imaginary * imaginary

    def power_by_fft(self, waveform: Tensor) -> Tensor:
        """:meth:`power`, quicker, for training: not every runtime has this operator."""
        frames = waveform.unfold(1, len(self.hann), self.hop_length)
        spectrum = torch.fft.rfft(frames * self.hann)
        power: Tensor = spectrum.real.square() + spectrum.imag.square()
        return power.transpose(1, 2)

    def to_mel(self, power: Tensor) -> Tensor:
        """Power spectrum to mel power [batch, n_mels, frames]."""
        return nn.functional.conv1d(power, self.filters)

    def mel_power(self, waveform: Tensor) -> Tensor:
        """Mel power [batch, n_mels, frames] of a waveform [batch, samples] in -1..1."""
        return self.to_mel(self.power(waveform))

    @staticmethod
    def normalise(mel_power: Tensor) -> Tensor:
        """Log of mel power relative to its mean over the window, roughly in -2.5..2.5."""
        mean_power = mel_power.mean(dim=(1, 2), keepdim=True)
        relative = mel_power / (mean_power + 1e-12)
        return (torch.log(relative + FLOOR) + 6.0) / 3.0

    def forward(self, waveform: Tensor) -> Tensor:
        """Normalised log-mel [batch, n_mels, frames]."""
        return self.normalise(self.mel_power(waveform))
