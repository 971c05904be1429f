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
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.data.crema_folds import MIXED, N_FOLDS
from training.places import RECIPES
from training.train.networks.whisper_encoder import EncoderShape, WhisperEncoder, WhisperLogMel
from training.train.stacked.audio_bank import SAMPLE_RATE_HZ, AudioBank, load_bank
from training.train.stacked.candidates import (
    design,
    effects,
    gaining_changes,
    judging_runs,
    options_of,
    table_row,
)
from training.train.stacked.clip_table import ClipTable
from training.train.stacked.heads import fit_heads, untuned_features
from training.train.stacked.judging import Judge
from training.train.stacked.networks import StackedClassifier, StackedHeads
from training.train.stacked.run_options import RunOptions, StackedRun
from training.train.stacked.training import StackedTraining
from training.train.stacked.weights import save_changes
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe

N_CODECS = 2
STEPS_TO_MEASURE = 6
LONG = "combined, twice as long"


@dataclasses.dataclass(frozen=True)
class Task:
    """What a machine with a GPU is asked to do.

    Args:
        batch_size: clips of each run in a step.
        seeds: seeds of the runs that count.
        members: runs whose weights are averaged, for each fold and seed.
        explore_s, combine_s, final_s, small_s: seconds of each stage.
        runs_at_once: largest number of runs in the memory of the GPU.
    """

    batch_size: int
    seeds: int
    members: int
    explore_s: float
    combine_s: float
    final_s: float
    small_s: float
    runs_at_once: int


