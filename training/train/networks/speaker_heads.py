"""Heads that are used in training only: the gender, and the speaker with reversed gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from training.data.manifest import Clip


class ReversedGradient(torch.autograd.Function):
    """Identity whose gradient changes sign (Ganin & Lempitsky 2015, arXiv 1409.7495)."""

    @staticmethod
    def forward(_context: Any, x: Tensor) -> Tensor:
        """Return the input."""
        return x.view_as(x)

    @staticmethod
    def backward(_context: Any, *gradients: Tensor) -> Tensor:
        """Return the gradient with the opposite sign."""
        return -gradients[0]


class SpeakerHeads(nn.Module):
    """Losses of two heads on the embedding: gender, and speaker, which the network learns to hide.

    Args:
        speakers: the speakers of the training clips.
        embedding: size of the embedding.
    """

    def __init__(self, speakers: Sequence[str], embedding: int = 128) -> None:
        super().__init__()
        self.index = {speaker: i for i, speaker in enumerate(speakers)}
        self.gender = nn.Linear(embedding, 1)
        self.speaker = nn.Sequential(
            nn.Linear(embedding, embedding), nn.ReLU(), nn.Linear(embedding, len(speakers))
        )

    def forward(self, embedding: Tensor, clips: Sequence[Clip]) -> tuple[Tensor, Tensor]:
        """Mean gender loss and mean speaker loss of a batch [clips, embedding]."""
        female = torch.tensor([float(clip.gender == "female") for clip in clips])
        gender_loss = nn.functional.binary_cross_entropy_with_logits(
            self.gender(embedding)[:, 0], female
        )
        who = torch.tensor([self.index[clip.speaker] for clip in clips])
        reversed_embedding: Tensor = ReversedGradient.apply(embedding)
        speaker_loss = nn.functional.cross_entropy(self.speaker(reversed_embedding), who)
        return gender_loss, speaker_loss
