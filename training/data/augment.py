"""Augmentation of training batches: crops, noise, rooms, equalisers, masks, mixup.

Each function takes the batch and a generator, so that an epoch can be repeated exactly.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.audio_cache import SAMPLE_RATE_HZ


def random_crop(
    samples: NDArray[np.int16], length: int, max_offset: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Cut a crop at a random position. What lies beyond the clip is silence.

    Args:
        samples: one clip.
        length: length of the crop, samples.
        max_offset: largest number of samples before the start or after the end of the clip.
        rng: source of the random numbers.

    Returns:
        Crop [length] in -1..1.
    """
    spare = length - len(samples)
    low, high = (-max_offset, max_offset - spare) if spare <= 0 else (-spare, 0)
    start = int(rng.integers(low, high + 1))
    crop = np.zeros(length, dtype=np.float32)
    source = samples[max(0, start) : max(0, start + length)]
    position = max(0, -start)
    crop[position : position + len(source)] = source / np.float32(32768)
    return crop


def add_noise(
    waveform: Tensor, probability: float, snr_db: tuple[float, float], rng: torch.Generator
) -> Tensor:
    """Add coloured noise, whose power falls as f^-1.5 to f^0.

    Args:
        waveform: clips [clips, samples].
        probability: probability of a change, for each clip.
        snr_db: lowest and highest ratio of the clip's power to that of the noise, dB.
        rng: source of the random numbers.

    Returns:
        Waveforms in the same shape.
    """
    batch, length = waveform.shape
    chosen = torch.rand(batch, 1, generator=rng) < probability
    spectrum = torch.fft.rfft(torch.randn(batch, length, generator=rng))
    slope = torch.rand(batch, 1, generator=rng) * 0.75
    frequency = torch.arange(1, spectrum.shape[1] + 1, dtype=torch.float32)[None]
    noise = torch.fft.irfft(spectrum * frequency**-slope, n=length)
    return _at_random_snr(waveform, noise, chosen, snr_db, rng)


def add_hum(
    waveform: Tensor, probability: float, snr_db: tuple[float, float], rng: torch.Generator
) -> Tensor:
    """Add mains hum: 50 or 60 Hz and nine harmonics, falling by 1/k to 1/k^2.

    Args:
        waveform: clips [clips, samples].
        probability: probability of a change, for each clip.
        snr_db: lowest and highest ratio of the clip's power to that of the hum, dB.
        rng: source of the random numbers.

    Returns:
        Waveforms in the same shape.
    """
    batch, length = waveform.shape
    chosen = torch.rand(batch, generator=rng) < probability
    n_chosen = int(chosen.sum())
    hum = torch.zeros_like(waveform)
    mains_hz = 50.0 + 10.0 * torch.randint(0, 2, (n_chosen, 1), generator=rng)
    fall = 1 + torch.rand(n_chosen, 1, generator=rng)
    radians = 2 * torch.pi * mains_hz * torch.arange(length)[None] / SAMPLE_RATE_HZ
    for k in range(1, 11):
        phase = 2 * torch.pi * torch.rand(n_chosen, 1, generator=rng)
        hum[chosen] += torch.sin(k * radians + phase) / k**fall
    return _at_random_snr(waveform, hum, chosen[:, None], snr_db, rng)


def add_babble(
    waveform: Tensor, probability: float, snr_db: tuple[float, float], rng: torch.Generator
) -> Tensor:
    """Add two to six other clips of the batch, shifted in time, as people in the background.

    Args:
        waveform: clips [clips, samples].
        probability: probability of a change, for each clip.
        snr_db: lowest and highest ratio of the clip's power to that of the babble, dB.
        rng: source of the random numbers.

    Returns:
        Waveforms in the same shape.
    """
    batch, length = waveform.shape
    chosen = torch.rand(batch, 1, generator=rng) < probability
    level = waveform.square().mean(dim=1, keepdim=True).sqrt() + 1e-6
    even = waveform / level
    babble = torch.zeros_like(waveform)
    for i in range(6):
        voices = torch.randperm(batch, generator=rng)
        audible = torch.ones(batch, 1) if i < 2 else torch.rand(batch, 1, generator=rng).round()
        shift = int(torch.randint(0, length, (1,), generator=rng))
        babble += audible * even[voices].roll(shift, dims=1)
    return _at_random_snr(waveform, babble, chosen, snr_db, rng)


