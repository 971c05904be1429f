"""Networks of the earlier systems: features to logits, the standardisation inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


class Standardised(nn.Module):
    """Subtracts the training mean, divides by the training deviation, then applies a network."""

    mean: Tensor
    std: Tensor

    def __init__(
        self, network: nn.Module, mean: NDArray[np.float32], std: NDArray[np.float32]
    ) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("std", torch.from_numpy(np.where(std > 1e-8, std, 1.0)))

    def forward(self, features: Tensor) -> Tensor:
        """[batch, ...] to logits [batch, labels]."""
        logits: Tensor = self.network((features - self.mean) / self.std)
        return logits


def mlp(
    n_in: int,
    layers: Sequence[int],
    dropout: Sequence[float],
    n_labels: int,
    batch_norm: bool,
) -> nn.Sequential:
    """Dense layers with ReLU, batch norm and dropout, in this order, as systems 1 and 4."""
    parts: list[nn.Module] = []
    for n_out, share in zip(layers, dropout, strict=True):
        parts += [nn.Linear(n_in, n_out), nn.ReLU()]
        if batch_norm:
            parts.append(nn.BatchNorm1d(n_out))
        parts.append(nn.Dropout(share))
        n_in = n_out
    return nn.Sequential(*parts, nn.Linear(n_in, n_labels))


class CnnGruAttention(nn.Module):
    """Two Conv1D layers, a GRU, attention over time, a dense layer (system 2)."""

    def __init__(self, n_features: int, n_labels: int, dropout: float) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv1d(n_features, 64, 5, padding=2),
            nn.BatchNorm1d(64),
            nn.ReLU(),
            nn.MaxPool1d(2),
            nn.Dropout(dropout),
            nn.Conv1d(64, 128, 5, padding=2),
            nn.BatchNorm1d(128),
            nn.ReLU(),
            nn.MaxPool1d(2),
            nn.Dropout(dropout),
        )
        self.recurrent = nn.GRU(128, 128, batch_first=True)
        self.score = nn.Linear(128, 1)
        self.dense = nn.Sequential(
            nn.Linear(128, 64), nn.ReLU(), nn.Dropout(dropout), nn.Linear(64, n_labels)
        )

    def forward(self, frames: Tensor) -> Tensor:
        """[batch, frames, features] to logits."""
        states, _ = self.recurrent(self.convolutions(frames.transpose(1, 2)).transpose(1, 2))
        weights = torch.softmax(self.score(states), dim=1)
        logits: Tensor = self.dense((weights * states).sum(dim=1))
        return logits
