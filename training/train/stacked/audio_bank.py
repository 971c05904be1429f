"""All clips in the memory of one GPU, at several speeds and through lossy codecs."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
import soxr
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.codecs import through_codec

SAMPLE_RATE_HZ = 16_000
_CLIPS_AT_ONCE = 64

Samples = NDArray[np.int16]


@dataclass(frozen=True)
class AudioBank:
    """int16 audio of every clip in several variants: own speed, other speeds, then codecs.

    Args:
        samples: of all variants of all clips, one after the other.
        start: [clips, variants], where each begins.
        length: [clips, variants], samples.
        n_speeds: number of variants that differ by speed, the clip's own first.
    """

    samples: Tensor
    start: Tensor
    length: Tensor
    n_speeds: int

    @property
    def n_codecs(self) -> int:
        """Number of variants through a lossy codec."""
        return self.start.shape[1] - self.n_speeds

    def crops(
        self,
        clips: Tensor,
        variants: Tensor,
        length: int,
        max_offset: int,
        rng: torch.Generator,
    ) -> Tensor:
        """Cut a random crop of each clip, as :func:`training.data.augment.random_crop` does.

        Args:
            clips: [crops], rows of the clips.
            variants: [crops]
            length: of every crop, samples.
            max_offset: largest number of samples before the start or after the end of a clip.
            rng: source of the random numbers.

        Returns:
            [crops, length], -1..1.
        """
        spare = length - self.length[clips, variants]
        low = torch.where(spare <= 0, -max_offset, -spare)
        high = torch.where(spare <= 0, max_offset - spare, torch.zeros_like(spare))
        share = torch.rand(len(clips), generator=rng, device=rng.device)
        begin = low + (share * (high - low + 1)).long()
        return self._cut(clips, variants, begin, length)

    def edges(self, clips: Tensor, length: int) -> Tensor:
        """Cut the first and last window of each clip; a short clip is centred in silence.

        Args:
            clips: [clips], rows of the clips.
            length: of a window, samples.

        Returns:
            [clips, windows=2, length], -1..1.
        """
        plain = torch.zeros_like(clips)
        spare = length - self.length[clips, plain]
        first = torch.where(spare > 0, -(spare // 2), torch.zeros_like(spare))
        last = torch.where(spare > 0, first, -spare)
        return torch.stack([self._cut(clips, plain, at, length) for at in (first, last)], dim=1)

    def _cut(self, clips: Tensor, variants: Tensor, begin: Tensor, length: int) -> Tensor:
        position = begin[:, None] + torch.arange(length, device=begin.device)
        known = self.length[clips, variants][:, None]
        inside = (position >= 0) & (position < known)
        place = self.start[clips, variants][:, None] + position.clamp(min=0).minimum(known - 1)
        return self.samples[place].float() * inside / 32768


def load_bank(
    packs: Sequence[Path],
    names: Sequence[str],
    speeds: Sequence[float],
    n_codecs: int,
    device: torch.device,
) -> AudioBank:
    """Decode packed clips by all processors and move them to a device.

    Args:
        packs: files that :mod:`training.train.stacked.pack` wrote.
        names: paths of the clips, in the order of the bank.
        speeds: playback speeds; speed changes pitch and tempo together.
        n_codecs: number of variants through a random lossy codec.
        device: where the samples lie.
    """
    files = read_packs(packs)
    ordered = [speed for speed in speeds if speed == 1.0] + [s for s in speeds if s != 1.0]
    numbers = range(0, len(names), _CLIPS_AT_ONCE)
    chunks = [[files[name] for name in names[first:][:_CLIPS_AT_ONCE]] for first in numbers]
    shared = "/dev/shm" if Path("/dev/shm").is_dir() else None  # memory, not a disk
    with (
        tempfile.TemporaryDirectory(dir=shared) as folder,
        ProcessPoolExecutor(os.cpu_count()) as pool,
    ):
        decode = partial(_decode_chunk, speeds=ordered, n_codecs=n_codecs, folder=folder)
        lengths = np.concatenate(list(pool.map(decode, chunks, numbers)))
        parts = [np.load(Path(folder) / f"{number}.npy") for number in numbers]
    ends = np.cumsum(lengths.reshape(-1))
    start = np.concatenate([[0], ends[:-1]]).reshape(lengths.shape)
    return AudioBank(
        torch.from_numpy(np.concatenate(parts)).to(device),
        torch.from_numpy(start).to(device),
        torch.from_numpy(lengths).to(device),
        len(ordered),
    )


def read_packs(packs: Sequence[Path]) -> dict[str, bytes]:
    """Read the compressed clips of packs, by path."""
    files: dict[str, bytes] = {}
    for pack in packs:
        with np.load(pack) as content:
            data, ends = content["data"].tobytes(), content["ends"].tolist()
            paths = content["paths"].tolist()
        for path, first, last in zip(paths, [0, *ends[:-1]], ends, strict=True):
            files[path] = data[first:last]
    return files


def _decode_chunk(
    files: Sequence[bytes], number: int, speeds: Sequence[float], n_codecs: int, folder: str
) -> NDArray[np.int64]:
    """Write all variants of some clips into one file; return their lengths [clips, variants]."""
    variants: list[Samples] = []
    for row, data in enumerate(files):
        samples, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)
        plain = soxr.resample(mono, rate, SAMPLE_RATE_HZ)
        rng = np.random.default_rng([number, row])
        variants += [_in_16_bits(soxr.resample(mono, rate * s, SAMPLE_RATE_HZ)) for s in speeds]
        variants += [_in_16_bits(through_codec(plain, rng)) for _ in range(n_codecs)]
    np.save(Path(folder) / f"{number}.npy", np.concatenate(variants))
    return np.array([len(one) for one in variants]).reshape(len(files), -1)


def _in_16_bits(samples: NDArray[np.float32]) -> Samples:
    coded: Samples = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    return coded
