"""Statistics and hidden states of the untuned encoder that the rungs share, kept on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from training.data.crops import CropMaker
from training.data.manifest import Clip
from training.train.frozen_features import edge_windows
from training.train.run_record import has_bfloat16
from training.train.tuning_material import Material
from training.train.tuning_recipe import TuningRecipe

ATTENDED_LAYER = 4
_BATCH = 16


def augmented_statistics(
    material: Material, recipe: TuningRecipe, folder: Path
) -> NDArray[np.float16]:
    """Pool every hidden layer over time for an augmented copy of each clip.

    A batch holds clips of one speaker, so that nobody's voice babbles behind another's: a voice of
    the test side must not be heard in training.

    Args:
        material: clips, audio and the encoder.
        recipe: how clips are augmented.
        folder: the table is kept there.

    Returns:
        [clips, layers + 1, statistics=2, d_model], in the order of the material's clips.
    """
    crops = CropMaker(recipe.crops, material.cache)
    rng, torch_rng = np.random.default_rng(0), torch.Generator().manual_seed(0)

    def pooled(clips: Sequence[Clip]) -> Tensor:
        states = _hidden_states(material, crops.log_mels(clips, rng, torch_rng))
        both = [torch.stack([s.mean(dim=1), s.std(dim=1, correction=0)], dim=1) for s in states]
        return torch.stack(both, dim=1)

    width = material.encoder.shape.d_model
    shape = (len(material.encoder.layers) + 1, 2, width)
    return _kept(folder, f"augmented {recipe.crops}", material.clips, shape, pooled)


def attended_states(material: Material, recipe: TuningRecipe, folder: Path) -> NDArray[np.float16]:
    """Compute the hidden states of one layer over the first window of each clip.

    Args:
        material: clips, audio and the encoder.
        recipe: gives the length of the window.
        folder: the table is kept there.

    Returns:
        [clips, frames of 20 ms, d_model], in the order of the material's clips.
    """

    def states(clips: Sequence[Clip]) -> Tensor:
        windows = [edge_windows(clip, material.cache, recipe.window_s)[0] for clip in clips]
        log_mel = log_mel_of(torch.from_numpy(np.stack(windows)))
        return _hidden_states(material, log_mel)[ATTENDED_LAYER]

    log_mel_of = CropMaker(recipe.crops, material.cache).log_mel
    shape = (round(recipe.window_s * 50), material.encoder.shape.d_model)
    return _kept(folder, f"states {ATTENDED_LAYER}", material.clips, shape, states)


@torch.no_grad()
def _hidden_states(material: Material, log_mel: Tensor) -> list[Tensor]:
    with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        return [state.float() for state in material.encoder(log_mel)]


def _kept(
    folder: Path,
    purpose: str,
    clips: Sequence[Clip],
    shape: tuple[int, ...],
    compute: Callable[[Sequence[Clip]], Tensor],
) -> NDArray[np.float16]:
    """Map a table of the folder; compute it first, batch by batch, if it is not there."""
    key = json.dumps([purpose, shape, [clip.sha256 for clip in clips]])
    path = folder / f"ladder-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npy"
    if not path.exists():
        part = path.with_suffix(".part.npy")
        table = np.lib.format.open_memmap(part, "w+", np.float16, (len(clips), *shape))
        for rows in tqdm(list(_batches_by_speaker(clips)), purpose[:9], unit="batch"):
            table[rows] = compute([clips[row] for row in rows]).half().numpy()
        table.flush()
        part.replace(path)
    kept: NDArray[np.float16] = np.load(path, mmap_mode="r")
    return kept


def _batches_by_speaker(clips: Sequence[Clip]) -> Iterator[list[int]]:
    """Yield rows of clips of one speaker and corpus, at most a batch at a time."""

    def speaker(row: int) -> tuple[str, str]:
        return clips[row].corpus, clips[row].speaker

    for _, group in groupby(sorted(range(len(clips)), key=speaker), speaker):
        rows = list(group)
        yield from (rows[first : first + _BATCH] for first in range(0, len(rows), _BATCH))
