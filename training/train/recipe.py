"""Recipes: one TOML file has every number of a run; a missing or unknown key is an error."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.data.augmentation import Augmentation


@dataclass(frozen=True)
class Data:
    """Which audio a network learns from.

    Args:
        songs_in_training: whether songs of training actors are learned from as well.
        window_s: length of the crops and of the application's window, seconds.
        speeds: playback speeds of the copies of each clip; 1 is its own speed. Pitch and tempo
            change together.
        max_offset_s: how long before its clip a crop may begin, or after it end, seconds.
    """

    songs_in_training: bool
    window_s: float
    speeds: tuple[float, ...]
    max_offset_s: float


@dataclass(frozen=True)
class Network:
    """Size and shape of the network.

    Args:
        width: channels of the first convolution; the later stages have multiples of it.
        gru_units: units of the recurrent layer in each direction.
        dropout: share of activations set to 0 in training, 0 to 1.
        relative_bands: whether each band less its mean over the window is a second input.
        members: networks of neighbouring seeds whose logits are averaged in the model file.
    """

    width: int
    gru_units: int
    dropout: float
    relative_bands: bool
    members: int


@dataclass(frozen=True)
class Optimiser:
    """How the network learns.

    Args:
        epochs: passes over the training clips.
        batch_size: clips in a step.
        peak_learning_rate: highest learning rate of AdamW, reached once in the one-cycle schedule.
        weight_decay: weight decay of AdamW, on matrices and kernels only.
        warm_up_share: share of all steps in which the learning rate rises, 0 to 1.
        ema_decay: decay of the moving average of the weights, per step.
        label_smoothing: share of every target that is spread over all emotions, 0 to 1.
        intensity_weight: factor of the intensity loss, which is added to the emotion loss.
        class_balance: exponent b of a clip's weight, (number of clips of its emotion) to the power
            of -b; 0 weighs all clips alike.
        song_weight: factor of a song in the emotion loss; a spoken clip has 1.
        gender_weight: factor of the loss of the gender head.
        speaker_adversarial_weight: factor of the loss of the speaker head, whose gradient is
            reversed.
        start_from: name of the recipe whose run of the same split and seed gives the first weights;
            empty for random ones.
    """

    epochs: int
    batch_size: int
    peak_learning_rate: float
    weight_decay: float
    warm_up_share: float
    ema_decay: float
    label_smoothing: float
    intensity_weight: float
    class_balance: float
    song_weight: float
    gender_weight: float
    speaker_adversarial_weight: float
    start_from: str


@dataclass(frozen=True)
class BatchAugmentation(Augmentation):
    """How the clips of a batch are changed and blended.

    Args:
        mixup_probability: share of the batches whose clips are blended in pairs, 0 to 1.
        mixup_alpha: both parameters of the beta distribution of the shares in a blend.
    """

    mixup_probability: float
    mixup_alpha: float


@dataclass(frozen=True)
class Recipe:
    """Everything that a run depends on, except the clips and the seed."""

    name: str
    data: Data
    network: Network
    optimiser: Optimiser
    augment: BatchAugmentation


SECTIONS = {
    "data": Data,
    "network": Network,
    "optimiser": Optimiser,
    "augment": BatchAugmentation,
}


def load_recipe(path: Path) -> Recipe:
    """Read a recipe. One with a ``base`` has only the values that differ from that file.

    Raises:
        ValueError: a key is missing or unknown.
    """
    return Recipe(name=path.stem, **read_sections(path, SECTIONS))


def read_sections(
    path: Path, sections: dict[str, type], optional: Collection[str] = ()
) -> dict[str, Any]:
    """Read a TOML file, each section as its dataclass; lists become tuples.

    Args:
        path: path of the file.
        sections: dataclass of each section.
        optional: names of sections that a file may lack; they are None then.

    Returns:
        One object for each section.

    Raises:
        ValueError: a section or a key is missing or unknown.
    """
    content = _sections(path)
    if set(content) | set(optional) != set(sections):
        raise ValueError(f"{path}: sections must be {sorted(sections)}, not {sorted(content)}")
    parsed: dict[str, Any] = dict.fromkeys(optional)
    for name, section in sections.items():
        if name not in content:
            continue
        known = {field.name for field in dataclasses.fields(section)}
        if set(content[name]) != known:
            wrong = sorted(set(content[name]) ^ known)
            raise ValueError(f"{path}: [{name}] has missing or unknown keys: {', '.join(wrong)}")
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in content[name].items()}
        parsed[name] = section(**values)
    return parsed


def _sections(path: Path) -> dict[str, dict[str, Any]]:
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    if "base" not in content:
        return content
    sections = _sections(path.parent / content.pop("base"))
    for name, values in content.items():
        sections[name] = {**sections.get(name, {}), **values}
    return sections
