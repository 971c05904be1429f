"""Recipe of the tuned encoder: one TOML file holds every number, an unknown key is an error."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.data.crops import CropOptions
from training.data.targets import TargetOptions
from training.train.recipe import read_sections


@dataclass(frozen=True)
class EncoderOptions:
    """Which part of the encoder serves.

    Args:
        n_layers: lower layers that are kept.
        pooled_layers: hidden layers whose mean and deviation over time are classified, from 1.
        frozen_layers: lower layers that are not tuned; the convolutions never are.
    """

    n_layers: int
    pooled_layers: tuple[int, ...]
    frozen_layers: int


@dataclass(frozen=True)
class ProbeOptions:
    """The linear head on the untuned encoder that tuning begins with.

    Args:
        penalty: of the squared weights, 1 / C of scikit-learn.
        crema_weight: of a clip of CREMA-D beside a spoken one of RAVDESS; songs as in targets.
    """

    penalty: float
    crema_weight: float


@dataclass(frozen=True)
class OptimiserOptions:
    """How the network is tuned.

    Args:
        epochs: of ``speech_clips + song_clips + crema_clips`` clips each.
        speech_clips: spoken clips of RAVDESS an epoch; drawn without repeats until all were heard.
        batch_size: clips a step.
        encoder_rate: AdamW's peak learning rate of the uppermost layer.
        layer_decay: factor of that rate from each layer to the one below.
        head_rate: peak learning rate of the linear layers.
        warm_up_share: of all steps; the rate then falls to nothing along a cosine.
        ema_decay: of the averaged weights, a step.
        intensity_weight: of the intensity loss beside the emotion loss.
        strength: factor of the augmentation's probabilities in the first and the last epoch.
    """

    epochs: int
    speech_clips: int
    song_clips: int
    crema_clips: int
    batch_size: int
    encoder_rate: float
    layer_decay: float
    head_rate: float
    weight_decay: float
    warm_up_share: float
    ema_decay: float
    intensity_weight: float
    strength: tuple[float, float]


@dataclass(frozen=True)
class TuningRecipe:
    """Everything a tuning run depends on beside clips and seed."""

    name: str
    window_s: float
    speeds: tuple[float, ...]
    encoder: EncoderOptions
    probe: ProbeOptions
    targets: TargetOptions
    optimiser: OptimiserOptions
    crops: CropOptions


_SECTIONS = {
    "encoder": EncoderOptions,
    "probe": ProbeOptions,
    "targets": TargetOptions,
    "optimiser": OptimiserOptions,
    "crops": CropOptions,
}


def load_tuning_recipe(path: Path) -> TuningRecipe:
    """Read a recipe of the tuned encoder.

    Raises:
        ValueError: a key is missing or unknown.
    """
    sections: dict[str, Any] = read_sections(path, {**_SECTIONS, "audio": Audio})
    audio: Audio = sections.pop("audio")
    return TuningRecipe(path.stem, audio.window_s, audio.speeds, **sections)


@dataclass(frozen=True)
class Audio:
    """Length of the application's window, and the playback speeds of the copies of each clip."""

    window_s: float
    speeds: tuple[float, ...]
