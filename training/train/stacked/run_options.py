"""What may differ between runs that are trained side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.train.stacked.clip_table import POOLS, ClipTable


@dataclass(frozen=True)
class RunOptions:
    """Numbers that each run of a stack has for itself.

    Args:
        encoder_rate: peak learning rate of the highest layer of the encoder.
        head_rate: peak learning rate of the linear heads.
        strength: factor of every probability of augmentation, at the first and at the last step.
        pool_shares: shares of spoken clips, songs and CREMA-D in each batch; pools that a split
            lacks leave theirs to the others.
        song_weight: factor of a song in the loss; a spoken clip of RAVDESS has 1.
        crema_weight: factor of a clip of CREMA-D in the loss.
        vote_share: share of a CREMA-D target that comes from listeners' votes, 0 to 1.
        mixup: probability that a clip is blended with another of its batch.
        drop_path: probability that a tuned layer's branch is left out of a clip.
    """

    encoder_rate: float = 5e-5
    head_rate: float = 3e-4
    strength: tuple[float, float] = (0.5, 1.0)
    pool_shares: tuple[float, float, float] = (0.27, 0.1, 0.63)
    song_weight: float = 0.5
    crema_weight: float = 0.5
    vote_share: float = 0.0
    mixup: float = 0.0
    drop_path: float = 0.0


@dataclass(frozen=True)
class SideBySide(RunOptions):
    """The section ``[side_by_side]`` of a recipe: how its runs are tuned side by side.

    Args:
        steps: number of steps.
        batch_size: clips of each run in a step.
        members: runs whose weights are averaged, for each fold and seed.
    """

    steps: int = 1150
    batch_size: int = 32
    members: int = 3


@dataclass(frozen=True)
class StackedRun:
    """One run: its split, its seed and its options."""

    split: str
    seed: int
    options: RunOptions


def clip_order(run: StackedRun, table: ClipTable, steps: int, batch_size: int) -> NDArray[np.int64]:
    """Draw the clips of every step; each pool is heard whole before a clip comes again.

    Args:
        run: the run.
        table: clips and splits.
        steps: number of steps.
        batch_size: clips in a step.

    Returns:
        [steps, batch_size], rows of the table.
    """
    train = table.splits[run.split]["train"]
    pools = [train[table.pool[train] == number] for number in range(len(POOLS))]
    shares = np.array(run.options.pool_shares) * [len(pool) > 0 for pool in pools]
    counts = _whole_counts(shares / shares.sum(), batch_size)
    parts = []
    for number, (pool, count) in enumerate(zip(pools, counts, strict=True)):
        rng = np.random.default_rng([run.seed, 7, number])
        needed = steps * count
        turns = -(-needed // max(1, len(pool)))
        order = [rng.permutation(pool) for _ in range(turns)] or [pool]
        parts.append(np.concatenate(order)[:needed].reshape(steps, count))
    return np.concatenate(parts, axis=1)


def _whole_counts(shares: NDArray[np.float64], total: int) -> list[int]:
    """Whole numbers as near to the shares as their sum allows."""
    exact = shares * total
    counts = np.floor(exact).astype(int)
    for place in np.argsort(counts - exact)[: total - counts.sum()]:
        counts[place] += 1
    return [int(count) for count in counts]


def as_vector(runs: Sequence[StackedRun], name: str) -> NDArray[np.float32]:
    """One option of every run, [runs] or [runs, numbers]."""
    return np.array([getattr(run.options, name) for run in runs], dtype=np.float32)
