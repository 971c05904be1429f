"""Choose a recipe and make every run of it: ``python -m training.train.stacked.protocol``.

1. Changes of the recipe are compared on validation actors (``candidates.py``).
2. Those that gain are combined. The combination, also at half the rate and twice as long, is
   compared with the recipe as it was.
3. The winner is tuned on every joint fold and on ``random80``: three seeds of three members each.
   The model of a fold and a seed is the mean of its members' weights.
4. The small model learns from these, each fold from the same fold.

Each stage takes about the seconds that it is given: the number of steps follows from the speed
that is measured first. Everything is written as soon as it is known.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import torch

from training.data.crema_folds import MIXED, N_FOLDS
from training.train.stacked.candidates import (
    JUDGING_SPLITS,
    design,
    effects,
    gaining_changes,
    judging_runs,
    options_of,
)
from training.train.stacked.folds import train_folds
from training.train.stacked.laboratory import Laboratory, Task
from training.train.stacked.networks import StackedHeads
from training.train.stacked.run_options import RunOptions, StackedRun

LONG = "combined, twice as long"


def choose(lab: Laboratory, heads: dict[str, StackedHeads]) -> tuple[RunOptions, int]:
    """Compare changes of the recipe, and then what combines them.

    Returns:
        Options of the winner, and its number of steps.
    """
    task = lab.task
    candidates = {name: options_of(made) for name, made in design().items()}
    n_measured = max(1, task.runs_at_once // len(JUDGING_SPLITS))
    measured = [run for one in candidates.values() for run in judging_runs(one, 0)]
    measured = measured[: n_measured * len(JUDGING_SPLITS)]
    second = lab.seconds_a_step(lab.recipe, measured, heads) / n_measured
    steps = _steps_in(task.explore_s, second * len(candidates))
    table = lab.compare(candidates, heads, steps, seed=0)
    gains = gaining_changes(table)
    lab.write("explore.json", {"candidates": table, "effects": effects(table), "combined": gains})
    lab.log(f"combined: {gains}")
    combined = options_of(gains)
    slower = dataclasses.replace(
        combined, encoder_rate=combined.encoder_rate / 2, head_rate=combined.head_rate / 2
    )
    kinds = {"as it was": RunOptions(), "combined": combined, "combined, half the rate": slower}
    steps = _steps_in(task.combine_s, second * (len(kinds) + 2))
    table = lab.compare(kinds, heads, steps, seed=1)
    kinds[LONG] = combined
    table |= lab.compare({LONG: combined}, heads, 2 * steps, seed=1)
    winner = max(table, key=lambda name: table[name]["score"])
    lab.write("combine.json", {"combined": gains, "table": table, "winner": winner})
    lab.log(f"winner: {winner}")
    return kinds[winner], int(table[winner]["steps"])


def run_protocol(lab: Laboratory, skip_small: bool = False) -> None:
    """Do every stage."""
    task = lab.task
    heads = lab.heads(lab.recipe, list(lab.table.splits))
    options, chosen_steps = choose(lab, heads)
    folds = [f"both-fold{fold}" for fold in range(N_FOLDS)]
    runs = [StackedRun(split, 0, options) for split in [*folds, MIXED] * task.members]
    second = lab.seconds_a_step(lab.recipe, runs, heads) * task.seeds
    steps = min(chosen_steps, _steps_in(task.final_s, second))
    lab.write(
        "recipe.json",
        {**dataclasses.asdict(options), "steps": steps, **dataclasses.asdict(task)},
    )
    answers = train_folds(lab, lab.recipe, options, heads, steps, [*folds, MIXED])
    if skip_small:
        return
    small_options = dataclasses.replace(
        options,
        encoder_rate=options.encoder_rate * 1.2,
        head_rate=options.head_rate / 3,
    )
    small_heads = lab.heads(lab.small, folds)
    runs = [StackedRun(split, 0, small_options) for split in folds * task.members]
    teacher = torch.stack([answers[run.split, 0] for run in runs])
    second = lab.seconds_a_step(lab.small, runs, small_heads, teacher) * task.seeds
    steps = _steps_in(task.small_s, second)
    lab.write("recipe-small.json", {**dataclasses.asdict(small_options), "steps": steps})
    train_folds(lab, lab.small, small_options, small_heads, steps, folds, answers)
    lab.log("done")


def _steps_in(seconds: float, a_step: float) -> int:
    return max(1, int(seconds / a_step))


def main() -> None:
    """Run the command ``python -m training.train.stacked.protocol``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that pack wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder of the results")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--explore-s", type=float, default=130.0)
    parser.add_argument("--combine-s", type=float, default=60.0)
    parser.add_argument("--final-s", type=float, default=190.0)
    parser.add_argument("--small-s", type=float, default=70.0)
    parser.add_argument("--runs-at-once", type=int, default=28)
    options = parser.parse_args()
    torch.backends.cudnn.allow_tf32 = False  # the front end needs all its digits
    task = Task(
        options.batch_size, options.seeds, options.members, options.explore_s, options.combine_s,
        options.final_s, options.small_s, options.runs_at_once,
    )  # fmt: skip
    run_protocol(Laboratory(options.data, options.out, torch.device(options.device), task))


if __name__ == "__main__":
    main()
