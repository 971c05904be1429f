"""Training targets of a clip: its emotion, softened by listeners, and its weight in the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ser_desktop.emotion.labels import EMOTIONS
from training.data.manifest import Clip

CREMA_EMOTIONS = ("neutral", "happy", "sad", "angry", "fearful", "disgust")


@dataclass(frozen=True)
class TargetOptions:
    """How targets are made.

    Args:
        label_smoothing: share of every target that is spread over all emotions, 0 to 1.
        vote_share: share of a CREMA-D target that comes from listeners' votes, 0 to 1.
        song_weight: factor of a song in the loss; a spoken clip of RAVDESS has 1.
        crema_weight: factor of a clip of CREMA-D in the loss.
        mask_share: share of the CREMA-D clips (0 to 1) whose loss leaves out *calm* and
            *surprised*, which CREMA-D lacks; for the others these two count as wrong.
    """

    label_smoothing: float
    vote_share: float
    song_weight: float
    crema_weight: float
    mask_share: float


@dataclass(frozen=True)
class Targets:
    """Targets and weights of clips: tensors [clips] or [clips, emotions]."""

    emotion: Tensor
    weights: Tensor
    left_out: Tensor
    strong: Tensor
    """1 for strong intensity."""
    graded: Tensor
    """1 where the corpus states the intensity."""


def make_targets(
    clips: Sequence[Clip],
    options: TargetOptions,
    votes: Mapping[str, NDArray[np.float32]],
    rng: np.random.Generator,
    teacher_probabilities: Mapping[str, NDArray[np.float32]] | None = None,
    teacher_share: float = 0.0,
) -> Targets:
    """Make the targets of a batch or of a whole side of a split.

    Args:
        clips: the clips whose targets are made.
        options: options of the recipe.
        votes: shares [emotions] of listeners' votes, by file name without suffix.
        rng: source of the random numbers.
        teacher_probabilities: a teacher's probabilities [emotions], by path of the clip.
        teacher_share: share of a target that these make up, 0 to 1.

    Returns:
        One row for each clip.
    """
    emotion = np.zeros((len(clips), len(EMOTIONS)), dtype=np.float32)
    left_out = np.zeros(emotion.shape, dtype=bool)
    weights = np.ones(len(clips), dtype=np.float32)
    unknown = np.array([name not in CREMA_EMOTIONS for name in EMOTIONS])
    for row, clip in enumerate(clips):
        emotion[row, EMOTIONS.index(clip.emotion)] = 1.0
        if clip.channel == "song":
            weights[row] = options.song_weight
        if clip.corpus == "crema-d":
            weights[row] = options.crema_weight
            shares = votes.get(PurePosixPath(clip.path).stem)
            if shares is not None:
                emotion[row] += options.vote_share * (shares - emotion[row])
            if rng.random() < options.mask_share:
                left_out[row] = unknown
        if teacher_probabilities:
            emotion[row] += teacher_share * (teacher_probabilities[clip.path] - emotion[row])
    allowed = ~left_out
    spread = allowed / allowed.sum(axis=1, keepdims=True)
    emotion = (1 - options.label_smoothing) * emotion + options.label_smoothing * spread
    return Targets(
        torch.from_numpy(emotion.astype(np.float32)),
        torch.from_numpy(weights),
        torch.from_numpy(left_out),
        torch.tensor([float(clip.intensity == "strong") for clip in clips]),
        torch.tensor([float(clip.intensity != "") for clip in clips]),
    )
