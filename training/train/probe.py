"""The linear head on the untuned encoder, with which tuning begins."""

from __future__ import annotations

import copy

import numpy as np
import torch

from training.data.splits import Split
from training.data.targets import make_targets
from training.train.linear_head import fit_binary_head, fit_linear_head
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.tuning_material import Material
from training.train.tuning_recipe import TuningRecipe

_MIN_DEVIATION = 1e-3


def begin_with_probe(
    recipe: TuningRecipe, split: Split, material: Material, seed: int
) -> EncoderClassifier:
    """Fit linear layers on the untuned encoder.

    Args:
        recipe: recipe of the run.
        split: the split whose training side is used.
        material: the encoder and its statistics of the clips.
        seed: seed of the random numbers of the targets.

    Returns:
        The network with which tuning begins.
    """
    network = EncoderClassifier(copy.deepcopy(material.encoder), recipe.encoder.pooled_layers)
    targets = make_targets(
        split.train, recipe.targets, material.votes, np.random.default_rng([seed, 1])
    )
    weights = torch.where(
        torch.tensor([clip.corpus == "crema-d" for clip in split.train]),
        recipe.probe.crema_weight,
        targets.weights,
    )
    features = torch.from_numpy(
        material.statistics(split.train, recipe.encoder.pooled_layers)
    ).flatten(0, 1)
    network.feature_mean.copy_(features.mean(dim=0))
    network.feature_deviation.copy_(features.std(dim=0).clamp(min=_MIN_DEVIATION))
    features = (features - network.feature_mean) / network.feature_deviation
    twice = torch.arange(len(split.train)).repeat_interleave(2)
    emotion = fit_linear_head(
        features,
        targets.emotion[twice],
        weights[twice],
        recipe.probe.penalty,
        targets.left_out[twice],
    )
    strong = fit_binary_head(
        features, targets.strong[twice], targets.graded[twice], recipe.probe.penalty
    )
    with torch.no_grad():
        network.emotion.weight.copy_(emotion.weight)
        network.emotion.bias.copy_(emotion.bias)
        network.strong.weight.copy_(strong.weight)
        network.strong.bias.copy_(strong.bias)
    return network
