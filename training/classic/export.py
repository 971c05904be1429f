"""An earlier system's network as the model file of the application: features to probabilities."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from ser_desktop.emotion.descriptors.registry import find_front_end
from ser_desktop.emotion.model import SCHEMA, EmotionModel
from training.classic.recipe import ClassicRecipe
from training.export_onnx import HOP_S, LICENCE, OPSET, VERSION


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
    graph = onnx.load(str(part))
    metadata = {
        "schema": SCHEMA,
        "name": recipe.name,
        "version": VERSION,
        "labels": json.dumps(recipe.labels),
        "sample_rate": front_end.sample_rate_hz,
        "window_s": front_end.window_s,
        "hop_s": HOP_S,
        "front_end": recipe.front_end,
        "uncertain_below": round(uncertain_below, 3),
        "licence": LICENCE,
        "trained_on": trained_on,
        "metrics": json.dumps(metrics),
        "recipe": json.dumps(dataclasses.asdict(recipe)),
    }
    onnx.helper.set_model_props(graph, {key: str(value) for key, value in metadata.items()})
    onnx.checker.check_model(graph)
    onnx.save(graph, str(part))
    part.replace(target)
    EmotionModel(target)
