"""Multinomial logistic regression with soft targets, weights and a penalty, fitted by L-BFGS.

scikit-learn's takes neither soft targets nor logits that are left out of some rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class LinearHead:
    """``features @ weight.T + bias`` are the logits."""

    weight: Tensor
    """[classes, features]"""
    bias: Tensor
    """[classes]"""


def fit_linear_head(
    features: Tensor,
    targets: Tensor,
    weights: Tensor,
    penalty: float,
    left_out: Tensor | None = None,
    iterations: int = 60,
) -> LinearHead:
    """Minimise the weighted cross-entropy plus ``penalty / 2`` times the squared weights.

    Args:
        features: [rows, features], standardised.
        targets: [rows, classes] that sum to 1.
        weights: [rows], share of each row in the loss; the sum is taken, as scikit-learn's C does.
        penalty: 1 / C of scikit-learn.
        left_out: [rows, classes], True where the softmax of a row leaves out a class.
        iterations: highest number of steps of L-BFGS.
    """
    n_classes = targets.shape[1]
    device = features.device
    weight = torch.zeros(n_classes, features.shape[1], device=device, requires_grad=True)
    bias = torch.zeros(n_classes, device=device, requires_grad=True)
    optimiser = torch.optim.LBFGS(
        [weight, bias], max_iter=iterations, history_size=10, line_search_fn="strong_wolfe"
    )
    total = weights.sum()

    def loss_of() -> Tensor:
        optimiser.zero_grad()
        logits = features @ weight.T + bias
        if left_out is not None:
            logits = logits.masked_fill(left_out, -1e4)
        losses = nn.functional.cross_entropy(logits, targets, reduction="none")
        loss = (weights * losses).sum() / total + penalty / total / 2 * weight.square().sum()
        loss.backward()
        return loss

    optimiser.step(loss_of)
    return LinearHead(weight.detach(), bias.detach())


def fit_binary_head(
    features: Tensor, positive: Tensor, weights: Tensor, penalty: float, iterations: int = 40
) -> LinearHead:
    """Fit a head of one logit in the same way; ``positive`` [rows] is 1 or 0."""
    two = torch.stack([1 - positive, positive], dim=1)
    head = fit_linear_head(features, two, weights, penalty, iterations=iterations)
    return LinearHead(head.weight[1:] - head.weight[:1], head.bias[1:] - head.bias[:1])
