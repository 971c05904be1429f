"""The tuned encoder with its linear heads, for several runs at once."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ser_desktop.emotion.labels import EMOTIONS
from training.train.networks.whisper_encoder import WhisperEncoder

_NORMS = ("self_attn_layer_norm", "final_layer_norm")


@dataclass
class StackedHeads:
    """Standardisation and linear heads of every run.

    Args:
        mean: [runs, features], subtracted from the pooled features.
        deviation: [runs, features], divides them then.
        weight: [runs, emotions + 1, features]; the last row gives the logit of strong intensity.
        bias: [runs, emotions + 1]
    """

    mean: Tensor
    deviation: Tensor
    weight: Tensor
    bias: Tensor


class FlatGroup:
    """Parameters of every run that share a learning rate, as views of one tensor [runs, size].

    Args:
        start: value of each parameter before tuning, [runs, ...].
    """

    def __init__(self, start: dict[str, Tensor]) -> None:
        self.shapes = {name: value.shape[1:] for name, value in start.items()}
        self.value = torch.cat([value.flatten(1) for value in start.values()], dim=1)
        self.gradient = torch.zeros_like(self.value)
        self.parameters = {
            name: part.detach().requires_grad_() for name, part in self.parts(self.value).items()
        }
        gradients = self.parts(self.gradient)
        for name, parameter in self.parameters.items():
            parameter.grad = gradients[name]

    def parts(self, flat: Tensor) -> dict[str, Tensor]:
        """Views [runs, ...] of each parameter's part of a tensor [runs, size]."""
        views, first = {}, 0
        for name, shape in self.shapes.items():
            size = math.prod(shape)
            views[name] = flat[:, first : first + size].unflatten(1, shape)
            first += size
        return views


