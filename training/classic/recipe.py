"""Recipes of the earlier systems: one TOML file for each system, with all its numbers."""

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
    """All hyper-parameters of an earlier system; clips and seed are given separately.

    Args:
        name: name of the system, from the file name of its recipe.
        about: one sentence that describes the system, for the metadata of the model file.
        front_end: name and parameters of the front end
            (:mod:`ser_desktop.emotion.descriptors.registry`).
        labels: emotions that the network answers, in the order of the eight.
        copies: versions of each training clip, a row each: ``original``, ``noise``, ``stretch``
            (tempo), ``pitch``, ``shift`` (in time), ``volume``.
        most_per_class: largest number of clips of an emotion; 0 uses all clips.
        network: kind of network: ``mlp``, ``cnn-gru-attention``, ``efficientnet``,
            ``efficientnet-lite0`` or ``sklearn-mlp``.
        layers: number of units of each hidden layer of an MLP; empty for other networks.
        dropout: share of units, 0..1, dropped after each hidden layer while training.
        variant: size of an EfficientNet: ``b0``, ``b2`` or ``b3``; empty for other networks.
        pretrained: whether training starts from ImageNet weights instead of random ones.
        batch_norm: whether batch normalisation follows each hidden layer.
        epochs: largest number of passes over the training rows.
        batch_size: number of rows in one step of the optimiser.
        learning_rate: step size of Adam at the start.
        weight_decay: coefficient of the L2 penalty on the weights; 0 is none.
        label_smoothing: share of the target probability, 0..1, spread over all labels.
        class_weights: whether the loss weighs emotions by the inverse of their number of rows.
        patience: number of epochs without a better validation loss after which training stops.
        plateau: number of epochs without a better validation loss after which the learning rate is
            halved.
        picture_augmentation: whether pictures are flipped in time, shifted and scaled by up to
            10 %, and changed in brightness and contrast, while training.
        weights_in_8_bits: whether the exported file stores weights as 8 bit integers; computation
            is in 32 bit floats. The default is no.
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
    """Read a recipe. With a ``base``, it contains only the differences to that file.

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
