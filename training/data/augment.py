"""Augmentation of training batches: crops, noise, rooms, equalisers, masks, mixup.

Each function takes the batch and a generator of the batch's device, so that an epoch can be
repeated exactly. A probability is one number, or a tensor [clips] with one for each clip.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SAMPLE_RATE_HZ = 16_000


Probability = float | Tensor
"""One for all clips, or [clips]."""


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
    waveform: Tensor, probability: Probability, snr_db: tuple[float, float], rng: torch.Generator
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
    chosen = _chosen(batch, probability, rng)[:, None]
    spectrum = torch.fft.rfft(_normal(batch, length, rng=rng))
    slope = _uniform(batch, 1, rng=rng) * 0.75
    frequency = torch.arange(1.0, spectrum.shape[1] + 1, device=rng.device)[None]
    noise = torch.fft.irfft(spectrum * frequency**-slope, n=length)
    return _at_random_snr(waveform, noise, chosen, snr_db, rng)


def add_hum(
    waveform: Tensor, probability: Probability, snr_db: tuple[float, float], rng: torch.Generator
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
    chosen = _chosen(batch, probability, rng)
    n_chosen = int(chosen.sum())
    hum = torch.zeros_like(waveform)
    mains_hz = 50.0 + 10.0 * _whole(2, (n_chosen, 1), rng)
    fall = 1 + _uniform(n_chosen, 1, rng=rng)
    radians = (
        2 * torch.pi * mains_hz * torch.arange(length, device=rng.device)[None] / SAMPLE_RATE_HZ
    )
    for k in range(1, 11):
        phase = 2 * torch.pi * _uniform(n_chosen, 1, rng=rng)
        hum[chosen] += torch.sin(k * radians + phase) / k**fall
    return _at_random_snr(waveform, hum, chosen[:, None], snr_db, rng)


def add_babble(
    waveform: Tensor,
    probability: Probability,
    snr_db: tuple[float, float],
    rng: torch.Generator,
    runs: int = 1,
) -> Tensor:
    """Add two to six other clips of the batch, shifted in time, as people in the background.

    Args:
        waveform: clips [clips, samples].
        probability: probability of a change, for each clip.
        snr_db: lowest and highest ratio of the clip's power to that of the babble, dB.
        rng: source of the random numbers.
        runs: the batch holds clips of so many training runs one after the other, and each run has
            to hear its own clips alone: another run's may be its test clips.

    Returns:
        Waveforms in the same shape.
    """
    batch, length = waveform.shape
    chosen = _chosen(batch, probability, rng)[:, None]
    level = waveform.square().mean(dim=1, keepdim=True).sqrt() + 1e-6
    even = waveform / level
    babble = torch.zeros_like(waveform)
    for i in range(6):
        voices = order_within(runs, batch // runs, rng)
        audible = torch.ones_like(level) if i < 2 else _uniform(batch, 1, rng=rng).round()
        shift = int(_whole(length, (1,), rng))
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
    ratio_db = snr_db[0] + (snr_db[1] - snr_db[0]) * _uniform(len(waveform), 1, rng=rng)
    signal_power = waveform.square().mean(dim=1, keepdim=True)
    noise_power = noise.square().mean(dim=1, keepdim=True) + 1e-12
    scale = torch.sqrt(signal_power / (noise_power * 10 ** (ratio_db / 10)))
    noisy: Tensor = waveform + chosen * scale * noise
    return noisy


def add_room(
    waveform: Tensor, probability: Probability, rt60_s: tuple[float, float], rng: torch.Generator
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
    chosen = torch.nonzero(_chosen(batch, probability, rng))[:, 0]
    if len(chosen) == 0:
        return waveform
    n_tail = int(rt60_s[1] * SAMPLE_RATE_HZ)
    seconds = torch.arange(n_tail, device=rng.device) / SAMPLE_RATE_HZ
    rt60 = rt60_s[0] + (rt60_s[1] - rt60_s[0]) * _uniform(len(chosen), 1, rng=rng)
    tail = _normal(len(chosen), n_tail, rng=rng) * torch.exp(-6.9 * seconds / rt60)
    tail /= tail.square().sum(dim=1, keepdim=True).sqrt()
    direct_to_reverberant_db = _uniform(len(chosen), 1, rng=rng) * 15.0
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
    power: Tensor, probability: Probability, max_stretch: float, rng: torch.Generator
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
    chosen = _chosen(batch, probability, rng)[:, None]
    factor = 1 + chosen * (_uniform(batch, 1, rng=rng) * 2 - 1) * max_stretch
    position = (torch.arange(n_bins, device=rng.device)[None] * factor).clamp(max=n_bins - 1.001)
    low = position.long()
    share = (position - low)[:, :, None]
    index = low[:, :, None].expand_as(power)
    return (1 - share) * power.gather(1, index) + share * power.gather(1, index + 1)


def equalise(
    mel_power: Tensor, probability: Probability, gain_db: float, rng: torch.Generator
) -> Tensor:
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
    chosen = _chosen(batch, probability, rng)[:, None]
    points_db = (_uniform(batch, 1, 9, rng=rng) * 2 - 1) * gain_db
    curve_db = torch.nn.functional.interpolate(
        points_db, size=n_mels, mode="linear", align_corners=True
    )[:, 0]
    return mel_power * (10 ** (chosen * curve_db / 10))[:, :, None]


def band_limit(
    mel_power: Tensor,
    probability: Probability,
    max_bands: tuple[int, int],
    attenuation_db: tuple[float, float],
    rng: torch.Generator,
) -> Tensor:
    """Attenuate the lowest and the highest bands, as a telephone does.

    Args:
        mel_power: mel powers [clips, bands, frames].
        probability: probability of a change, for each clip.
        max_bands: largest number of bands lost at the bottom and at the top.
        attenuation_db: lowest and highest attenuation of these bands, dB.
        rng: source of the random numbers.

    Returns:
        Mel powers in the same shape.
    """
    batch, n_mels, _ = mel_power.shape
    chosen = _chosen(batch, probability, rng)[:, None]
    low = _whole(max_bands[0] + 1, (batch, 1), rng)
    high = n_mels - _whole(max_bands[1] + 1, (batch, 1), rng)
    band = torch.arange(n_mels, device=rng.device)[None]
    outside = chosen & ((band < low) | (band >= high))
    low_db, high_db = attenuation_db
    loss_db = torch.full((batch, 1), low_db, device=rng.device)
    if high_db > low_db:
        loss_db = loss_db + (high_db - low_db) * _uniform(batch, 1, rng=rng)
    return mel_power * torch.where(outside, 10 ** (-loss_db / 10), 1.0)[:, :, None]


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
            width = _whole(max_width + 1, (batch, 1), rng)
            start = (_uniform(batch, 1, rng=rng) * (size - width)).long()
            position = torch.arange(size, device=rng.device)[None]
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
    order = torch.randperm(batch, generator=rng, device=rng.device)
    seed = int(_whole(2**31, (1,), rng))
    shares = np.random.default_rng(seed).beta(alpha, alpha, size=batch)
    share = torch.from_numpy(np.maximum(shares, 1 - shares)).float()
    mixed = share[:, None, None] * log_mel + (1 - share)[:, None, None] * log_mel[order]
    return mixed, share[:, None] * targets + (1 - share)[:, None] * targets[order]


def _uniform(*shape: int, rng: torch.Generator) -> Tensor:
    return torch.rand(*shape, generator=rng, device=rng.device)


def _normal(*shape: int, rng: torch.Generator) -> Tensor:
    return torch.randn(*shape, generator=rng, device=rng.device)


def _whole(end: int, shape: tuple[int, ...], rng: torch.Generator) -> Tensor:
    """Draw whole numbers from 0 to ``end`` - 1."""
    return torch.randint(0, end, shape, generator=rng, device=rng.device)


def _chosen(batch: int, probability: Probability, rng: torch.Generator) -> Tensor:
    """Draw which clips are changed, [batch]."""
    return _uniform(batch, rng=rng) < probability


def order_within(runs: int, clips: int, rng: torch.Generator) -> Tensor:
    """Draw an order in which the clips of each run stay among themselves, [runs * clips]."""
    if runs == 1:
        return torch.randperm(clips, generator=rng, device=rng.device)
    order = _uniform(runs, clips, rng=rng).argsort(dim=1)
    return (order + clips * torch.arange(runs, device=rng.device)[:, None]).flatten()
