"""Train networks: ``python -m training.train`` for every fold of a protocol, ``--fold 0`` for one.

If a recipe starts from another's weights, that one is trained first. A run writes into its
folder: config.json, log.csv (a row an epoch), checkpoint.pt after every epoch (a killed run goes on
from there and ends the same), best.pt (the weights of the epoch the validation actors chose; of the
last epoch where there are none) and validation_logits.npy.
``torchrun --nproc-per-node N -m training.train ...`` shares every batch among N processes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import uar
from training.data.audio_cache import AudioCache
from training.data.corpora.ravdess import scan
from training.data.leaks import check_leaks
from training.data.splits import PROTOCOLS, TRAINED, Split, all_actors
from training.places import RECIPES, add_place_options
from training.train.distributed import (
    first_process_first,
    process_group,
    rank,
    wait_for_all,
)
from training.train.epoch_choice import chosen_epoch, keep_candidates
from training.train.recipe import Recipe
from training.train.run import Run
from training.train.run_files import save_weights, write_log
from training.train.run_record import FINISHED, begin, check_shared, run_configuration
from training.train.stages import first_weights, stages_of


def train(
    recipe: Recipe, split: Split, cache: AudioCache, seed: int, folder: Path, threads: int = 2
) -> Path:
    """Train a network, or continue a run that was stopped.

    Args:
        recipe: every number of the run.
        split: clips of each side.
        cache: audio of these clips.
        seed: seed of all random numbers.
        folder: folder of the run.
        threads: threads of torch.

    Returns:
        Path of ``best.pt``.

    Raises:
        ValueError: the split leaks; or the folder holds a run with another recipe, seed or clips.
        FileNotFoundError: the run that it starts from has not finished yet.
    """
    check_leaks(split)
    torch.set_num_threads(threads)
    folder.mkdir(parents=True, exist_ok=True)
    start = first_weights(recipe, folder)
    run = Run(recipe, split, cache, seed, start)
    configuration = run_configuration(recipe, split, seed, start)
    first = rank() == 0
    if first:
        begin(folder, configuration, sum(p.numel() for p in run.network.parameters()), threads)
    wait_for_all()
    if not first:
        check_shared(folder, configuration)
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        run.load_state(torch.load(checkpoint, weights_only=True))
    wait_for_all()
    epochs = recipe.optimiser.epochs
    best = folder / FINISHED
    if run.epoch == epochs and best.exists():
        return best
    bar = tqdm(total=epochs, initial=run.epoch, desc=folder.name, unit="epoch", disable=not first)
    with bar:
        while run.epoch < epochs:
            started = time.monotonic()
            row = {"epoch": float(run.epoch), "loss": run.train_epoch()}
            if first:
                _validate_and_save(run, row, started, folder)
                bar.set_postfix({k: f"{v:.3f}" for k, v in row.items() if k != "epoch"})
            bar.update()
            wait_for_all()
    if first:
        _finish(run, folder)
    wait_for_all()
    return best


def _finish(run: Run, folder: Path) -> None:
    """Write the chosen weights last: if they exist, so do all other files."""
    write_log(run.history, folder / "log.csv")
    weights = torch.load(folder / f"epoch{chosen_epoch(run.history):03d}.pt", weights_only=True)
    if run.split.validation:
        run.averaged.load_state_dict(weights)
        np.save(folder / "validation_logits.npy", run.logits(run.split.validation))
    save_weights(weights, folder / FINISHED)


def _validate_and_save(run: Run, row: dict[str, float], started: float, folder: Path) -> None:
    if run.split.validation:
        probabilities = _softmax(run.logits(run.split.validation)).mean(axis=1)
        truth = [EMOTIONS.index(clip.emotion) for clip in run.split.validation]
        row["validation_uar"] = uar(truth, probabilities.argmax(axis=1), len(EMOTIONS))
    row["seconds"] = time.monotonic() - started
    run.history.append(row)
    torch.save(run.averaged.state_dict(), folder / f"epoch{run.epoch - 1:03d}.pt")
    keep_candidates(folder, run.history)
    save_weights(run.state(), folder / "checkpoint.pt")
    write_log(run.history, folder / "log.csv")


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return torch.softmax(torch.from_numpy(logits), dim=-1).numpy()


def main() -> None:
    """Run the command ``python -m training.train``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ours-1.2.toml")
    parser.add_argument("--protocol", choices=TRAINED, default="luna5")
    parser.add_argument("--fold", type=int, nargs="+", help="some of the protocol's (default: all)")
    parser.add_argument(
        "--all-actors", action="store_true", help="the model that ships; with --fold, beside those"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    stages = stages_of(options.recipe)
    clips, report = scan(options.corpora)
    print(report)
    songs = stages[-1].data.songs_in_training
    protocol = PROTOCOLS[options.protocol]
    folds = options.fold or ([] if options.all_actors else range(protocol.n_folds))
    if not set(folds) <= set(range(protocol.n_folds)):
        parser.error(f"{protocol.name} has the folds 0 to {protocol.n_folds - 1}")
    splits = [protocol.split(clips, fold, songs) for fold in folds]
    if options.all_actors:
        splits.append(all_actors(clips, songs))
    with process_group():
        with first_process_first():
            caches = [
                AudioCache(clips, options.corpora, options.cache, stage.data.speeds)
                for stage in stages
            ]
        for split in splits:
            for stage, cache in zip(stages, caches, strict=True):
                folder = options.runs / stage.name / f"{split.name}-seed{options.seed}"
                print(train(stage, split, cache, options.seed, folder, options.threads))


if __name__ == "__main__":
    main()
