"""Exports an earlier system's network as a model file: features to probabilities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from ser_desktop.emotion.descriptors.registry import find_front_end
from training.classic.recipe import ClassicRecipe
from training.train.model_file import OPSET, Card, finish
from training.train.weight_storage import store_in_8_bits

VERSION = "1.0"


class FeaturesModel(nn.Module):
    """Calibrated probabilities of features."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network, self.temperature = network, temperature

    def forward(self, features: Tensor) -> Tensor:
        """[batch, ...] to probabilities [batch, labels]."""
        return torch.softmax(self.network(features) / self.temperature, dim=1)


def export_features_model(
    recipe: ClassicRecipe,
    network: nn.Module,
    temperature: float,
    uncertain_below: float,
    trained_on: str,
    metrics: dict[str, Any],
    target: Path,
) -> None:
    """Write one ``.onnx`` and load it as the application does."""
    front_end = find_front_end(recipe.front_end)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    torch.onnx.export(
        FeaturesModel(network, temperature).eval(),
        (torch.zeros(2, *front_end.shape),),
        str(part),
        opset_version=OPSET,
        input_names=["features"],
        output_names=["probabilities"],
        dynamic_axes={"features": {0: "batch"}, "probabilities": {0: "batch"}},
        dynamo=False,
    )
    if recipe.weights_in_8_bits:
        graph = onnx.load(str(part))
        store_in_8_bits(graph)
        onnx.save(graph, str(part))
    card = Card(
        name=recipe.name,
        version=VERSION,
        labels=recipe.labels,
        sample_rate_hz=front_end.sample_rate_hz,
        window_s=front_end.window_s,
        front_end=recipe.front_end,
        uncertain_below=uncertain_below,
        trained_on=trained_on,
        metrics=metrics,
        recipe=recipe,
    )
    finish(part, card, target)
