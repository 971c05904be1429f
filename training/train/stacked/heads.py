"""Linear heads on the untuned encoder, with which the runs of each split begin."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ser_desktop.emotion.labels import EMOTIONS
from training.train.linear_head import fit_binary_head, fit_linear_head
from training.train.networks.whisper_encoder import WhisperEncoder, WhisperLogMel
from training.train.stacked.audio_bank import SAMPLE_RATE_HZ, AudioBank
from training.train.stacked.clip_table import POOLS, ClipTable
from training.train.stacked.networks import StackedHeads, pooled_statistics
from training.train.tuning_recipe import TuningRecipe

_MIN_DEVIATION = 1e-3
_CLIPS_AT_ONCE = 128


@torch.no_grad()
def untuned_features(
    encoder: WhisperEncoder, bank: AudioBank, layers: Sequence[int], window_s: float
) -> Tensor:
    """Pooled features [clips, windows=2, features] of the first and last window of each clip."""
    device = bank.samples.device
    log_mel = WhisperLogMel().to(device)
    parts = []
    for rows in torch.arange(len(bank.start), device=device).split(_CLIPS_AT_ONCE):
        windows = bank.edges(rows, round(window_s * SAMPLE_RATE_HZ)).flatten(0, 1)
        mel = log_mel(windows)
        with torch.autocast(device.type, torch.bfloat16):
            states = encoder(mel)
        pooled = [pooled_statistics(states[layer][None])[0] for layer in layers]
        parts.append(torch.cat(pooled, dim=1).unflatten(0, (-1, 2)))
    return torch.cat(parts)


def fit_heads(features: Tensor, table: ClipTable, split: str, recipe: TuningRecipe) -> StackedHeads:
    """Fit the heads of one split, as :func:`training.train.probe.begin_with_probe` does.

    Args:
        features: of :func:`untuned_features`.
        table: clips and splits.
        split: name of the split whose training side is used.
        recipe: penalty, weights and label smoothing.

    Returns:
        Heads of one run.
    """
    rows = torch.from_numpy(table.splits[split]["train"]).to(features.device)
    used = features[rows].flatten(0, 1)
    mean = used.mean(dim=0)
    deviation = used.std(dim=0).clamp(min=_MIN_DEVIATION)
    used = (used - mean) / deviation
    emotion = torch.from_numpy(table.emotion).to(features.device)[rows]
    smoothing = recipe.targets.label_smoothing
    targets = torch.nn.functional.one_hot(emotion, len(EMOTIONS)).float()
    targets = (1 - smoothing) * targets + smoothing / len(EMOTIONS)
    factors = torch.tensor(
        [1.0, recipe.targets.song_weight, recipe.probe.crema_weight], device=features.device
    )
    if len(factors) != len(POOLS):
        raise AssertionError("Every pool needs a weight.")
    weights = factors[torch.from_numpy(table.pool).to(features.device)[rows]]
    strong = torch.from_numpy(table.strong).to(features.device)[rows]
    twice = torch.arange(len(rows), device=features.device).repeat_interleave(2)
    head = fit_linear_head(used, targets[twice], weights[twice], recipe.probe.penalty)
    intensity = fit_binary_head(
        used, (strong[twice] == 1).float(), (strong[twice] >= 0).float(), recipe.probe.penalty
    )
    return StackedHeads(
        mean[None],
        deviation[None],
        torch.cat([head.weight, intensity.weight])[None],
        torch.cat([head.bias, intensity.bias])[None],
    )


def joined_heads(heads: Sequence[StackedHeads]) -> StackedHeads:
    """Heads of several runs in one."""
    return StackedHeads(
        torch.cat([one.mean for one in heads]),
        torch.cat([one.deviation for one in heads]),
        torch.cat([one.weight for one in heads]),
        torch.cat([one.bias for one in heads]),
    )