def _at_random_snr(
    waveform: Tensor,
    noise: Tensor,
    chosen: Tensor,
    snr_db: tuple[float, float],
    rng: torch.Generator,
) -> Tensor:
    """Noise added to the chosen clips at a random ratio of mean powers within ``snr_db``."""
    ratio_db = snr_db[0] + (snr_db[1] - snr_db[0]) * torch.rand(len(waveform), 1, generator=rng)
    signal_power = waveform.square().mean(dim=1, keepdim=True)
    noise_power = noise.square().mean(dim=1, keepdim=True) + 1e-12
    scale = torch.sqrt(signal_power / (noise_power * 10 ** (ratio_db / 10)))
    noisy: Tensor = waveform + chosen * scale * noise
    return noisy


def add_room(
    waveform: Tensor, probability: float, rt60_s: tuple[float, float], rng: torch.Generator
) -> Tensor:
    """Add a room: a direct sound and exponentially decaying noise as its response.

    Args:
        waveform: clips [clips, samples].
        probability: probability of a change, for each clip.
        rt60_s: shortest and longest reverberation time (RT60), seconds.
        rng: source of the random numbers.

    Returns:
        Waveforms in the same shape.
    """
    batch, length = waveform.shape
    chosen = torch.nonzero(torch.rand(batch, generator=rng) < probability)[:, 0]
    if len(chosen) == 0:
        return waveform
    n_tail = int(rt60_s[1] * SAMPLE_RATE_HZ)
    seconds = torch.arange(n_tail) / SAMPLE_RATE_HZ
    rt60 = rt60_s[0] + (rt60_s[1] - rt60_s[0]) * torch.rand(len(chosen), 1, generator=rng)
    tail = torch.randn(len(chosen), n_tail, generator=rng) * torch.exp(-6.9 * seconds / rt60)
    tail /= tail.square().sum(dim=1, keepdim=True).sqrt()
    direct_to_reverberant_db = torch.rand(len(chosen), 1, generator=rng) * 15.0
    response = tail * 10 ** (-direct_to_reverberant_db / 20)
    response[:, 0] += 1.0
    n_fft = length + n_tail
    wet = torch.fft.irfft(
        torch.fft.rfft(waveform[chosen], n_fft) * torch.fft.rfft(response, n_fft), n_fft
    )[:, :length]
    waveform = waveform.clone()
    waveform[chosen] = wet
    return waveform


def warp_frequency(
    power: Tensor, probability: float, max_stretch: float, rng: torch.Generator
) -> Tensor:
    """Stretch the frequency axis, as a longer or shorter vocal tract does (Jaitly & Hinton 2013).

    Args:
        power: power spectra [clips, bins, frames].
        probability: probability of a change, for each clip.
        max_stretch: largest relative stretch, up or down.
        rng: source of the random numbers.

    Returns:
        Power spectra in the same shape; the tempo stays.
    """
    batch, n_bins, _ = power.shape
    chosen = torch.rand(batch, 1, generator=rng) < probability
    factor = 1 + chosen * (torch.rand(batch, 1, generator=rng) * 2 - 1) * max_stretch
    position = (torch.arange(n_bins)[None] * factor).clamp(max=n_bins - 1.001)
    low = position.long()
    share = (position - low)[:, :, None]
    index = low[:, :, None].expand_as(power)
    return (1 - share) * power.gather(1, index) + share * power.gather(1, index + 1)


