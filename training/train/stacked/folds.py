"""Tune all folds of a recipe side by side: ``python -m training.train.stacked.folds``.

Takes the folder that ``pack`` wrote and the section ``[side_by_side]`` of ``ser-base.toml``, and
writes files for ``unpack``. It takes minutes on a GPU with 80 GB.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.data.crema_folds import MIXED, N_FOLDS
from training.train.networks.whisper_encoder import WhisperLogMel
from training.train.stacked.audio_bank import SAMPLE_RATE_HZ
from training.train.stacked.laboratory import Laboratory, Task
from training.train.stacked.networks import StackedClassifier, StackedHeads
from training.train.stacked.run_options import RunOptions, StackedRun
from training.train.stacked.weights import save_changes
from training.train.tuning_recipe import TuningRecipe


def train_folds(
    lab: Laboratory,
    recipe: TuningRecipe,
    options: RunOptions,
    heads: dict[str, StackedHeads],
    steps: int,
    splits: Sequence[str],
    teachers: dict[tuple[str, int], Tensor] | None = None,
) -> dict[tuple[str, int], Tensor]:
    """Make all runs of a recipe, seed by seed, and write the mean of the members of each fold.

    Returns:
        Probabilities [clips, emotions] of each fold's model for every clip, by split and seed.
    """
    task = lab.task
    answers: dict[tuple[str, int], Tensor] = {}
    scores: dict[str, Any] = {}
    for seed in range(task.seeds):
        runs = [
            StackedRun(split, 100 * seed + member, options)
            for split in splits
            for member in range(task.members)
        ]
        teacher = None
        if teachers is not None:
            teacher = torch.stack([teachers[run.split, seed] for run in runs])
        network = lab.tune(recipe, runs, heads, steps, teacher)
        network, judged = _members_averaged(lab, network, runs)
        scores |= {
            f"{split} seed {seed}": score for split, score in zip(splits, judged, strict=True)
        }
        _save(
            network,
            heads,
            splits,
            [f"{recipe.name}-{split}-seed{seed}.npz" for split in splits],
            lab.out,
        )
        if teachers is None:
            answers |= zip(
                [(split, seed) for split in splits], answers_of(lab, network), strict=True
            )
        lab.write(f"{recipe.name}-validation.json", scores)
        lab.log(f"{recipe.name}, seed {seed}: written")
        del network
        torch.cuda.empty_cache()
    return answers


def _members_averaged(
    lab: Laboratory, network: StackedClassifier, runs: Sequence[StackedRun]
) -> tuple[StackedClassifier, list[dict[str, Any]]]:
    """Average the members of each fold; judge each member and the average."""
    count = lab.task.members
    members = [list(range(first, first + count)) for first in range(0, len(runs), count)]
    singles = lab.judge.scores(network, runs)
    averaged = network.averaged(members)
    joined = lab.judge.scores(averaged, [runs[rows[0]] for rows in members])
    scores = [
        {"members": [singles[row] for row in rows], "mean of weights": joined[number]}
        for number, rows in enumerate(members)
    ]
    return averaged, scores


def _save(
    network: StackedClassifier,
    heads: dict[str, StackedHeads],
    splits: Sequence[str],
    names: Sequence[str],
    folder: Path,
) -> None:
    starts, paths = [heads[split] for split in splits], [folder / name for name in names]
    with ThreadPoolExecutor() as writers:  # compressing takes longer than training a step
        list(writers.map(partial(save_changes, network), range(len(splits)), starts, paths))


@torch.no_grad()
def answers_of(lab: Laboratory, network: StackedClassifier) -> Tensor:
    """Probabilities [runs, clips, emotions] for the first window of every clip."""
    log_mel = WhisperLogMel().to(lab.device)
    length = round(lab.recipe.window_s * SAMPLE_RATE_HZ)
    parts = []
    for rows in torch.arange(len(lab.bank.start), device=lab.device).split(64):
        mel = log_mel(lab.bank.edges(rows, length)[:, 0])
        with torch.autocast(lab.device.type, torch.bfloat16):
            logits = network.logits(mel[None].expand(network.n_runs, *mel.shape))[0]
        parts.append(logits.float().softmax(dim=-1))
    return torch.cat(parts, dim=1)


def train_recipe(lab: Laboratory, splits: Sequence[str]) -> None:
    """Make all runs of ``ser-base.toml`` by its section ``[side_by_side]``.

    Raises:
        ValueError: the recipe has no such section.
    """
    numbers = lab.recipe.side_by_side
    if numbers is None:
        raise ValueError(f"{lab.recipe.name} has no section [side_by_side].")
    heads = lab.heads(lab.recipe, splits)
    started = time.monotonic()
    train_folds(lab, lab.recipe, numbers, heads, numbers.steps, splits)
    seconds = time.monotonic() - started
    record = {
        "gpu": torch.cuda.get_device_name() if lab.device.type == "cuda" else "",
        "torch_gpu": torch.__version__,
        "seconds_a_run": round(seconds / lab.task.seeds / len(splits) / lab.task.members, 1),
        "side_by_side": dataclasses.asdict(numbers),
    }
    lab.write("recipe.json", record)


def main() -> None:
    """Run the command ``python -m training.train.stacked.folds``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that pack wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder of the results")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--random80", action="store_true", help=f"{MIXED} beside the folds")
    parser.add_argument("--device", default="cuda")
    options = parser.parse_args()
    torch.backends.cudnn.allow_tf32 = False  # the front end needs all its digits
    splits = [f"both-fold{fold}" for fold in range(N_FOLDS)]
    splits += [MIXED] if options.random80 else []
    task = Task(seeds=options.seeds)
    train_recipe(Laboratory(options.data, options.out, torch.device(options.device), task), splits)


if __name__ == "__main__":
    main()
