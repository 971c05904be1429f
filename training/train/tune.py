"""Tune the encoder: ``python -m training.train.tune`` for every fold, ``--fold 0`` for some.

A run writes into its folder: config.json, log.csv (a row an epoch), probe.pt (the linear head on
the untuned encoder, with which tuning begins), checkpoint.pt after every epoch (a killed run goes
on from there), epoch000.pt ... (averaged weights, half precision) and best.pt, the last of them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from training.data.crema_folds import both
from training.data.leaks import check_leaks
from training.data.splits import Split
from training.places import RECIPES, add_place_options
from training.train.half_precision import save_half
from training.train.run_files import save_weights
from training.train.run_record import FINISHED, PROBE, begin, file_digest, run_configuration
from training.train.teacher import teacher_probabilities
from training.train.tuning_material import Material
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe
from training.train.tuning_run import Tuning


def tune(
    recipe: TuningRecipe, split: Split, material: Material, seed: int, folder: Path, threads: int
) -> Path:
    """Tune the encoder, or continue a run that was stopped.

    Args:
        recipe: every number of the run.
        split: clips of each side.
        material: audio, votes and the untuned encoder.
        seed: seed of all random numbers.
        folder: folder of the run.
        threads: threads of torch.

    Returns:
        Path of ``best.pt``.

    Raises:
        ValueError: the split leaks; or the folder holds a run with another recipe, seed or clips.
    """
    check_leaks(split)
    torch.set_num_threads(threads)
    folder.mkdir(parents=True, exist_ok=True)
    best = folder / FINISHED
    if best.exists():
        return best
    teacher = _teacher_of(recipe, split, seed, folder)
    run = Tuning(recipe, split, material, seed, _soft_targets(teacher, split, material, folder))
    configuration = _configuration(recipe, split, seed, teacher)
    begin(folder, configuration, sum(p.numel() for p in run.network.parameters()), threads)
    checkpoint = folder / "checkpoint.pt"
    _resume_or_start(run, checkpoint, folder)
    _train(run, recipe.optimiser.epochs, checkpoint, folder)
    save_half(run.averaged, best)
    checkpoint.unlink()
    return best


def _teacher_of(recipe: TuningRecipe, split: Split, seed: int, folder: Path) -> Path | None:
    """Return the model of the same fold and seed whose probabilities are learned, if any."""
    if not recipe.teacher:
        return None
    fold = split.name.removeprefix("both-")
    return folder.parent.parent / recipe.teacher.system / f"both-seed{seed}/{fold}.onnx"


def _soft_targets(
    teacher: Path | None, split: Split, material: Material, folder: Path
) -> Mapping[str, NDArray[np.float32]] | None:
    """Return the teacher's probabilities of the training clips; None without a teacher."""
    if teacher is None:
        return None
    return teacher_probabilities(teacher, split.train, material.cache, folder / "teacher.npz")


def _configuration(
    recipe: TuningRecipe, split: Split, seed: int, teacher: Path | None
) -> dict[str, Any]:
    """Return everything that the result of the run depends on."""
    configuration = run_configuration(recipe, split, seed)
    del configuration["recipe"]["export"]  # chosen when the run is finished
    if teacher is not None:
        configuration["teacher_sha256"] = file_digest(teacher)
    else:
        del configuration["recipe"]["teacher"]
    return configuration


def _resume_or_start(run: Tuning, checkpoint: Path, folder: Path) -> None:
    """Load the state of a stopped run, or store the head with which a new one begins."""
    if checkpoint.exists():
        run.load_state(torch.load(checkpoint, weights_only=True))
        return
    save_half(run.network, folder / PROBE)
    started = time.monotonic()
    _log(run, {"epoch": -1.0, "loss": 0.0, **run.judge()}, started, folder)


def _train(run: Tuning, epochs: int, checkpoint: Path, folder: Path) -> None:
    """Train the epochs that are left, and store each."""
    with tqdm(total=epochs, initial=run.epoch, desc=folder.name, unit="epoch") as bar:
        while run.epoch < epochs:
            started = time.monotonic()
            row = {"epoch": float(run.epoch), "loss": run.train_epoch()}
            row |= run.judge()
            save_half(run.averaged, folder / f"epoch{run.epoch - 1:03d}.pt")
            _log(run, row, started, folder)
            save_weights(run.state(), checkpoint)
            bar.update()


def _log(run: Tuning, row: dict[str, float], started: float, folder: Path) -> None:
    run.history.append({**row, "seconds": round(time.monotonic() - started, 1)})
    part = folder / "log.part"
    names = list(run.history[0])
    lines = [names, *([f"{entry[name]:.5g}" for name in names] for entry in run.history)]
    part.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    part.replace(folder / "log.csv")
    tqdm.write(f"{folder.name}: " + ", ".join(f"{k} {v:.3f}" for k, v in run.history[-1].items()))


def main() -> None:
    """Run the command ``python -m training.train.tune``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ser-base.toml")
    parser.add_argument("--fold", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    recipe = load_tuning_recipe(options.recipe)
    torch.set_num_threads(options.threads)
    material = Material(recipe, options)
    for fold in options.fold:
        split = both(material.clips, fold)
        folder = options.runs / recipe.name / f"{split.name}-seed{options.seed}"
        print(tune(recipe, split, material, options.seed, folder, options.threads))


if __name__ == "__main__":
    main()
