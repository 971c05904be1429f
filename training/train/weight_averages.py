"""Networks as weighted means of the weights of others that began with the same encoder."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor

from training.train.networks.encoder_classifier import EncoderClassifier


@torch.no_grad()
def interpolated(
    probe: EncoderClassifier, tuned: EncoderClassifier, tuned_share: float
) -> EncoderClassifier:
    """Mean of the network before tuning and the tuned one.

    Tuned weights fit the corpora that were learned from, untuned ones other corpora. Networks
    between the two are better at both (Wortsman et al. 2022, arXiv 2109.01903).

    Args:
        probe: the untuned encoder with its linear head.
        tuned: what tuning made of it. Both standardise features alike.
        tuned_share: 0 gives the probe, 1 the tuned network.
    """
    result = copy.deepcopy(probe)
    tuned_weights = tuned.state_dict()
    for name, value in result.state_dict().items():
        if value.is_floating_point():
            value.lerp_(tuned_weights[name], tuned_share)
    return result


def soup_of(networks: Sequence[EncoderClassifier]) -> EncoderClassifier:
    """The mean of networks that began with the same encoder.

    Each fold standardises features by its own training side, so the linear layers are averaged as
    functions of the features as they come.
    """
    soup = networks[0]
    plain = [_without_standardising(network) for network in networks]
    with torch.no_grad():
        for name, value in soup.encoder.state_dict().items():
            value.copy_(torch.stack([n.encoder.state_dict()[name] for n in networks]).mean(dim=0))
        mean = torch.stack([n.feature_mean for n in networks]).mean(dim=0)
        deviation = torch.stack([n.feature_deviation for n in networks]).mean(dim=0)
        for layer, weights in (("emotion", 0), ("strong", 2)):
            weight = torch.stack([parts[weights] for parts in plain]).mean(dim=0)
            bias = torch.stack([parts[weights + 1] for parts in plain]).mean(dim=0)
            linear = getattr(soup, layer)
            linear.weight.copy_(weight * deviation)
            linear.bias.copy_(bias + weight @ mean)
        soup.feature_mean.copy_(mean)
        soup.feature_deviation.copy_(deviation)
    return soup


def _without_standardising(network: EncoderClassifier) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Weights and biases of both linear layers on features that were not standardised."""
    parts: list[Tensor] = []
    for linear in (network.emotion, network.strong):
        weight = (linear.weight / network.feature_deviation).detach().clone()
        parts += [weight, (linear.bias - weight @ network.feature_mean).detach().clone()]
    return parts[0], parts[1], parts[2], parts[3]
