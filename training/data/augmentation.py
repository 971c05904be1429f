"""How training clips are changed: one set of options, and the order of the changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from training.data import augment
from training.data.augment import Probability


@dataclass(frozen=True)
class Augmentation:
    """Changes that every network is trained under.

    Probabilities are per clip (0 to 1). A change with probability 0 draws no random numbers.

    Args:
        noise_probability: probability of coloured noise.
        noise_snr_db: lowest and highest ratio of speech to noise power, dB.
        hum_probability: probability of mains hum.
        hum_snr_db: lowest and highest ratio of speech to hum power, dB.
        babble_probability: probability of other clips of the batch in the background.
        babble_snr_db: lowest and highest ratio of speech to babble power, dB.
        room_probability: probability of a simulated room.
        room_rt60_s: shortest and longest reverberation time (RT60), seconds.
        warp_probability: probability of a stretched frequency axis.
        warp_most: largest relative stretch of the frequency axis; 0.1 is 10 % up or down.
        equaliser_probability: probability of a random smooth frequency response.
        equaliser_gain_db: largest gain and largest attenuation of that response, dB.
        band_limit_probability: probability of a narrow frequency band, as on a telephone.
        band_limit_most: largest number of mel bands lost at the bottom and at the top.
        band_limit_db: lowest and highest attenuation of the lost bands, dB.
        mask_count: number of masks over bands, and of masks over frames, in each clip.
        mask_max_bands: largest width of a mask over bands, mel bands.
        mask_max_frames: largest width of a mask over frames, frames of 10 ms.
    """

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
    band_limit_db: tuple[float, float]
    mask_count: int
    mask_max_bands: int
    mask_max_frames: int


def augment_waveform(
    waveform: Tensor,
    options: Augmentation,
    rng: torch.Generator,
    strength: Probability = 1.0,
    runs: int = 1,
) -> Tensor:
    """Add a room, noise, hum and babble.

    Args:
        waveform: clips [clips, samples].
        options: probabilities and levels.
        rng: source of the random numbers.
        strength: factor of every probability, one number or [clips].
        runs: the batch holds clips of so many training runs; see ``augment.add_babble``.

    Returns:
        Changed clips, in the shape of ``waveform``.
    """
    for change, probability, span in (
        (augment.add_room, options.room_probability, options.room_rt60_s),
        (augment.add_noise, options.noise_probability, options.noise_snr_db),
        (augment.add_hum, options.hum_probability, options.hum_snr_db),
        (partial(augment.add_babble, runs=runs), options.babble_probability, options.babble_snr_db),
    ):
        if probability:
            waveform = change(waveform, strength * probability, span, rng)
    return waveform


def augment_spectrum(
    power: Tensor, options: Augmentation, rng: torch.Generator, strength: Probability = 1.0
) -> Tensor:
    """Warp the frequency axis of power spectra [clips, bins, frames]."""
    if options.warp_probability:
        power = augment.warp_frequency(
            power, strength * options.warp_probability, options.warp_most, rng
        )
    return power


def augment_mel_power(
    power: Tensor, options: Augmentation, rng: torch.Generator, strength: Probability = 1.0
) -> Tensor:
    """Equalise and band-limit mel powers [clips, bands, frames]."""
    if options.equaliser_probability:
        power = augment.equalise(
            power, strength * options.equaliser_probability, options.equaliser_gain_db, rng
        )
    if options.band_limit_probability:
        power = augment.band_limit(
            power,
            strength * options.band_limit_probability,
            options.band_limit_most,
            options.band_limit_db,
            rng,
        )
    return power


def mask_log_mel(log_mel: Tensor, options: Augmentation, rng: torch.Generator) -> Tensor:
    """Mask stretches of bands and frames of log-mels [clips, bands, frames]."""
    return augment.spec_augment(
        log_mel, options.mask_count, options.mask_max_bands, options.mask_max_frames, rng
    )
