"""Networks as weighted means of the weights of others that began with the same encoder."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor

from training.train.networks.encoder_classifier import EncoderClassifier


@torch.no_grad()
def mixed(
    probe: EncoderClassifier, tuned: Sequence[tuple[EncoderClassifier, float]]
) -> EncoderClassifier:
    """Average the network before tuning and the networks that runs tuned from it, by their shares.

    Tuned weights fit the corpora that were learned from, untuned ones other corpora. Networks
    between the two are better at both (Wortsman et al. 2022, arXiv 2109.01903), and the mean of
    several runs is better than each of them (Wortsman et al. 2022, arXiv 2203.05482).

    Args:
        probe: the untuned encoder with its linear head, with which all runs began.
        tuned: networks and their shares, 0 to 1. The rest is the share of the probe.

    Raises:
        ValueError: a run began with another probe, so it standardises features differently.
    """
    result = copy.deepcopy(probe)
    for network, _ in tuned:
        for name in ("feature_mean", "feature_deviation"):
            if not torch.equal(getattr(network, name), getattr(probe, name)):
                raise ValueError("The runs began with different heads: they cannot be mixed.")
    states = [(network.state_dict(), share) for network, share in tuned]
    for name, value in result.state_dict().items():
        if value.is_floating_point():
            start = value.clone()
            for state, share in states:
                value.add_(state[name] - start, alpha=share)
    return result


def soup_of(networks: Sequence[EncoderClassifier]) -> EncoderClassifier:
    """Average networks that began with the same encoder.

    Each fold standardises features by its own training side, so the linear layers are averaged as
    functions of the features before standardisation.
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