class Laboratory:
    """Clips, encoder and heads in the memory of the GPU, and the stages of the protocol.

    Args:
        data: folder that ``pack`` wrote.
        out: folder of the results.
        device: where everything is computed.
        shape: sizes of the encoder.
    """

    def __init__(
        self,
        data: Path,
        out: Path,
        device: torch.device,
        task: Task,
        shape: EncoderShape = EncoderShape(),
    ) -> None:
        self.out, self.device, self.task, self.shape = out, device, task, shape
        self.data, self.started = data, time.monotonic()
        out.mkdir(parents=True, exist_ok=True)
        self.recipe = load_tuning_recipe(RECIPES / "ser-base.toml")
        self.small = load_tuning_recipe(RECIPES / "ser-small.toml")
        self.table = ClipTable.load(data / "clips.json")
        packs = sorted(data.glob("audio*.npz"))
        self.bank: AudioBank = load_bank(
            packs, self.table.paths, self.recipe.speeds, N_CODECS, device
        )
        self.log(f"decoded: {len(self.table.paths)} clips, {len(self.bank.samples) / 1e9:.2f} G")
        self.judge = Judge(self.recipe, self.table, self.bank)
        self.log("windows of the validation actors")

    def log(self, text: str) -> None:
        """Print a line with the time, and keep it."""
        line = f"{time.monotonic() - self.started:6.1f} s  {text}"
        print(line, flush=True)
        with (self.out / "log.txt").open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def encoder(self, n_layers: int) -> WhisperEncoder:
        """Load the untuned encoder with its lower layers."""
        return load_packed_encoder(self.data / "encoder.npz", n_layers, self.shape, self.device)

    def heads(self, recipe: TuningRecipe, splits: Sequence[str]) -> dict[str, StackedHeads]:
        """Fit the heads of some splits on the untuned encoder."""
        encoder = self.encoder(recipe.encoder.n_layers)
        features = untuned_features(
            encoder, self.bank, recipe.encoder.pooled_layers, recipe.window_s
        )
        heads = {split: fit_heads(features, self.table, split, recipe) for split in splits}
        self.log(f"heads of {recipe.name} on {len(heads)} splits")
        return heads

    def tune(
        self,
        recipe: TuningRecipe,
        runs: Sequence[StackedRun],
        heads: dict[str, StackedHeads],
        steps: int,
        teacher: Tensor | None = None,
    ) -> StackedClassifier:
        """Tune some runs side by side."""
        training = StackedTraining(
            recipe, runs, self.table, self.bank, self.encoder(recipe.encoder.n_layers),
            heads, steps, self.task.batch_size, teacher,
        )  # fmt: skip
        for step in range(steps):
            loss = training.step()
            if step % max(1, steps // 5) == 0 or step == steps - 1:
                self.log(f"step {step}/{steps}, {len(runs)} runs, loss {loss.mean().item():.3f}")
        return training.finish()

    def seconds_a_step(
        self,
        recipe: TuningRecipe,
        runs: Sequence[StackedRun],
        heads: dict[str, StackedHeads],
        teacher: Tensor | None = None,
    ) -> float:
        """Measure how long a step of some runs takes."""
        steps = 2 * STEPS_TO_MEASURE
        training = StackedTraining(
            recipe, runs, self.table, self.bank, self.encoder(recipe.encoder.n_layers),
            heads, steps, self.task.batch_size, teacher,
        )  # fmt: skip
        training.length_rng = np.random.default_rng(3)
        for step in range(steps):
            if step == STEPS_TO_MEASURE:
                started = time.monotonic()
            training.step().sum().item()
        seconds = (time.monotonic() - started) / STEPS_TO_MEASURE
        self.log(f"{1000 * seconds:.0f} ms a step of {len(runs)} runs")
        return seconds

    def compare(
        self, kinds: dict[str, RunOptions], heads: dict[str, StackedHeads], steps: int, seed: int
    ) -> dict[str, dict[str, float]]:
        """Tune and judge candidates."""
        rows: dict[str, dict[str, float]] = {}
        at_once = max(1, self.task.runs_at_once // len(judging_runs(RunOptions(), 0)))
        names = list(kinds)
        for first in range(0, len(names), at_once):
            part = names[first : first + at_once]
            runs = [run for name in part for run in judging_runs(kinds[name], seed)]
            scores = self.judge.scores(self.tune(self.recipe, runs, heads, steps), runs)
            each = len(runs) // len(part)
            for number, name in enumerate(part):
                own = slice(number * each, (number + 1) * each)
                rows[name] = {**table_row(runs[own], scores[own]), "steps": steps}
                self.log(f"{name}: {rows[name]}")
            torch.cuda.empty_cache()
        return rows

    def write(self, name: str, content: Any) -> None:
        """Write a result as JSON."""
        (self.out / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def load_packed_encoder(
    path: Path, n_layers: int, shape: EncoderShape, device: torch.device
) -> WhisperEncoder:
    """Load the encoder that ``pack`` wrote, with its lower layers."""
    encoder = WhisperEncoder(shape, n_layers)
    with np.load(path) as arrays:
        weights = {
            name: torch.from_numpy(arrays[name].astype(np.float32))
            for name in arrays
            if not name.startswith("layers.") or int(name.split(".")[1]) < n_layers
        }
    encoder.load_state_dict(weights)
    return encoder.to(device).eval()


def choose(lab: Laboratory, heads: dict[str, StackedHeads]) -> tuple[RunOptions, int]:
    """Compare changes of the recipe, and then what combines them.

    Returns:
        Options of the winner, and its number of steps.
    """
    task = lab.task
    second = lab.seconds_a_step(lab.recipe, judging_runs(RunOptions(), 0), heads)
    candidates = {name: options_of(made) for name, made in design().items()}
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
    task, answers, scores = lab.task, {}, {}
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
        singles = lab.judge.scores(network, runs)
        for number, split in enumerate(splits):
            members = range(number * task.members, (number + 1) * task.members)
            save_changes(
                network, members, heads[split], lab.out / f"{recipe.name}-{split}-seed{seed}.npz"
            )
            for group in network.groups:
                group.value[members.start] = group.value[list(members)].mean(dim=0)
            scores[f"{split} seed {seed}"] = {"members": singles[members.start : members.stop]}
        joined = lab.judge.scores(network, runs)
        for number, split in enumerate(splits):
            scores[f"{split} seed {seed}"]["mean of weights"] = [joined[number * task.members]]
        if teachers is None:
            every = answers_of(lab, network)
            for number, split in enumerate(splits):
                answers[split, seed] = every[number * task.members]
        lab.write(f"{recipe.name}-validation.json", scores)
        lab.log(f"{recipe.name}, seed {seed}: written")
        del network
        torch.cuda.empty_cache()
    return answers


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
