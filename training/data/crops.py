"""Clips to augmented waveforms and log-mels, as the tuned encoder is trained on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.data import augment
from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.codecs import through_codec
from training.data.manifest import Clip
from training.train.networks.whisper_encoder import WhisperLogMel


@dataclass(frozen=True)
class CropOptions:
    """How a clip is changed before it is heard; probabilities are a clip's, levels are in dB.

    Args:
        context_s: shortest and longest stretch that a batch hears; the application's window lies
            within.
        max_offset_s: a crop may begin this long before the clip or end after it.
        opus_probability: of Opus for a clip that is not stored as Opus.
        codec_probability: of any codec, for every clip.
        noise_probability: of coloured noise at ``noise_snr_db``; hum, babble and room likewise.
        warp_probability: of a stretched frequency axis, by at most ``warp_most``.
        equaliser_probability: of a smooth random curve of ``equaliser_gain_db`` at most.
        band_limit_probability: of up to ``band_limit_most`` lost mel bands below and above.
        mask_count: stretches of bands and of frames that are blanked.
    """

    context_s: tuple[float, float]
    max_offset_s: float
    opus_probability: float
    codec_probability: float
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


class CropMaker:
    """Draws augmented log-mels of clips.

    Args:
        strength: 0..1, factor of every probability; it rises while a network is tuned.
    """

    def __init__(self, options: CropOptions, cache: AudioCache) -> None:
        self.options, self.cache = options, cache
        self.log_mel = WhisperLogMel()
        self.strength = 1.0

    @torch.no_grad()
    def log_mels(
        self, clips: Sequence[Clip], rng: np.random.Generator, torch_rng: torch.Generator
    ) -> Tensor:
        """Log-mels [clips, 80, frames] of one random stretch of each clip."""
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
        waveform = augment.add_room(
            waveform, strength * options.room_probability, options.room_rt60_s, rng
        )
        waveform = augment.add_noise(
            waveform, strength * options.noise_probability, options.noise_snr_db, rng
        )
        waveform = augment.add_hum(
            waveform, strength * options.hum_probability, options.hum_snr_db, rng
        )
        waveform = augment.add_babble(
            waveform, strength * options.babble_probability, options.babble_snr_db, rng
        )
        power = self.log_mel.power(waveform)
        power = augment.warp_frequency(
            power, strength * options.warp_probability, options.warp_most, rng
        )
        power = self.log_mel.to_mel(power)
        power = augment.equalise(
            power, strength * options.equaliser_probability, options.equaliser_gain_db, rng
        )
        power = augment.band_limit(
            power, strength * options.band_limit_probability, options.band_limit_most, rng
        )
        return augment.spec_augment(
            self.log_mel.compress(power),
            options.mask_count,
            options.mask_max_bands,
            options.mask_max_frames,
            rng,
        )
