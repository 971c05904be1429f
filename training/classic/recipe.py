"""Recipes of the earlier systems: one TOML file each, every number in it."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ser_desktop.emotion.labels import EMOTIONS
from training.places import ROOT

CLASSIC_RECIPES = ROOT / "classic" / "recipes"


@dataclass(frozen=True)
class ClassicRecipe:
    """Everything an earlier system's run depends on beside the clips and the seed.

    Args:
        name: name of the system.
        about: one sentence for the model file.
        front_end: as in :mod:`ser_desktop.emotion.descriptors.registry`.
        labels: the emotions it knows.
        copies: versions of each training clip: original, noise, stretch, pitch, shift, volume.
        most_per_class: clips of an emotion that are used at most; 0 is all.
        network: mlp, cnn-gru-attention, efficientnet, efficientnet-lite0 or sklearn-mlp.
        layers: units of the hidden layers of an MLP.
        dropout: after each hidden layer.
        variant: of EfficientNet: b0, b2 or b3.
        pretrained: whether its ImageNet weights are wanted.
        batch_norm: after each hidden layer.
        epochs, batch_size, learning_rate, weight_decay, label_smoothing: of the optimiser.
        class_weights: whether rare emotions weigh more.
        patience: epochs without a better validation loss before the end.
        plateau: epochs without a better validation loss before the rate is halved.
        weights_in_8_bits: whether the exported file stores them so; the rest computes in 32 bits. A
            recipe that does not say means no.
        picture_augmentation: flip, shift and scale, and jitter of pictures while training.
    """

    name: str
    about: str
    front_end: str
    labels: tuple[str, ...]
    copies: tuple[str, ...]
    most_per_class: int
    network: str
    layers: tuple[int, ...]
    dropout: tuple[float, ...]
    variant: str
    pretrained: bool
    batch_norm: bool
    epochs: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    label_smoothing: float
    class_weights: bool
    patience: int
    plateau: int
    picture_augmentation: bool
    weights_in_8_bits: bool = False


def load_classic_recipe(path: Path) -> ClassicRecipe:
    """Read a recipe; one with a ``base`` holds only what differs from that file beside it.

    Raises:
        ValueError: a key is missing or unknown.
    """
    values = _values(path)
    known = {field.name for field in dataclasses.fields(ClassicRecipe)} - {"name"}
    if set(values) | {"weights_in_8_bits"} != known:
        wrong = ", ".join(sorted((set(values) ^ known) - {"weights_in_8_bits"}))
        raise ValueError(f"{path}: missing or unknown keys: {wrong}")
    if [label for label in EMOTIONS if label in values["labels"]] != values["labels"]:
        raise ValueError(f"{path}: labels must be some of {list(EMOTIONS)}, in this order")
    parsed: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return ClassicRecipe(name=path.stem, **parsed)


def _values(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    base = content.pop("base", None)
    return content if base is None else {**_values(path.parent / base), **content}
