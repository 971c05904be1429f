"""Weights of stacked runs as small files: what tuning changed, in 8 bits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ser_desktop.emotion.labels import EMOTIONS
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.networks.whisper_encoder import WhisperEncoder
from training.train.stacked.networks import StackedClassifier, StackedHeads

_STEPS_A_DEVIATION = 10
"""Steps of the 8 bits within one standard deviation of a tensor's changes: an error of 3 %."""
_MIN_CODED = 4096
"""Smaller tensors keep 32 bits."""


@torch.no_grad()
def save_changes(network: StackedClassifier, run: int, start: StackedHeads, path: Path) -> None:
    """Write what tuning changed in one run.

    Args:
        network: all runs.
        run: number of the run.
        start: heads of one run with which this one began.
        path: of the file.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for number, group in enumerate(network.layers, start=network.frozen_layers):
        untuned = dict(network.encoder.layers[number].named_parameters())
        for name, parameter in group.parameters.items():
            arrays |= _coded(f"layers.{number}.{name}", parameter[run] - untuned[name])
    heads = network.heads.parameters
    for key, value in {
        "weight": heads["weight"][run],
        "bias": heads["bias"][run],
        "mean": start.mean[0],
        "deviation": start.deviation[0],
        "start_weight": start.weight[0],
        "start_bias": start.bias[0],
    }.items():
        arrays[f"heads.{key}"] = value.float().cpu().numpy()
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_changes(
    path: Path, encoder: WhisperEncoder, pooled_layers: Sequence[int]
) -> tuple[EncoderClassifier, EncoderClassifier]:
    """Read a file of :func:`save_changes`.

    Args:
        path: of the file.
        encoder: the untuned encoder; it is left as it is.
        pooled_layers: the hidden layers that are pooled.

    Returns:
        The network with which tuning began, and the tuned one.
    """
    with np.load(path) as arrays:
        content = {name: torch.from_numpy(arrays[name]) for name in arrays}
    start, tuned = (_network(encoder, pooled_layers) for _ in range(2))
    with torch.no_grad():
        for name, value in tuned.encoder.named_parameters():
            if name in content:
                value.add_(content[name].float() * content[f"{name}.step"])
        for network, prefix in ((start, "start_"), (tuned, "")):
            weight, bias = content[f"heads.{prefix}weight"], content[f"heads.{prefix}bias"]
            n = len(EMOTIONS)
            network.emotion.weight.copy_(weight[:n])
            network.emotion.bias.copy_(bias[:n])
            network.strong.weight.copy_(weight[n:])
            network.strong.bias.copy_(bias[n:])
            network.feature_mean.copy_(content["heads.mean"])
            network.feature_deviation.copy_(content["heads.deviation"])
    return start.eval(), tuned.eval()


def _network(encoder: WhisperEncoder, pooled_layers: Sequence[int]) -> EncoderClassifier:
    own = WhisperEncoder(encoder.shape, len(encoder.layers))
    own.load_state_dict(encoder.state_dict())
    return EncoderClassifier(own, pooled_layers)


def _coded(name: str, change: Tensor) -> dict[str, NDArray[Any]]:
    if change.numel() < _MIN_CODED:
        step = torch.ones(())
        coded = change.float()
    else:
        step = torch.maximum(change.std() / _STEPS_A_DEVIATION, change.abs().max() / 127)
        step = step.clamp(min=1e-12)
        coded = (change / step).round().to(torch.int8)
    return {name: coded.cpu().numpy(), f"{name}.step": step.float().cpu().numpy()}
