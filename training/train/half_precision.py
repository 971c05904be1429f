"""Weight files of tuned networks, with the encoder in half precision."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.networks.whisper_encoder import WhisperEncoder
from training.train.run_files import save_weights
from training.train.tuning_recipe import TuningRecipe


def save_half(network: nn.Module, path: Path) -> None:
    """Save a network with its encoder in half precision, as Whisper's weights are published."""
    weights = {
        name: value.half() if name.startswith("encoder.") else value
        for name, value in network.state_dict().items()
    }
    save_weights(weights, path)


def load_half(path: Path, recipe: TuningRecipe) -> EncoderClassifier:
    """Load a network that :func:`save_half` saved.

    Args:
        path: path of the weights.
        recipe: the recipe that gives the shape of the network.
    """
    network = EncoderClassifier(
        WhisperEncoder(n_layers=recipe.encoder.n_layers), recipe.encoder.pooled_layers
    )
    weights: dict[str, Tensor] = torch.load(path, weights_only=True)
    network.load_state_dict({name: value.float() for name, value in weights.items()})
    return network.eval()
