"""Temperature, thresholds and sets of a tuned network, fitted on augmented validation clips.

Temperature and floor calibrate probabilities (Guo et al. 2017, arXiv 1706.04599; the floor limits
them where calibration data end). Most clips reach the threshold of "uncertain". The set
threshold gives sets of emotions that contain the true one with the stated coverage
(split conformal prediction, Sadinle et al. 2019, arXiv 1609.00451). A voice is "unlike" the
training data if the mean square of its embedding exceeds that of nearly all validation clips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ser_desktop.emotion.labels import EMOTIONS
from training.data.crops import CropMaker
from training.data.manifest import Clip
from training.data.splits import Split
from training.train.frozen_features import edge_windows
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.run_record import has_bfloat16
from training.train.tuning_recipe import TuningRecipe

if TYPE_CHECKING:
    from training.train.tuning_material import Material

ANSWERED_SHARE = 0.85
"""Share of the validation clips whose confidence reaches the threshold of "uncertain"."""
COVERAGE = 0.90
"""Share of the validation clips whose set of emotions contains the true one."""
LIKE_SHARE = 0.95
"""Share of the validation clips that do not count as unlike the training data."""
_TEMPERATURES = np.geomspace(0.4, 3.0, 60)
_FLOORS = (0.01, 0.02, 0.04, 0.06, 0.08, 0.12)
"""None is 0, so that no answer is ever certain."""


@dataclass(frozen=True)
class Doubt:
    """Temperature, floor and thresholds, which the model file contains."""

    temperature: float
    floor: float
    uncertain_below: float
    set_above: float
    """An emotion belongs to the set when its probability reaches this."""
    unlike_above: float

    def metadata(self) -> dict[str, float]:
        """Return them as metadata of a model file; ``uncertain_below`` is a field of its own."""
        return {
            "temperature": round(self.temperature, 4),
            "floor": self.floor,
            "set_above": round(self.set_above, 4),
            "set_coverage": COVERAGE,
            "unlike_above": round(self.unlike_above, 4),
        }

    @staticmethod
    def median(several: Sequence[Doubt]) -> Doubt:
        """Compute the median of each number over folds."""
        return Doubt(
            *(float(np.median([getattr(d, f.name) for d in several])) for f in fields(Doubt))
        )


def fit_doubt(
    network: EncoderClassifier,
    whitening: Tensor,
    centre: Tensor,
    split: Split,
    material: Material,
    recipe: TuningRecipe,
    seed: int,
) -> Doubt:
    """Fit every number on the validation side: each clip clean and once augmented.

    Args:
        network: a tuned network.
        whitening: [embedding, features], turns features into an embedding.
        centre: [embedding], subtracted from it.
        split: the split whose validation side is used.
        material: audio of the clips.
        recipe: recipe of the network; its augmentation is used.
        seed: seed of the augmentation.
    """
    clips = split.validation
    clean, embeddings = _clean(network, whitening, centre, split, material, recipe.window_s)
    noisy = augmented_logits(network, split.validation, material, recipe, seed)
    truth = np.array([EMOTIONS.index(clip.emotion) for clip in clips])
    both = np.concatenate([clean, noisy])
    twice = np.concatenate([truth, truth])
    # Each corpus has the same weight, whatever its number of clips.
    weights = np.array([1 / sum(c.corpus == clip.corpus for c in clips) for clip in clips])
    weights = np.concatenate([weights, weights]) / 2
    temperature, floor = fit_temperature(both, twice, weights)
    temperature *= recipe.export.temperature_factor
    probabilities = clip_probabilities(both, temperature, floor)
    right = probabilities[np.arange(len(twice)), twice]
    return Doubt(
        temperature=temperature,
        floor=floor,
        uncertain_below=_quantile(probabilities.max(axis=1), weights, 1 - ANSWERED_SHARE),
        set_above=_quantile(right, weights, 1 - COVERAGE),
        unlike_above=_quantile(embeddings, weights[: len(clips)], LIKE_SHARE),
    )


def clip_probabilities(
    logits: NDArray[np.float32], temperature: float, floor: float
) -> NDArray[np.float64]:
    """Average the calibrated softmax over the windows of each clip.

    Args:
        logits: [clips, windows, labels].
        temperature: divisor of the logits.
        floor: share of every probability that is spread over all labels.

    Returns:
        Probabilities [clips, labels].
    """
    scaled = logits.astype(np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    sharp = powers / powers.sum(axis=-1, keepdims=True)
    mean: NDArray[np.float64] = ((1 - floor) * sharp + floor / sharp.shape[-1]).mean(axis=1)
    return mean


def fit_temperature(
    logits: NDArray[np.float32], truth: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Fit temperature and floor of least weighted negative log-likelihood.

    Args:
        logits: [clips, windows, labels].
        truth: [clips], index of the true label.
        weights: [clips], share of each clip in the loss.

    Returns:
        Temperature and floor.
    """

    def loss_of(temperature: float, floor: float) -> float:
        right = clip_probabilities(logits, temperature, floor)[np.arange(len(truth)), truth]
        return float(-(weights * np.log(right)).sum())

    return min(
        ((float(t), floor) for t in _TEMPERATURES for floor in _FLOORS), key=lambda c: loss_of(*c)
    )


def _quantile(values: NDArray[np.floating], weights: NDArray[np.float64], share: float) -> float:
    """Find the value below which ``share`` of the weight lies."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][min(int(np.searchsorted(reached, share)), len(values) - 1)])


@torch.no_grad()
def _clean(
    network: EncoderClassifier,
    whitening: Tensor,
    centre: Tensor,
    split: Split,
    material: Material,
    window_s: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits [clips, windows=2, labels], and the mean square of each clip's embeddings [clips]."""
    logits, squares = [], []
    for first in range(0, len(split.validation), 16):
        batch = split.validation[first : first + 16]
        windows = [w for clip in batch for w in edge_windows(clip, material.cache, window_s)]
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            answer = network(torch.from_numpy(np.stack(windows)))
        embedding = answer[2].float() @ whitening.T - centre
        logits.append(answer[0].float().reshape(len(batch), 2, -1))
        squares.append(embedding.square().mean(dim=1).reshape(len(batch), 2).mean(dim=1))
    return torch.cat(logits).numpy(), torch.cat(squares).numpy()


@torch.no_grad()
def augmented_logits(
    network: EncoderClassifier,
    clips: Sequence[Clip],
    material: Material,
    recipe: TuningRecipe,
    seed: int,
) -> NDArray[np.float32]:
    """Compute logits of one augmented stretch of each clip.

    Args:
        network: the network that is applied.
        clips: the clips that are augmented as in the last epoch of training.
        material: their audio.
        recipe: how they are augmented.
        seed: seed of the random numbers.

    Returns:
        [clips, windows=2, labels]; both windows have the same values.
    """
    crops = CropMaker(recipe.crops, material.cache)
    rng, torch_rng = np.random.default_rng([seed, 3]), torch.Generator().manual_seed(seed)
    parts = []
    for first in range(0, len(clips), 16):
        log_mel = crops.log_mels(clips[first : first + 16], rng, torch_rng)
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            parts.append(network.from_log_mel(log_mel)[0].float())
    logits: NDArray[np.float32] = torch.cat(parts).numpy()[:, None].repeat(2, axis=1)
    return logits
