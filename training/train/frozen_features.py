"""Pooled hidden states of the untuned encoder, computed once and shared by every fold and seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.manifest import Clip
from training.train.networks.whisper_encoder import WhisperEncoder, WhisperLogMel
from training.train.run_record import has_bfloat16

_BATCH = 16


def edge_windows(
    clip: Clip, cache: AudioCache, window_s: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Cut the first and last window of a clip, [samples]; a short clip is centred in silence."""
    length = round(window_s * SAMPLE_RATE_HZ)
    samples: NDArray[np.float32] = cache.audio(clip).astype(np.float32) / np.float32(32768)
    spare = length - len(samples)
    if spare > 0:
        samples = np.pad(samples, (spare // 2, spare - spare // 2))
    return samples[:length], samples[-length:]


@torch.no_grad()
def clean_statistics(
    clips: Sequence[Clip], encoder: WhisperEncoder, cache: AudioCache, window_s: float, folder: Path
) -> NDArray[np.float16]:
    """Compute mean and deviation over time of every hidden layer, for both windows of each clip.

    Returns:
        [clips, windows=2, layers + 1, statistics=2, d_model], mapped from ``folder``.
    """
    digest = hashlib.sha256()
    for name, value in encoder.state_dict().items():
        digest.update(name.encode() + value.numpy().tobytes())
    key = json.dumps([window_s, digest.hexdigest(), [clip.sha256 for clip in clips]])
    path = folder / f"statistics-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npy")
        shape = (len(clips), 2, len(encoder.layers) + 1, 2, encoder.shape.d_model)
        table = np.lib.format.open_memmap(part, "w+", np.float16, shape)
        log_mel = WhisperLogMel()
        for first in tqdm(range(0, len(clips), _BATCH), "untuned encoder", unit="batch"):
            batch = clips[first : first + _BATCH]
            windows = [window for clip in batch for window in edge_windows(clip, cache, window_s)]
            mels = log_mel(torch.from_numpy(np.stack(windows)))
            with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
                states = encoder(mels)
            pooled = [
                torch.stack([s.float().mean(dim=1), s.float().std(dim=1, correction=0)], dim=1)
                for s in states
            ]
            rows = torch.stack(pooled, dim=1).reshape(len(batch), *shape[1:])
            table[first : first + len(batch)] = rows.half().numpy()
        table.flush()
        part.replace(path)
    statistics: NDArray[np.float16] = np.load(path, mmap_mode="r")
    return statistics
