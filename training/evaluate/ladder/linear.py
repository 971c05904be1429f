"""Fit a rung's linear head and apply it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.manifest import Clip
from training.data.targets import make_targets
from training.evaluate.ladder.rungs import Rung
from training.train.linear_head import LinearHead, fit_linear_head
from training.train.tuning_material import Material
from training.train.tuning_recipe import TuningRecipe

_MIN_DEVIATION = 1e-3


@dataclass(frozen=True)
class FrozenHead:
    """A linear head with the standardisation of its features."""

    mean: Tensor
    deviation: Tensor
    head: LinearHead

    def logits(self, features: Tensor) -> NDArray[np.float32]:
        """Compute logits [..., emotions] of features [..., features]."""
        standardised = (features - self.mean) / self.deviation
        values: NDArray[np.float32] = (standardised @ self.head.weight.T + self.head.bias).numpy()
        return values


@dataclass(frozen=True)
class Statistics:
    """Pooled hidden layers of all clips: clean windows, and one augmented copy if there is one.

    Args:
        material: clips and statistics of their clean windows.
        augmented: [clips, layers + 1, statistics=2, d_model], or None.
    """

    material: Material
    augmented: NDArray[np.float16] | None = None

    def clean(self, clips: Sequence[Clip], rung: Rung) -> Tensor:
        """Return features [clips, windows=2, features] of the clean windows."""
        return torch.from_numpy(self.material.statistics(clips, rung.layers))

    def changed(self, clips: Sequence[Clip], rung: Rung) -> Tensor:
        """Return features [clips, 1, features] of the augmented copies."""
        assert self.augmented is not None
        row = {clip.path: i for i, clip in enumerate(self.material.clips)}
        chosen = self.augmented[[row[clip.path] for clip in clips]][:, list(rung.layers)]
        return torch.from_numpy(chosen.astype(np.float32)).reshape(len(clips), 1, -1)


def fit_rung(
    rung: Rung, recipe: TuningRecipe, clips: Sequence[Clip], statistics: Statistics, seed: int
) -> FrozenHead:
    """Fit the head of a rung.

    Args:
        rung: what it learns from.
        recipe: its label smoothing.
        clips: training side of a split.
        statistics: features of the clips.
        seed: seed of the clips whose loss is masked, the only draw.

    Returns:
        The head.
    """
    clips = [clip for clip in clips if clip_weight(rung, clip) > 0]
    options = replace(recipe.targets, vote_share=rung.vote_share, mask_share=rung.mask_share)
    rng = np.random.default_rng([seed, 1])
    targets = make_targets(clips, options, statistics.material.votes, rng)
    weights = torch.tensor([clip_weight(rung, clip) for clip in clips])
    if rung.equal_classes:
        weights = weights * _balance(clips)
    features = statistics.clean(clips, rung)
    if rung.augmented:
        features = torch.cat([features, statistics.changed(clips, rung)], dim=1)
    copies = features.shape[1]
    rows = torch.arange(len(clips)).repeat_interleave(copies)
    flat = features.flatten(0, 1)
    mean, deviation = flat.mean(dim=0), flat.std(dim=0).clamp(min=_MIN_DEVIATION)
    head = fit_linear_head(
        (flat - mean) / deviation,
        targets.emotion[rows],
        weights[rows] * 2 / copies,  # a clip weighs as much as its two clean windows
        rung.penalty,
        targets.left_out[rows],
    )
    return FrozenHead(mean, deviation, head)


def clip_weight(rung: Rung, clip: Clip) -> float:
    """Return the factor of a clip in the loss."""
    if clip.corpus == "crema-d":
        return rung.crema_weight
    return rung.ravdess_weight * (rung.song_weight if clip.channel == "song" else 1.0)


def _balance(clips: Sequence[Clip]) -> Tensor:
    """Return factors [clips] by which every emotion of a corpus weighs the same, 1 on average."""
    counts = Counter((clip.corpus, clip.emotion) for clip in clips)
    emotions = Counter(corpus for corpus, _ in counts)
    sizes = Counter(clip.corpus for clip in clips)
    return torch.tensor(
        [
            sizes[clip.corpus] / emotions[clip.corpus] / counts[clip.corpus, clip.emotion]
            for clip in clips
        ]
    )
