"""Clips to augmented waveforms and log-mels, as the tuned encoder is trained on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.data import augment
from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.augmentation import (
    Augmentation,
    augment_mel_power,
    augment_spectrum,
    augment_waveform,
    mask_log_mel,
)
from training.data.codecs import through_codec
from training.data.manifest import Clip
from training.train.networks.whisper_encoder import WhisperLogMel


@dataclass(frozen=True)
class CropOptions(Augmentation):
    """Which part of a clip the tuned encoder hears, and how it is changed.

    Args:
        context_s: shortest and longest crop, seconds; all crops of a batch have one length. The
            application's window lies within.
        max_offset_s: how long before its clip a crop may begin, or after it end, seconds.
        opus_probability: probability of Opus coding, for a clip that is not stored as Opus.
        codec_probability: probability of any codec, for every clip.
    """

    context_s: tuple[float, float]
    max_offset_s: float
    opus_probability: float
    codec_probability: float


class CropMaker:
    """Draws augmented log-mels of clips.

    ``strength`` is the factor of every probability of augmentation (0 to 1). It may rise while a
    network is tuned.

    Args:
        options: how clips are cropped and changed.
        cache: audio of the clips.
    """

    def __init__(self, options: CropOptions, cache: AudioCache) -> None:
        self.options, self.cache = options, cache
        self.log_mel = WhisperLogMel()
        self.strength = 1.0

    @torch.no_grad()
    def log_mels(
        self, clips: Sequence[Clip], rng: np.random.Generator, torch_rng: torch.Generator
    ) -> Tensor:
        """Compute log-mels of one random stretch of each clip.

        Args:
            clips: clips of the batch.
            rng: source of the random numbers of crops, speeds and codecs.
            torch_rng: source of all other random numbers.

        Returns:
            [clips, 80, frames of 10 ms]
        """
        options = self.options
        length = round(float(rng.uniform(*options.context_s)) * SAMPLE_RATE_HZ)
        length -= length % 320  # whole frames of the encoder
        waveform = torch.from_numpy(np.stack([self._crop(clip, length, rng) for clip in clips]))
        return self._augmented(waveform, torch_rng)

    def _crop(self, clip: Clip, length: int, rng: np.random.Generator) -> np.ndarray:
        options = self.options
        samples = self.cache.audio(clip, int(rng.integers(len(self.cache.speeds))))
        max_offset = int(options.max_offset_s * SAMPLE_RATE_HZ)
        crop = augment.random_crop(samples, length, max_offset, rng)
        if not clip.path.endswith(".opus") and rng.random() < options.opus_probability:
            crop = through_codec(crop, rng, opus_only=True)
        if rng.random() < self.strength * options.codec_probability:
            crop = through_codec(crop, rng)
        return crop

    def _augmented(self, waveform: Tensor, rng: torch.Generator) -> Tensor:
        options, strength = self.options, self.strength
        waveform = augment_waveform(waveform, options, rng, strength)
        power = augment_spectrum(self.log_mel.power(waveform), options, rng, strength)
        power = augment_mel_power(self.log_mel.to_mel(power), options, rng, strength)
        return mask_log_mel(self.log_mel.compress(power), options, rng)
