"""What a voice has to learn: nearer to its own person in any mood than to anybody else."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

HARD_SCALE = 12.0


class GE2E(nn.Module):
    """Each window has to be nearer to the mean of its person's others than to other people.

    Wan et al. 2018, arXiv 1710.10467, softmax form; scale and shift are learned.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(10.0))
        self.shift = nn.Parameter(torch.tensor(-5.0))

    def forward(self, embedded: Tensor) -> Tensor:
        """Loss of voices [people, windows, d], each of length 1."""
        n, k, _ = embedded.shape
        total = embedded.sum(dim=1)
        others = nn.functional.normalize((total[:, None] - embedded) / (k - 1), dim=2)
        centres = nn.functional.normalize(total, dim=1)
        cosine = torch.einsum("nkd,md->nkm", embedded, centres)
        own = torch.eye(n, dtype=torch.bool, device=embedded.device)[:, None].expand(n, k, n)
        cosine = torch.where(own, (embedded * others).sum(dim=2, keepdim=True), cosine)
        logits = (self.scale.clamp(min=1.0) * cosine + self.shift).flatten(0, 1)
        truth = torch.arange(n, device=embedded.device).repeat_interleave(k)
        return nn.functional.cross_entropy(logits, truth)


def hard_pairs(embedded: Tensor, moods: Tensor) -> Tensor:
    """Push the nearest windows of others below the furthest ones of one person in other moods.

    Circle loss without weights (Sun et al. 2020, arXiv 2002.10857) over pairs of one person in two
    moods, against pairs of two people.

    Args:
        embedded: voices [people, windows, d], each of length 1.
        moods: [people, windows].
    """
    n, k, d = embedded.shape
    flat = embedded.reshape(n * k, d)
    cosine = HARD_SCALE * (flat @ flat.T)
    person = torch.arange(n, device=flat.device).repeat_interleave(k)
    mood = moods.flatten()
    same = person[:, None] == person[None]
    positive = same & (mood[:, None] != mood[None])
    far = torch.logsumexp((-cosine).masked_fill(~positive, -1e4), dim=1)
    near = torch.logsumexp(cosine.masked_fill(same, -1e4), dim=1)
    return nn.functional.softplus(near + far).mean() / HARD_SCALE


class _Reversed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        return values.view_as(values)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        return -gradients[0]


class MoodAdversary(nn.Module):
    """Learns to hear the mood in a voice, and makes the voice unlearn it (Ganin et al. 2016)."""

    def __init__(self, size: int, moods: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(size, 64), nn.GELU(), nn.Linear(64, moods))

    def forward(self, embedded: Tensor, moods: Tensor) -> Tensor:
        """Loss of the listener; its gradient reaches the voices reversed."""
        heard = self.layers(_Reversed.apply(embedded.flatten(0, 1)))
        return nn.functional.cross_entropy(heard, moods.flatten())
