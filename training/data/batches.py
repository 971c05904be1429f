"""Clips to augmented batches, as one step of training takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from ser_desktop.emotion.labels import EMOTIONS
from training.data import augment
from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.augmentation import (
    augment_mel_power,
    augment_spectrum,
    augment_waveform,
    mask_log_mel,
)
from training.data.manifest import Clip
from training.data.splits import Split
from training.train.networks.front_end import LogMel
from training.train.recipe import Recipe


@dataclass(frozen=True)
class Batch:
    """Augmented clips and what their corpus says of them."""

    clips: list[Clip]
    log_mel: Tensor
    """[clips, bands, frames]"""
    emotion: Tensor
    """[clips, emotions], rows sum to 1."""
    strong: Tensor
    """[clips], 1 for strong intensity."""
    graded: Tensor
    """[clips], 1 where the intensity is known."""
    weights: Tensor
    """[clips], share in the emotion loss."""
    mixed: bool = False
    """Whether clips were blended: then each has more than one speaker."""


class BatchMaker:
    """Draws batches from the cache as the recipe says."""

    def __init__(self, recipe: Recipe, split: Split, cache: AudioCache) -> None:
        self.recipe, self.cache, self.cut_s = recipe, cache, split.cut_s
        self.log_mel = LogMel()
        options = recipe.optimiser
        self.weight_of_emotion = emotion_weights(split.train, options.class_balance)

    @torch.no_grad()
    def batch(
        self, clips: list[Clip], rng: np.random.Generator, torch_rng: torch.Generator
    ) -> Batch:
        """Crop, augment and perhaps blend clips.

        Args:
            clips: clips of the batch.
            rng: source of the random numbers of crops, speeds and the choice to blend.
            torch_rng: source of all other random numbers.

        Returns:
            Log-mels and targets.
        """
        options = self.recipe.optimiser
        labels = torch.tensor([EMOTIONS.index(clip.emotion) for clip in clips])
        emotion = torch.nn.functional.one_hot(labels, len(EMOTIONS)).float()
        weights = [
            self.weight_of_emotion[clip.emotion]
            * (options.song_weight if clip.channel == "song" else 1.0)
            for clip in clips
        ]
        plain = Batch(
            clips=clips,
            log_mel=self._augmented(clips, rng, torch_rng),
            emotion=emotion,
            strong=torch.tensor([float(clip.intensity == "strong") for clip in clips]),
            graded=torch.tensor([float(clip.intensity != "") for clip in clips]),
            weights=torch.tensor(weights),
        )
        if rng.random() >= self.recipe.augment.mixup_probability:
            return plain
        targets = torch.cat([emotion, torch.stack([plain.strong, plain.graded], dim=1)], dim=1)
        alpha = self.recipe.augment.mixup_alpha
        log_mel, targets = augment.mixup(plain.log_mel, targets, alpha, torch_rng)
        emotion, strong, graded = targets[:, :-2], targets[:, -2], targets[:, -1]
        return replace(
            plain, log_mel=log_mel, emotion=emotion, strong=strong, graded=graded, mixed=True
        )

    def _augmented(
        self, clips: list[Clip], rng: np.random.Generator, torch_rng: torch.Generator
    ) -> Tensor:
        data, options = self.recipe.data, self.recipe.augment
        length = int(data.window_s * SAMPLE_RATE_HZ)
        max_offset = int(data.max_offset_s * SAMPLE_RATE_HZ)
        crops = []
        for clip in clips:
            samples = self.cache.audio(clip, int(rng.integers(len(data.speeds))), self.cut_s)
            crops.append(augment.random_crop(samples, length, max_offset, rng))
        waveform = torch.from_numpy(np.stack(crops))
        waveform = augment_waveform(waveform, options, torch_rng)
        spectrum = augment_spectrum(self.log_mel.power_by_fft(waveform), options, torch_rng)
        power = augment_mel_power(self.log_mel.to_mel(spectrum), options, torch_rng)
        return mask_log_mel(self.log_mel.normalise(power), options, torch_rng)


def emotion_weights(clips: Sequence[Clip], balance: float) -> dict[str, float]:
    """Weigh emotions by how rare they are: (number of clips) to the power of minus ``balance``.

    Songs and speech together hold twice as many clips of some emotions as of others.

    Args:
        clips: training clips.
        balance: 0 weighs all emotions alike, 1 inversely to their number of clips.

    Returns:
        Weight of each emotion; their mean is 1.
    """
    counts = Counter(clip.emotion for clip in clips)
    raw = {emotion: count**-balance for emotion, count in counts.items()}
    mean = sum(raw.values()) / len(raw)
    return {emotion: value / mean for emotion, value in raw.items()}
