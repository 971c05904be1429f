"""The encoder of Whisper (Radford et al. 2022, arXiv 2212.04356), for any length of sound.

Parameters carry the names of ``transformers``' ``WhisperEncoder``, so its weights load as they are.
Two things differ on purpose: positions are cut to the sound instead of padding it to 30 s, and the
the level of the log-mel is normalised in the graph, because gain carries no emotion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ser_desktop.audio.mel import hz_to_mel, mel_to_hz, triangular_filters

SAMPLE_RATE_HZ = 16_000
N_FFT = 400
HOP = 160
N_MELS = 80
DYNAMIC_RANGE = 8.0
"""Decades below the window's loudest mel band at which Whisper cuts the log-mel off."""
LOUDEST = 1.5
"""log10 of mel power that the loudest band of every window is moved to: about where the corpora
lie that Whisper learned from, with peaks near full scale."""

MIN_PEAK = 1e-5
"""A window that never reaches -100 dBFS keeps its level."""


@dataclass(frozen=True)
class EncoderShape:
    """Sizes of an encoder; the defaults are those of Whisper base."""

    d_model: int = 512
    n_layers: int = 6
    n_heads: int = 8
    d_feed_forward: int = 2048
    n_positions: int = 1500


class WhisperLogMel(nn.Module):
    """Whisper's log-mel of a waveform, moved to one level.

    Frames lie centred on multiples of 10 ms and the sound is mirrored at its ends, as in Whisper;
    the Fourier transform is a convolution, which every ONNX runtime runs fast.

    Args:
        levelled: move the loudest band to :data:`LOUDEST`; False is Whisper's own log-mel.
    """

    basis: Tensor
    hann: Tensor
    filters: Tensor

    def __init__(self, levelled: bool = True) -> None:
        super().__init__()
        self.levelled = levelled
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)
        phase = 2 * np.pi * np.outer(np.arange(N_FFT // 2 + 1), np.arange(N_FFT)) / N_FFT
        basis = np.concatenate([np.cos(phase) * hann, np.sin(phase) * hann])
        self.register_buffer("basis", torch.tensor(basis[:, None], dtype=torch.float32), False)
        self.register_buffer("hann", torch.tensor(hann, dtype=torch.float32), False)
        self.register_buffer("filters", torch.from_numpy(_filters())[:, :, None], False)

    def power(self, waveform: Tensor) -> Tensor:
        """Power spectrum [batch, bins, frames] of a waveform [batch, samples] in -1..1."""
        half = N_FFT // 2
        padded = nn.functional.pad(waveform[:, None], (half, half), mode="reflect")
        if torch.onnx.is_in_onnx_export():
            parts = nn.functional.conv1d(padded, self.basis, stride=HOP)[:, :, :-1]
            real, imaginary = parts.chunk(2, dim=1)
            return real * real + imaginary * imaginary
        frames = padded[:, 0].unfold(1, N_FFT, HOP)[:, :-1]
        spectrum = torch.fft.rfft(frames * self.hann)
        power: Tensor = spectrum.real.square() + spectrum.imag.square()
        return power.transpose(1, 2)

    def to_mel(self, power: Tensor) -> Tensor:
        """Power spectrum to mel power [batch, 80, frames]."""
        return nn.functional.conv1d(power, self.filters)

    def compress(self, mel_power: Tensor) -> Tensor:
        """Logarithm, floor and level; digital silence is the same everywhere."""
        log_mel = torch.log10(mel_power.clamp(min=1e-10))
        loudest = log_mel.amax(dim=(1, 2), keepdim=True)
        log_mel = torch.maximum(log_mel, loudest - DYNAMIC_RANGE)
        if self.levelled:
            log_mel = log_mel - loudest + LOUDEST
        return (log_mel + 4.0) / 4.0

    def forward(self, waveform: Tensor) -> Tensor:
        """Log-mel [batch, 80, frames of 10 ms] of a waveform [batch, samples] at 16 kHz."""
        if self.levelled:  # first, so that the floor is equally far below a quiet recording
            peak = waveform.abs().amax(dim=1, keepdim=True)
            waveform = waveform / peak.clamp(min=MIN_PEAK)
        return self.compress(self.to_mel(self.power(waveform)))


def _filters() -> NDArray[np.float32]:
    """Slaney's mel filters of equal area, [80, bins], as ``librosa.filters.mel`` makes them."""
    edges_hz = mel_to_hz(np.linspace(hz_to_mel(0.0), hz_to_mel(SAMPLE_RATE_HZ / 2), N_MELS + 2))
    area = 2.0 / (edges_hz[2:] - edges_hz[:-2])
    filters = triangular_filters(SAMPLE_RATE_HZ, N_FFT, edges_hz) * area[:, None]
    return filters.astype(np.float32)


class SelfAttention(nn.Module):
    """Multi-head attention over all frames; keys have no bias, as in Whisper."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.k_proj = nn.Linear(d_model, d_model, bias=False)
        self.v_proj = nn.Linear(d_model, d_model)
        self.q_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def forward(self, x: Tensor) -> Tensor:
        """[batch, frames, d_model] to the same."""
        batch, frames, d_model = x.shape
        q, k, v = (
            proj(x).view(batch, frames, self.n_heads, d_model // self.n_heads).transpose(1, 2)
            for proj in (self.q_proj, self.k_proj, self.v_proj)
        )
        attended = nn.functional.scaled_dot_product_attention(q, k, v)
        return cast(Tensor, self.out_proj(attended.transpose(1, 2).reshape(batch, frames, d_model)))


class EncoderLayer(nn.Module):
    """A pre-norm transformer layer."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.self_attn = SelfAttention(shape.d_model, shape.n_heads)
        self.self_attn_layer_norm = nn.LayerNorm(shape.d_model)
        self.fc1 = nn.Linear(shape.d_model, shape.d_feed_forward)
        self.fc2 = nn.Linear(shape.d_feed_forward, shape.d_model)
        self.final_layer_norm = nn.LayerNorm(shape.d_model)

    def forward(self, x: Tensor) -> Tensor:
        """[batch, frames, d_model] to the same."""
        x = x + self.self_attn(self.self_attn_layer_norm(x))
        hidden = nn.functional.gelu(self.fc1(self.final_layer_norm(x)))
        return x + cast(Tensor, self.fc2(hidden))


class WhisperEncoder(nn.Module):
    """Log-mel [batch, 80, 2 * frames] to hidden states of every layer.

    Args:
        shape: sizes of the weights to be loaded.
        n_layers: number of lower layers that are kept; the upper ones encode words, not voices.
    """

    def __init__(self, shape: EncoderShape = EncoderShape(), n_layers: int | None = None) -> None:
        super().__init__()
        self.shape = shape
        self.conv1 = nn.Conv1d(N_MELS, shape.d_model, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.d_model, shape.d_model, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(shape.n_positions, shape.d_model)
        kept = shape.n_layers if n_layers is None else n_layers
        self.layers = nn.ModuleList(EncoderLayer(shape) for _ in range(kept))

    def embed(self, log_mel: Tensor) -> Tensor:
        """Compute the input of the first layer, [batch, frames of 20 ms, d_model]."""
        x = nn.functional.gelu(self.conv1(log_mel))
        x = nn.functional.gelu(self.conv2(x)).transpose(1, 2)
        # A window longer than Whisper's 30 s keeps the last position for what lies beyond.
        position = torch.arange(x.shape[1], device=x.device)
        return x + cast(
            Tensor, self.embed_positions(position.clamp(max=self.shape.n_positions - 1))
        )

    def forward(self, log_mel: Tensor) -> list[Tensor]:
        """Hidden states after the convolutions and after each layer, [batch, frames, d_model]."""
        states = [self.embed(log_mel)]
        for layer in self.layers:
            states.append(layer(states[-1]))
        return states
