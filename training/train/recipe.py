"""Recipes: one TOML file holds every number of a run; what it does not know it refuses."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Data:
    songs_in_training: bool
    window_s: float
    speeds: tuple[float, ...]
    max_offset_s: float


@dataclass(frozen=True)
class Network:
    width: int
    gru_units: int
    dropout: float
    relative_bands: bool
    members: int


@dataclass(frozen=True)
class Optimiser:
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
class Augment:
    noise_probability: float
    noise_snr_db: tuple[float, float]
    hum_probability: float
    hum_snr_db: tuple[float, float]
    babble_probability: float
    babble_snr_db: tuple[float, float]
    room_probability: float
    room_rt60_s: tuple[float, float]
    warp_probability: float
    warp_most: float
    equaliser_probability: float
    equaliser_gain_db: float
    band_limit_probability: float
    band_limit_most: tuple[int, int]
    mask_count: int
    mask_max_bands: int
    mask_max_frames: int
    mixup_probability: float
    mixup_alpha: float


@dataclass(frozen=True)
class Recipe:
    """Everything a run depends on beside the clips and the seed."""

    name: str
    data: Data
    network: Network
    optimiser: Optimiser
    augment: Augment


SECTIONS = {"data": Data, "network": Network, "optimiser": Optimiser, "augment": Augment}


def load_recipe(path: Path) -> Recipe:
    """Read a recipe. One with a ``base`` holds only what differs from that file beside it.

    Raises:
        ValueError: a key is missing or unknown.
    """
    return Recipe(name=path.stem, **read_sections(path, SECTIONS))


def read_sections(path: Path, sections: dict[str, type]) -> dict[str, Any]:
    """Each section of a TOML file as its dataclass; lists become tuples.

    Raises:
        ValueError: a section or a key is missing or unknown.
    """
    content = _sections(path)
    if set(content) != set(sections):
        raise ValueError(f"{path}: sections must be {sorted(sections)}, not {sorted(content)}")
    parsed: dict[str, Any] = {}
    for name, section in sections.items():
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
