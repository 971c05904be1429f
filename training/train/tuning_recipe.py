"""Recipe of the tuned encoder: one TOML file with every number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.data.crops import CropOptions
from training.data.targets import TargetOptions
from training.train.recipe import read_sections
from training.train.stacked.run_options import SideBySide


@dataclass(frozen=True)
class EncoderOptions:
    """Which layers of the encoder are used.

    Args:
        n_layers: number of lower layers that are kept.
        pooled_layers: hidden layers whose mean and standard deviation over time are classified,
            counted from 1.
        frozen_layers: number of lower layers that are not tuned; the convolutions never are.
    """

    n_layers: int
    pooled_layers: tuple[int, ...]
    frozen_layers: int


@dataclass(frozen=True)
class ProbeOptions:
    """The linear head on the untuned encoder, with which tuning begins.

    Args:
        penalty: factor of the squared weights, which is 1 / C of scikit-learn.
        crema_weight: factor of a clip of CREMA-D in the loss; a spoken clip of RAVDESS has 1. Songs
            have the weight of the targets.
    """

    penalty: float
    crema_weight: float


@dataclass(frozen=True)
class OptimiserOptions:
    """How the network is tuned.

    Args:
        epochs: epochs of ``speech_clips + song_clips + crema_clips`` clips each.
        speech_clips: spoken clips of RAVDESS in an epoch. No clip is drawn twice before all were
            drawn once.
        song_clips: songs of RAVDESS in an epoch, drawn likewise.
        crema_clips: clips of CREMA-D in an epoch, drawn likewise.
        batch_size: clips in a step.
        encoder_rate: peak learning rate of AdamW for the uppermost layer.
        layer_decay: factor of that rate from each layer to the one below, 0 to 1.
        head_rate: peak learning rate of the linear layers.
        weight_decay: weight decay of AdamW.
        warm_up_share: share of all steps in which the rates rise, 0 to 1. They then fall to 0 along
            a cosine.
        ema_decay: decay of the moving average of the weights, per step.
        intensity_weight: factor of the intensity loss beside the emotion loss.
        strength: factor of the probabilities of augmentation in the first and in the last epoch,
            0 to 1.
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
class ExportOptions:
    """What is exported of a run.

    Args:
        temperature_factor: factor of the temperature that was fitted on validation actors, at least
            1: doubt for corpora that were not learned from (``training.evaluate.temperature``).
        tuned_shares: share in the exported weights of each recipe's tuned ones, 0 to 1. The rest is
            that of the untuned encoder with its linear head. Validation actors choose the shares
            (``training.evaluate.tuned_share``).
    """

    temperature_factor: float
    tuned_shares: Mapping[str, float]


@dataclass(frozen=True)
class TeacherOptions:
    """A larger model that teaches this one (Hinton et al. 2015, arXiv 1503.02531).

    Args:
        system: name of its folder below the runs folder. The model of the same fold teaches, so it
            never heard the test actors either.
        share: share of a clip's target that the teacher's probabilities make up, 0 to 1.
    """

    system: str
    share: float


@dataclass(frozen=True)
class TuningRecipe:
    """Everything a tuning run depends on beside clips and seed.

    Args:
        name: name of the recipe's file.
        window_s: length of the application's window, seconds.
        speeds: playback speeds of the copies of each clip; 1 is its own speed.
        encoder: layers of the encoder.
        probe: the head with which tuning begins.
        targets: how targets are made.
        optimiser: how the network is tuned.
        crops: how clips are cropped and changed.
        export: what is exported; it does not affect training.
        teacher: a larger model that teaches this one, or None.
        side_by_side: how all folds are tuned side by side on one GPU
            (``training.train.stacked``), or None; its numbers then take the place of those of
            ``optimiser`` and ``targets`` that have the same name.
    """

    name: str
    window_s: float
    speeds: tuple[float, ...]
    encoder: EncoderOptions
    probe: ProbeOptions
    targets: TargetOptions
    optimiser: OptimiserOptions
    crops: CropOptions
    export: ExportOptions
    teacher: TeacherOptions | None
    side_by_side: SideBySide | None


_SECTIONS = {
    "encoder": EncoderOptions,
    "probe": ProbeOptions,
    "targets": TargetOptions,
    "optimiser": OptimiserOptions,
    "crops": CropOptions,
    "export": ExportOptions,
    "teacher": TeacherOptions,
    "side_by_side": SideBySide,
}


def load_tuning_recipe(path: Path) -> TuningRecipe:
    """Read a recipe of the tuned encoder.

    Raises:
        ValueError: a key is missing or unknown.
    """
    sections: dict[str, Any] = read_sections(
        path, {**_SECTIONS, "audio": Audio}, optional=["teacher", "side_by_side"]
    )
    audio: Audio = sections.pop("audio")
    return TuningRecipe(path.stem, audio.window_s, audio.speeds, **sections)


@dataclass(frozen=True)
class Audio:
    """The section ``[audio]`` of a recipe.

    Args:
        window_s: length of the application's window, seconds.
        speeds: playback speeds of the copies of each clip; 1 is its own speed.
    """

    window_s: float
    speeds: tuple[float, ...]
