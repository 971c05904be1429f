"""Resemblyzer's voice encoder with its mel front end, as one network over a waveform.

The weights are those of the wheel ``Resemblyzer`` 0.1.4 (Apache-2.0): a three-layer LSTM over 40
mel bands, learned by the GE2E loss (Wan et al. 2018, arXiv 1710.10467). ``pip download --no-deps
resemblyzer`` fetches it; ``pretrained.pt`` lies inside.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ser_desktop.audio.mel import hz_to_mel, mel_to_hz, triangular_filters

RATE_HZ = 16_000
N_FFT = 400
HOP = 160
N_MELS = 40
SIZE = 256
LEVEL_RMS = 10 ** (-30 / 20)
"""Resemblyzer normalises sound to -30 dBFS before the mel spectrum."""
WEIGHTS = "resemblyzer/pretrained.pt"


class VoiceEncoder(nn.Module):
    """Maps waveforms of equal length to the state of the last layer at their end."""

    basis: Tensor
    mel: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(N_MELS, SIZE, 3, batch_first=True)
        self.linear = nn.Linear(SIZE, SIZE)
        window = np.hanning(N_FFT + 1)[:-1]
        angle = 2 * np.pi * np.outer(np.arange(N_FFT // 2 + 1), np.arange(N_FFT)) / N_FFT
        basis = np.concatenate([np.cos(angle), np.sin(angle)]) * window
        self.register_buffer("basis", torch.tensor(basis[:, None], dtype=torch.float32))
        # Slaney's filters of equal area, as librosa makes them.
        edges_hz = mel_to_hz(np.linspace(hz_to_mel(0.0), hz_to_mel(RATE_HZ / 2), N_MELS + 2))
        area = 2.0 / (edges_hz[2:] - edges_hz[:-2])
        mel = triangular_filters(RATE_HZ, N_FFT, edges_hz) * area[:, None]
        self.register_buffer("mel", torch.tensor(mel[:, :, None], dtype=torch.float32))

    def mels(self, waveform: Tensor) -> Tensor:
        """Mel power [batch, frames, bands] of waveforms [batch, samples] brought to one level."""
        rms = waveform.square().mean(dim=1, keepdim=True).sqrt()
        levelled = waveform * (LEVEL_RMS / (rms + 1e-6))
        padded = nn.functional.pad(levelled[:, None], (N_FFT // 2, N_FFT // 2))
        if torch.onnx.is_in_onnx_export():
            parts = nn.functional.conv1d(padded, self.basis, stride=HOP).square()
            half = N_FFT // 2 + 1
            power = parts[:, :half] + parts[:, half:]
            return nn.functional.conv1d(power, self.mel).transpose(1, 2)
        # The constant part of the first row is the window itself: its cosine is 1.
        spectrum = torch.fft.rfft(padded[:, 0].unfold(1, N_FFT, HOP) * self.basis[0, 0])
        power = spectrum.real.square() + spectrum.imag.square()
        bands: Tensor = power @ self.mel[:, :, 0].T
        return bands

    def forward(self, waveform: Tensor) -> Tensor:
        """Hidden state [batch, 256] of the last layer at the end of waveforms [batch, samples]."""
        _, (hidden, _) = self.lstm(self.mels(waveform)[:, 1:])
        last: Tensor = hidden[-1]
        return last

    def voice(self, waveform: Tensor) -> Tensor:
        """Embedding [batch, 256] before normalisation to length 1; no value is negative."""
        return nn.functional.relu(self.linear(self(waveform)))


def load_encoder(wheel: Path) -> VoiceEncoder:
    """Return the encoder with the weights of a downloaded wheel."""
    return encoder_from_state(wheel_state(wheel))


def wheel_state(wheel: Path) -> dict[str, Tensor]:
    """Read the encoder's weights out of a downloaded wheel."""
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(WEIGHTS)
    state = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)["model_state"]
    return {key: value for key, value in state.items() if not key.startswith("similarity_")}


def encoder_from_state(state: dict[str, Tensor]) -> VoiceEncoder:
    """Return the encoder with these weights."""
    encoder = VoiceEncoder()
    encoder.load_state_dict({**encoder.state_dict(), **state})
    return encoder.eval()