class StackedClassifier:
    """Several runs of :class:`~training.train.networks.encoder_classifier.EncoderClassifier`.

    Args:
        encoder: the untuned encoder, which every run begins with.
        pooled_layers: the hidden layers that are pooled, counted from 1.
        frozen_layers: number of lower layers that stay as they are and are shared by all runs.
        heads: heads of every run, with which tuning begins.
    """

    def __init__(
        self,
        encoder: WhisperEncoder,
        pooled_layers: Sequence[int],
        frozen_layers: int,
        heads: StackedHeads,
    ) -> None:
        if min(pooled_layers) <= frozen_layers and frozen_layers > 1:
            raise ValueError("Pooled layers have to be tuned, or to be the first.")
        self.encoder, self.pooled_layers, self.frozen_layers = encoder, pooled_layers, frozen_layers
        self.n_runs = len(heads.mean)
        self.mean, self.deviation = heads.mean, heads.deviation
        self.layers = [
            FlatGroup(
                {
                    name: value.detach()[None].repeat(self.n_runs, *[1] * value.dim())
                    for name, value in layer.named_parameters()
                }
            )
            for layer in list(encoder.layers)[frozen_layers:]
        ]
        self.heads = FlatGroup({"weight": heads.weight, "bias": heads.bias})

    @property
    def groups(self) -> list[FlatGroup]:
        """The tuned layers from the lowest to the highest, then the heads."""
        return [*self.layers, self.heads]

    @torch.no_grad()
    def averaged(self, members: Sequence[Sequence[int]]) -> StackedClassifier:
        """Average the weights of runs that began alike ("model soups", arXiv 2203.05482).

        Args:
            members: numbers of the runs that make up each new network.

        Returns:
            As many networks as ``members`` has entries.
        """
        first = [group[0] for group in members]
        averaged = copy.copy(self)
        averaged.n_runs = len(members)
        averaged.mean, averaged.deviation = self.mean[first], self.deviation[first]
        groups = [
            FlatGroup(
                {
                    name: torch.stack([value[list(rows)].mean(dim=0) for rows in members])
                    for name, value in group.parts(group.value).items()
                }
            )
            for group in self.groups
        ]
        averaged.layers, averaged.heads = groups[:-1], groups[-1]
        return averaged

    def features(self, log_mel: Tensor, drop_path: Tensor | None = None) -> Tensor:
        """Compute standardised features.

        Args:
            log_mel: [runs, clips, 80, frames of 10 ms]
            drop_path: [runs], probability that a tuned layer's branch is left out of a clip.

        Returns:
            [runs, clips, features]
        """
        runs, clips = log_mel.shape[:2]
        with torch.no_grad():
            x = self.encoder.embed(log_mel.flatten(0, 1))
            for layer in list(self.encoder.layers)[: self.frozen_layers]:
                x = layer(x)
        x = x.unflatten(0, (runs, clips))
        pooled = []
        if self.frozen_layers in self.pooled_layers:
            pooled.append(pooled_statistics(x))
        for number, group in enumerate(self.layers, start=self.frozen_layers + 1):
            x = self._layer(x, group.parameters, drop_path)
            if number in self.pooled_layers:
                pooled.append(pooled_statistics(x))
        return (torch.cat(pooled, dim=2) - self.mean[:, None]) / self.deviation[:, None]

    def logits(self, log_mel: Tensor, drop_path: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Emotion logits [runs, clips, emotions] and logits of strong intensity [runs, clips]."""
        features = self.features(log_mel, drop_path).float()
        with torch.autocast(features.device.type, enabled=False):
            both = torch.baddbmm(
                self.heads.parameters["bias"][:, None],
                features,
                self.heads.parameters["weight"].transpose(1, 2),
            )
        return both[..., : len(EMOTIONS)], both[..., len(EMOTIONS)]

    def _layer(self, x: Tensor, p: dict[str, Tensor], drop_path: Tensor | None) -> Tensor:
        runs, clips, frames, d_model = x.shape
        n_heads = self.encoder.shape.n_heads

        def linear(name: str, value: Tensor) -> Tensor:
            rows = value.reshape(runs, clips * frames, -1)
            weight = p[f"{name}.weight"].transpose(1, 2)
            bias = p.get(f"{name}.bias")
            product = (
                torch.bmm(rows, weight)
                if bias is None
                else torch.baddbmm(bias[:, None], rows, weight)
            )
            return product.view(runs, clips, frames, -1)

        def norm(name: str, value: Tensor) -> Tensor:
            plain = nn.functional.layer_norm(value, (d_model,))
            weight, bias = p[f"{name}.weight"], p[f"{name}.bias"]
            return plain * weight[:, None, None] + bias[:, None, None]

        def split(value: Tensor) -> Tensor:
            return value.reshape(runs * clips, frames, n_heads, -1).transpose(1, 2)

        y = norm(_NORMS[0], x)
        q, k, v = (split(linear(f"self_attn.{part}_proj", y)) for part in "qkv")
        attended = nn.functional.scaled_dot_product_attention(q, k, v)
        joined = attended.transpose(1, 2).reshape(runs, clips, frames, d_model)
        x = x + _kept(linear("self_attn.out_proj", joined), drop_path)
        hidden = nn.functional.gelu(linear("fc1", norm(_NORMS[1], x)))
        return x + _kept(linear("fc2", hidden), drop_path)


def _kept(branch: Tensor, drop_path: Tensor | None) -> Tensor:
    """Leave a branch out of some clips, and scale the others (Huang et al. 2016, 1603.09382)."""
    if drop_path is None:
        return branch
    kept = 1 - drop_path[:, None, None, None]
    chosen = torch.rand(*branch.shape[:2], 1, 1, device=branch.device) < kept
    return branch * (chosen / kept)


def pooled_statistics(states: Tensor) -> Tensor:
    """Mean and deviation over time: [runs, clips, frames, d] to [runs, clips, 2 * d]."""
    states = states.float()
    mean = states.mean(dim=2)
    variance = (states - mean[:, :, None]).square().mean(dim=2)
    return torch.cat([mean, torch.sqrt(variance + 1e-6)], dim=2)
