"""Networks as weighted means of the weights of others that began with the same encoder."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from training.train.networks.encoder_classifier import EncoderClassifier


def soup_of(
    networks: Sequence[EncoderClassifier], shares: Sequence[float] | None = None
) -> EncoderClassifier:
    """Average networks that began with the same encoder.

    The mean of several runs is better than each of them (Wortsman et al. 2022, arXiv 2203.05482),
    and networks between the tuned and the untuned weights are better on corpora that were not
    learned from (Wortsman et al. 2022, arXiv 2109.01903). Each run standardises features by its own
    training side, so the linear layers are averaged as functions of the features before
    standardisation.

    Args:
        networks: the first is changed and returned.
        shares: of each network; they sum to 1. None is the plain mean.

    Returns:
        The mean.

    Raises:
        ValueError: the shares do not sum to 1.
    """
    shares = shares or [1 / len(networks)] * len(networks)
    if abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f"The shares sum to {sum(shares)}, not to 1.")

    def mean(values: Sequence[Tensor]) -> Tensor:
        return torch.stack([s * v for s, v in zip(shares, values, strict=True)]).sum(dim=0)

    soup = networks[0]
    plain = [_without_standardising(network) for network in networks]
    with torch.no_grad():
        states = [network.encoder.state_dict() for network in networks]
        for name, value in soup.encoder.state_dict().items():
            value.copy_(mean([state[name].clone() for state in states]))
        centre = mean([n.feature_mean.clone() for n in networks])
        deviation = mean([n.feature_deviation.clone() for n in networks])
        for layer, weights in (("emotion", 0), ("strong", 2)):
            weight = mean([parts[weights] for parts in plain])
            bias = mean([parts[weights + 1] for parts in plain])
            linear = getattr(soup, layer)
            linear.weight.copy_(weight * deviation)
            linear.bias.copy_(bias + weight @ centre)
        soup.feature_mean.copy_(centre)
        soup.feature_deviation.copy_(deviation)
    return soup


def _without_standardising(network: EncoderClassifier) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Weights and biases of both linear layers on features that were not standardised."""
    parts: list[Tensor] = []
    for linear in (network.emotion, network.strong):
        weight = (linear.weight / network.feature_deviation).detach().clone()
        parts += [weight, (linear.bias - weight @ network.feature_mean).detach().clone()]
    return parts[0], parts[1], parts[2], parts[3]