def equalise(mel_power: Tensor, probability: float, gain_db: float, rng: torch.Generator) -> Tensor:
    """Apply a random smooth frequency response of nine points, as of other microphones and rooms.

    Args:
        mel_power: mel powers [clips, bands, frames].
        probability: probability of a change, for each clip.
        gain_db: largest gain and attenuation, dB.
        rng: source of the random numbers.

    Returns:
        Mel powers in the same shape.
    """
    batch, n_mels, _ = mel_power.shape
    chosen = torch.rand(batch, 1, generator=rng) < probability
    points_db = (torch.rand(batch, 1, 9, generator=rng) * 2 - 1) * gain_db
    curve_db = torch.nn.functional.interpolate(
        points_db, size=n_mels, mode="linear", align_corners=True
    )[:, 0]
    return mel_power * (10 ** (chosen * curve_db / 10))[:, :, None]


def band_limit(
    mel_power: Tensor, probability: float, max_bands: tuple[int, int], rng: torch.Generator
) -> Tensor:
    """Attenuate the lowest and the highest bands by 40 dB, as a telephone does.

    Args:
        mel_power: mel powers [clips, bands, frames].
        probability: probability of a change, for each clip.
        max_bands: largest number of bands lost at the bottom and at the top.
        rng: source of the random numbers.

    Returns:
        Mel powers in the same shape.
    """
    batch, n_mels, _ = mel_power.shape
    chosen = torch.rand(batch, 1, generator=rng) < probability
    low = torch.randint(0, max_bands[0] + 1, (batch, 1), generator=rng)
    high = n_mels - torch.randint(0, max_bands[1] + 1, (batch, 1), generator=rng)
    band = torch.arange(n_mels)[None]
    outside = chosen & ((band < low) | (band >= high))
    return mel_power * torch.where(outside, 1e-4, 1.0)[:, :, None]


def spec_augment(
    log_mel: Tensor, n_masks: int, max_bands: int, max_frames: int, rng: torch.Generator
) -> Tensor:
    """Mask stretches of bands and of frames with the clip's mean (Park et al. 2019).

    Args:
        log_mel: [clips, bands, frames].
        n_masks: number of masks over bands, and of masks over frames, in each clip.
        max_bands: largest width of a mask over bands.
        max_frames: largest width of a mask over frames.
        rng: source of the random numbers.

    Returns:
        Log-mels in the same shape.
    """
    batch, n_mels, n_frames = log_mel.shape
    fill = log_mel.mean(dim=(1, 2), keepdim=True)
    masked = torch.zeros_like(log_mel, dtype=torch.bool)
    for _ in range(n_masks):
        for size, max_width, axis in ((n_mels, max_bands, 1), (n_frames, max_frames, 2)):
            width = torch.randint(0, max_width + 1, (batch, 1), generator=rng)
            start = (torch.rand(batch, 1, generator=rng) * (size - width)).long()
            position = torch.arange(size)[None]
            hit = (position >= start) & (position < start + width)
            masked |= hit[:, :, None] if axis == 1 else hit[:, None, :]
    return torch.where(masked, fill, log_mel)


def mixup(
    log_mel: Tensor, targets: Tensor, alpha: float, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Blend each clip with another, and their targets (Zhang et al. 2018, arXiv 1710.09412).

    Args:
        log_mel: [clips, bands, frames].
        targets: [clips, targets].
        alpha: both parameters of the beta distribution of the shares.
        rng: source of the random numbers.

    Returns:
        Blended log-mels and targets. The clip's own share is at least one half.
    """
    batch = len(log_mel)
    order = torch.randperm(batch, generator=rng)
    seed = int(torch.randint(0, 2**31, (1,), generator=rng))
    shares = np.random.default_rng(seed).beta(alpha, alpha, size=batch)
    share = torch.from_numpy(np.maximum(shares, 1 - shares)).float()
    mixed = share[:, None, None] * log_mel + (1 - share)[:, None, None] * log_mel[order]
    return mixed, share[:, None] * targets + (1 - share)[:, None] * targets[order]
