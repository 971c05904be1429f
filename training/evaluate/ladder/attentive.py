"""A head with attentive pooling over frames, beside a linear one on the same frames.

Attentive statistics pooling: Okabe et al. 2018, arXiv 1803.10963.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ser_desktop.emotion.labels import EMOTIONS
from training.data.manifest import Clip
from training.data.targets import make_targets
from training.evaluate.ladder.linear import clip_weight
from training.evaluate.ladder.rungs import Rung
from training.train.tuning_material import Material
from training.train.tuning_recipe import TuningRecipe

_EPOCHS = 6
_STRIDE = 2
"""Every second frame is heard: neighbours are nearly the same, and it takes half the time."""
_BATCH = 64
_RATE = 1e-3
_WEIGHT_DECAY = 0.3
_ATTENTION_WIDTH = 64


class AttentivePooling(nn.Module):
    """Mean and deviation over frames, weighted by what attention finds in them, and a linear layer.

    Args:
        width: size of a frame.
        attentive: False gives every frame the same weight.
    """

    def __init__(self, width: int, attentive: bool) -> None:
        super().__init__()
        self.attention = (
            nn.Sequential(
                nn.Linear(width, _ATTENTION_WIDTH), nn.Tanh(), nn.Linear(_ATTENTION_WIDTH, 1)
            )
            if attentive
            else None
        )
        self.normalise = nn.BatchNorm1d(2 * width)
        self.dropout = nn.Dropout(0.3)
        self.emotion = nn.Linear(2 * width, len(EMOTIONS))

    def forward(self, frames: Tensor) -> Tensor:
        """Compute logits [batch, emotions] of frames [batch, frames, width]."""
        n_frames = frames.shape[1]
        if self.attention is None:
            weights = torch.full((len(frames), n_frames, 1), 1 / n_frames)
        else:
            weights = torch.softmax(self.attention(frames), dim=1)
        mean = (weights * frames).sum(dim=1)
        square = (weights * frames.square()).sum(dim=1)
        deviation = (square - mean.square()).clamp(min=1e-6).sqrt()
        pooled = torch.cat([mean, deviation], dim=1)
        logits: Tensor = self.emotion(self.dropout(self.normalise(pooled)))
        return logits


def fit_attentive(
    states: NDArray[np.float16],
    material: Material,
    recipe: TuningRecipe,
    clips: Sequence[Clip],
    attentive: bool,
    seed: int,
) -> AttentivePooling:
    """Fit the head by AdamW, with the weights of the recipe's rung.

    Args:
        states: [clips of the material, frames, width].
        material: clips and votes.
        recipe: its targets.
        clips: training side of a split.
        attentive: weigh frames by attention, or all alike.
        seed: of weights, order and dropout.

    Returns:
        The head.
    """
    torch.manual_seed(seed)
    head = AttentivePooling(states.shape[-1], attentive)
    targets = make_targets(clips, recipe.targets, material.votes, np.random.default_rng([seed, 1]))
    weights = torch.tensor([clip_weight(Rung(), clip) for clip in clips])
    rows = _rows(material, clips)
    n_steps = _EPOCHS * (len(clips) // _BATCH)
    optimiser = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=_WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    for _ in range(_EPOCHS):
        order = torch.randperm(len(clips))
        for batch in order[: len(clips) // _BATCH * _BATCH].split(_BATCH):
            logits = head(_frames(states, rows[batch.numpy()]))
            losses = nn.functional.cross_entropy(logits, targets.emotion[batch], reduction="none")
            optimiser.zero_grad()
            (weights[batch] * losses).mean().backward()
            optimiser.step()
            schedule.step()
    return head.eval()


@torch.no_grad()
def attentive_logits(
    head: AttentivePooling,
    states: NDArray[np.float16],
    material: Material,
    clips: Sequence[Clip],
) -> NDArray[np.float32]:
    """Compute logits [clips, windows=1, emotions]."""
    rows = _rows(material, clips)
    parts = [head(_frames(states, rows[first : first + 256])) for first in range(0, len(rows), 256)]
    logits: NDArray[np.float32] = torch.cat(parts).numpy()[:, None]
    return logits


def _rows(material: Material, clips: Sequence[Clip]) -> NDArray[np.int64]:
    row = {clip.path: i for i, clip in enumerate(material.clips)}
    return np.array([row[clip.path] for clip in clips])


def _frames(states: NDArray[np.float16], rows: NDArray[np.int64]) -> Tensor:
    return torch.from_numpy(states[rows, ::_STRIDE].astype(np.float32))
