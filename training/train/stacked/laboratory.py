"""What all stages of side-by-side tuning share, in the memory of the GPU."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.places import RECIPES
from training.train.networks.whisper_encoder import EncoderShape, WhisperEncoder
from training.train.stacked.audio_bank import AudioBank, load_bank
from training.train.stacked.candidates import judging_runs, table_row
from training.train.stacked.clip_table import ClipTable
from training.train.stacked.heads import fit_heads, untuned_features
from training.train.stacked.judging import Judge
from training.train.stacked.networks import StackedClassifier, StackedHeads
from training.train.stacked.run_options import RunOptions, StackedRun
from training.train.stacked.training import StackedTraining
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe

N_CODECS = 1
STEPS_TO_MEASURE = 10


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

    batch_size: int = 32
    seeds: int = 3
    members: int = 3
    explore_s: float = 0.0
    combine_s: float = 0.0
    final_s: float = 0.0
    small_s: float = 0.0
    runs_at_once: int = 28


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
