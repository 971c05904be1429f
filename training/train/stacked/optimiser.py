"""AdamW for stacked runs: each run has its own rates and its own limit of the gradient."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from training.train.stacked.networks import FlatGroup

_BETAS = (0.9, 0.999)
_EPSILON = 1e-8
MAX_GRADIENT_NORM = 2.0


class StackedAdamW:
    """AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101) and averaged weights.

    Args:
        groups: parameters of all runs.
        rates: peak learning rate of each group, [runs].
        weight_decay: of all parameters.
        ema_decay: of the averaged weights, for each step.
    """

    def __init__(
        self,
        groups: Sequence[FlatGroup],
        rates: Sequence[Tensor],
        weight_decay: float,
        ema_decay: float,
    ) -> None:
        self.groups, self.rates = groups, rates
        self.weight_decay, self.ema_decay = weight_decay, ema_decay
        self.first = [torch.zeros_like(group.value) for group in groups]
        self.second = [torch.zeros_like(group.value) for group in groups]
        self.averaged = [group.value.clone() for group in groups]
        self.step_number = 0

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """Change the parameters by their gradients, which are zero afterwards.

        Args:
            factor: of the peak rates, 0 to 1.
        """
        self.step_number += 1
        squares = [group.gradient.square().sum(dim=1) for group in self.groups]
        norm = torch.stack(squares).sum(dim=0).sqrt()
        limit = (MAX_GRADIENT_NORM / (norm + 1e-6)).clamp(max=1.0)[:, None]
        corrections = [1 - beta**self.step_number for beta in _BETAS]
        decay = min(self.ema_decay, self.step_number / (9 + self.step_number))
        for i, group in enumerate(self.groups):
            gradient = group.gradient.mul_(limit)
            self.first[i].lerp_(gradient, 1 - _BETAS[0])
            self.second[i].mul_(_BETAS[1]).addcmul_(gradient, gradient, value=1 - _BETAS[1])
            rate = (self.rates[i] * factor)[:, None]
            denominator = (self.second[i] / corrections[1]).sqrt_().add_(_EPSILON)
            group.value.mul_(1 - rate * self.weight_decay)
            group.value.sub_(self.first[i] / denominator * (rate / corrections[0]))
            self.averaged[i].lerp_(group.value, 1 - decay)
            group.gradient.zero_()
