"""Our network: a small squeeze-and-excitation ResNet, a bidirectional GRU, attentive statistics."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.train.networks.front_end import LogMel


class SqueezeExcitation(nn.Module):
    """Channel gates from the mean over time and frequency (Hu et al. 2018, arXiv 1709.01507)."""

    def __init__(self, channels: int, reduction: int = 8) -> None:
        super().__init__()
        hidden = max(8, channels // reduction)
        self.gates = nn.Sequential(
            nn.Conv2d(channels, hidden, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(hidden, channels, 1),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Scale each channel of maps [batch, channels, bands, frames]."""
        gates: Tensor = self.gates(x.mean(dim=(2, 3), keepdim=True))
        return x * gates


class Block(nn.Module):
    """Two 3x3 convolutions with squeeze-and-excitation and a shortcut."""

    def __init__(self, channels_in: int, channels_out: int, stride: tuple[int, int]) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels_in, channels_out, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
            SqueezeExcitation(channels_out),
        )
        if channels_in == channels_out and stride == (1, 1):
            self.shortcut: nn.Module = nn.Identity()
        else:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride, stride, ceil_mode=True),
                nn.Conv2d(channels_in, channels_out, 1, bias=False),
                nn.BatchNorm2d(channels_out),
            )

    def forward(self, x: Tensor) -> Tensor:
        """Apply the block to maps [batch, channels, bands, frames]."""
        return torch.relu(self.body(x) + self.shortcut(x))


class AttentiveStatistics(nn.Module):
    """Attention-weighted mean and deviation over time (Okabe et al. 2018, arXiv 1803.10963)."""

    def __init__(self, features: int, hidden: int = 64) -> None:
        super().__init__()
        self.scores = nn.Sequential(
            nn.Linear(features, hidden), nn.Tanh(), nn.Linear(hidden, features)
        )

    def forward(self, x: Tensor) -> Tensor:
        """[batch, frames, features] to [batch, 2 * features]."""
        weights = torch.softmax(self.scores(x), dim=1)
        mean = (weights * x).sum(dim=1)
        variance = (weights * (x - mean[:, None]) ** 2).sum(dim=1)
        return torch.cat([mean, torch.sqrt(variance + 1e-5)], dim=1)


class OurNetwork(nn.Module):
    """Log-mel to emotion logits and the logit of strong intensity.

    Args:
        n_labels: number of emotions.
        width: channels of the first stage; each later stage doubles them, up to four times.
        gru_units: units of the GRU in each direction.
        relative_bands: adds a second input map, each band minus its mean over the window, which
            removes microphone, room and the speaker's long-term spectrum.
    """

    def __init__(
        self,
        n_labels: int = 8,
        width: int = 24,
        gru_units: int = 64,
        dropout: float = 0.3,
        relative_bands: bool = False,
    ) -> None:
        super().__init__()
        self.log_mel = LogMel()
        self.relative_bands = relative_bands
        w1, w2, w3, w4 = width, 2 * width, 4 * width, 6 * width
        self.trunk = nn.Sequential(
            nn.Conv2d(2 if relative_bands else 1, w1, 5, stride=(1, 2), padding=2, bias=False),
            nn.BatchNorm2d(w1),
            nn.ReLU(inplace=True),
            Block(w1, w1, (2, 1)),
            Block(w1, w2, (2, 2)),
            Block(w2, w3, (2, 1)),
            Block(w3, w4, (2, 2)),
        )
        self.recurrent = nn.GRU(2 * w4, gru_units, batch_first=True, bidirectional=True)
        features = 2 * gru_units + w4
        self.pooling = AttentiveStatistics(features)
        self.embedding = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(2 * features, 128), nn.BatchNorm1d(128), nn.ReLU()
        )
        self.emotion = nn.Sequential(nn.Dropout(dropout), nn.Linear(128, n_labels))
        self.strong = nn.Linear(128, 1)

    def from_log_mel(self, log_mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Normalised log-mel [batch, bands, frames] to logits, strong logit and embedding."""
        maps = log_mel[:, None]
        if self.relative_bands:
            maps = torch.cat([maps, maps - maps.mean(dim=3, keepdim=True)], dim=1)
        maps = self.trunk(maps)
        average, peak = maps.mean(dim=2), maps.amax(dim=2)
        frames = torch.cat([average, peak], dim=1).transpose(1, 2)
        recurrent, _ = self.recurrent(frames)
        pooled = self.pooling(torch.cat([recurrent, average.transpose(1, 2)], dim=2))
        embedding = self.embedding(pooled)
        return self.emotion(embedding), self.strong(embedding)[:, 0], embedding

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Waveform [batch, samples] at 16 kHz to logits, strong logit and embedding."""
        return self.from_log_mel(self.log_mel(waveform))
