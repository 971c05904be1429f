"""Emotion from Whisper's hidden layers: mean and deviation over time, one linear layer."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ser_desktop.emotion.labels import EMOTIONS
from training.train.networks.whisper_encoder import WhisperEncoder, WhisperLogMel


class EncoderClassifier(nn.Module):
    """Log-mel to emotion logits, the logit of strong intensity and the pooled features.

    Args:
        encoder: tuned or left as it is.
        layers: the hidden layers that are pooled, counted from 1; 0 is what enters the first.
    """

    feature_mean: Tensor
    feature_deviation: Tensor

    def __init__(self, encoder: WhisperEncoder, layers: Sequence[int]) -> None:
        super().__init__()
        self.log_mel = WhisperLogMel()
        self.encoder = encoder
        self.layers = tuple(layers)
        self.n_features = 2 * len(self.layers) * encoder.shape.d_model
        self.register_buffer("feature_mean", torch.zeros(self.n_features))
        self.register_buffer("feature_deviation", torch.ones(self.n_features))
        self.emotion = nn.Linear(self.n_features, len(EMOTIONS))
        self.strong = nn.Linear(self.n_features, 1)

    def features(self, log_mel: Tensor) -> Tensor:
        """Standardised features [batch, n_features] of a log-mel [batch, 80, frames]."""
        states = self.encoder(log_mel)
        pooled = torch.cat([_statistics(states[layer].float()) for layer in self.layers], dim=1)
        return (pooled - self.feature_mean) / self.feature_deviation

    def from_log_mel(self, log_mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [batch, emotions], strong logit [batch], features [batch, n_features]."""
        features = self.features(log_mel)
        return self.emotion(features), self.strong(features)[:, 0], features

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The same of a waveform [batch, samples] at 16 kHz, -1..1."""
        return self.from_log_mel(self.log_mel(waveform))


def _statistics(states: Tensor) -> Tensor:
    """Mean and deviation over time: [batch, frames, d] to [batch, 2 * d]."""
    mean = states.mean(dim=1)
    variance = (states - mean[:, None]).square().mean(dim=1)
    return torch.cat([mean, torch.sqrt(variance + 1e-6)], dim=1)
