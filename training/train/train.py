"""Train networks: ``python -m training.train`` for every fold of a protocol, ``--fold 0`` for one.

A recipe that starts from another's weights has that one trained first. A run writes into its
folder: config.json, log.csv (a row an epoch), checkpoint.pt after every epoch (a killed run goes on
from there and ends the same), best.pt (the weights of the epoch the validation actors chose; of the
last epoch where there are none) and validation_logits.npy.
``torchrun --nproc-per-node N -m training.train ...`` shares every batch among N processes.
"""

from __future__ import annotations

import argparse
import copy
import csv
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import uar
from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.batches import Batch, BatchMaker
from training.data.corpora.ravdess import scan
from training.data.manifest import Clip
from training.data.splits import PROTOCOLS, TRAINED, Split, all_actors, check_leaks
from training.places import RECIPES, add_place_options
from training.train.distributed import (
    first_goes_ahead,
    n_processes,
    process_group,
    rank,
    shared,
    wait_for_all,
)
from training.train.networks.ours import OurNetwork
from training.train.networks.speaker_heads import SpeakerHeads
from training.train.recipe import Network as NetworkOptions
from training.train.recipe import Recipe, load_recipe
from training.train.run_record import FINISHED, asked_for, begin, check_shared, has_bfloat16

SHARPEST_GRADIENT = 5.0


class Learner(nn.Module):
    """The network and its training heads as one module: batch to loss."""

    def __init__(self, recipe: Recipe, speakers: Sequence[str]) -> None:
        super().__init__()
        self.options = recipe.optimiser
        self.network = build_network(recipe.network)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.heads = SpeakerHeads(speakers)

    def forward(self, batch: Batch) -> Tensor:
        """Mean loss of a batch."""
        options = self.options
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            logits, strong_logit, embedding = self.network.from_log_mel(batch.log_mel)
        smoothing = options.label_smoothing
        targets = batch.emotion * (1 - smoothing) + smoothing / len(EMOTIONS)
        losses = nn.functional.cross_entropy(logits.float(), targets, reduction="none")
        emotion_loss = (batch.weights * losses).sum() / batch.weights.sum()
        strong_loss = nn.functional.binary_cross_entropy_with_logits(
            strong_logit.float(), batch.strong, weight=batch.graded
        )
        gender_loss, speaker_loss = self.heads(embedding.float(), batch.clips)
        # A blended clip has two speakers.
        alone = float(not batch.mixed)
        loss: Tensor = (
            emotion_loss
            + options.intensity_weight * strong_loss
            + alone * options.gender_weight * gender_loss
            + alone * options.speaker_adversarial_weight * speaker_loss
        )
        return loss


class Run:
    """One training run: network, optimiser, schedule, averaged weights, epoch counter."""

    def __init__(
        self,
        recipe: Recipe,
        split: Split,
        cache: AudioCache,
        seed: int,
        start: Path | None = None,
    ) -> None:
        self.recipe, self.split, self.cache, self.seed = recipe, split, cache, seed
        options = recipe.optimiser
        if options.batch_size % n_processes():
            raise ValueError(f"{n_processes()} processes cannot share {options.batch_size} clips")
        random.seed(seed)
        torch.manual_seed(seed)
        learner = Learner(recipe, sorted({clip.speaker for clip in split.train}))
        self.network, self.heads = learner.network, learner.heads
        if start is not None:
            self.network.load_state_dict(torch.load(start, weights_only=True))
        self.averaged = copy.deepcopy(self.network).eval()
        self.batches = BatchMaker(recipe, split, cache)
        self.steps_per_epoch = len(split.train) // options.batch_size
        decayed = [p for p in learner.parameters() if p.ndim > 1]
        plain = [p for p in learner.parameters() if p.ndim <= 1]
        self.optimiser = torch.optim.AdamW(
            [{"params": decayed}, {"params": plain, "weight_decay": 0.0}],  # type: ignore[arg-type]
            weight_decay=options.weight_decay,
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser,
            max_lr=options.peak_learning_rate,
            epochs=options.epochs,
            steps_per_epoch=self.steps_per_epoch,
            pct_start=options.warm_up_share,
        )
        self.learner = shared(learner)
        self.epoch = 0
        self.history: list[dict[str, float]] = []

    def state(self) -> dict[str, Any]:
        """Everything a resumed run needs; random numbers start anew from each epoch's number."""
        return {
            "epoch": self.epoch,
            "history": self.history,
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "heads": self.heads.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state`."""
        self.epoch = state["epoch"]
        self.history = state["history"]
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.heads.load_state_dict(state["heads"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])

    def train_epoch(self) -> float:
        """One pass over the training clips. Returns the mean loss."""
        epoch_seed = self.seed * 100_003 + self.epoch
        order = np.random.default_rng(epoch_seed).permutation(len(self.split.train))
        rng = np.random.default_rng([epoch_seed, rank()])
        own_seed = epoch_seed + 1_000_003 * rank()
        torch_rng = torch.Generator().manual_seed(own_seed)
        torch.manual_seed(own_seed)
        self.learner.train()
        losses = []
        batch_size = self.recipe.optimiser.batch_size
        for step in range(self.steps_per_epoch):
            chosen = order[step * batch_size : (step + 1) * batch_size][rank() :: n_processes()]
            clips = [self.split.train[i] for i in chosen]
            losses.append(self._step(self.batches.batch(clips, rng, torch_rng)))
        self.epoch += 1
        return float(np.mean(losses))

    def _step(self, batch: Batch) -> float:
        loss: Tensor = self.learner(batch)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), SHARPEST_GRADIENT)
        self.optimiser.step()
        self.schedule.step()
        self._average(self.recipe.optimiser.ema_decay)
        return loss.item()

    @torch.no_grad()
    def _average(self, decay: float) -> None:
        decay = min(decay, (1 + self.schedule.last_epoch) / (10 + self.schedule.last_epoch))
        for mean, value in zip(
            self.averaged.state_dict().values(), self.network.state_dict().values(), strict=True
        ):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)

    @torch.no_grad()
    def logits(self, clips: list[Clip]) -> NDArray[np.float32]:
        """Logits [clips, windows=2, labels] of the first and the last window of each clip."""
        length = int(self.recipe.data.window_s * SAMPLE_RATE_HZ)
        windows = []
        for clip in clips:
            samples = self.cache.audio(clip, cut_s=self.split.cut_s).astype(np.float32) / 32768
            spare = length - len(samples)
            if spare > 0:
                samples = np.pad(samples, (spare // 2, spare - spare // 2))
            windows += [samples[:length], samples[-length:]]
        parts = torch.from_numpy(np.stack(windows)).split(self.recipe.optimiser.batch_size)
        logits: Tensor = torch.cat([self.averaged(part)[0] for part in parts])
        both: NDArray[np.float32] = logits.numpy().reshape(len(clips), 2, -1)
        return both


def build_network(options: NetworkOptions) -> OurNetwork:
    """An untrained network of a recipe."""
    return OurNetwork(
        len(EMOTIONS), options.width, options.gru_units, options.dropout, options.relative_bands
    )


def chosen_epoch(history: list[dict[str, float]]) -> int:
    """The epoch the validation actors choose: highest UAR, each epoch averaged with its neighbours.

    The later of two equal ones; the last where there are no validation actors.
    """
    if "validation_uar" not in history[-1]:
        return len(history) - 1
    smoothed = _smoothed(history)
    return int(len(smoothed) - 1 - np.argmax(smoothed[::-1]))


def _smoothed(history: list[dict[str, float]]) -> NDArray[np.float64]:
    values = np.array([row["validation_uar"] for row in history])
    padded = np.pad(values, 1, mode="edge")
    smoothed: NDArray[np.float64] = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    return smoothed


def first_weights(recipe: Recipe, folder: Path) -> Path | None:
    """What a run begins with: the weights that the same split and seed left under another recipe.

    Raises:
        FileNotFoundError: that run is still to be made.
    """
    before = recipe.optimiser.start_from
    if not before:
        return None
    weights = folder.parent.parent / before / folder.name / "best.pt"
    if not weights.exists():
        raise FileNotFoundError(
            f"{recipe.name} starts from {weights}, which is not there: training.train makes it."
        )
    return weights


def stages_of(path: Path) -> list[Recipe]:
    """The recipe of a file after those beside it that it starts from, the first one first."""
    recipe = load_recipe(path)
    before = recipe.optimiser.start_from
    return [*(stages_of(path.with_stem(before)) if before else []), recipe]


def train(
    recipe: Recipe, split: Split, cache: AudioCache, seed: int, folder: Path, threads: int = 2
) -> Path:
    """Train, or go on with a run that was stopped. Returns the path of ``best.pt``.

    Raises:
        ValueError: the split leaks; or the folder holds a run with another recipe, seed or clips.
        FileNotFoundError: the run it starts from is still to be made.
    """
    check_leaks(split)
    torch.set_num_threads(threads)
    folder.mkdir(parents=True, exist_ok=True)
    start = first_weights(recipe, folder)
    run = Run(recipe, split, cache, seed, start)
    asked = asked_for(recipe, split, seed, start)
    first = rank() == 0
    if first:
        begin(folder, asked, sum(p.numel() for p in run.network.parameters()), threads)
    wait_for_all()
    if not first:
        check_shared(folder, asked)
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
                _judge_and_save(run, row, started, folder)
                bar.set_postfix({k: f"{v:.3f}" for k, v in row.items() if k != "epoch"})
            bar.update()
            wait_for_all()
    if first:
        _finish(run, folder)
    wait_for_all()
    return best


def _finish(run: Run, folder: Path) -> None:
    """Leave the chosen weights. They come last: where they are there, all else is."""
    _write_log(run.history, folder / "log.csv")
    weights = torch.load(folder / f"epoch{chosen_epoch(run.history):03d}.pt", weights_only=True)
    if run.split.validation:
        run.averaged.load_state_dict(weights)
        np.save(folder / "validation_logits.npy", run.logits(run.split.validation))
    _save(weights, folder / FINISHED)


def _judge_and_save(run: Run, row: dict[str, float], started: float, folder: Path) -> None:
    if run.split.validation:
        probabilities = _softmax(run.logits(run.split.validation)).mean(axis=1)
        truth = [EMOTIONS.index(clip.emotion) for clip in run.split.validation]
        row["validation_uar"] = uar(truth, probabilities.argmax(axis=1), len(EMOTIONS))
    row["seconds"] = time.monotonic() - started
    run.history.append(row)
    torch.save(run.averaged.state_dict(), folder / f"epoch{run.epoch - 1:03d}.pt")
    _keep_candidates(folder, run.history)
    _save(run.state(), folder / "checkpoint.pt")
    _write_log(run.history, folder / "log.csv")


def _keep_candidates(folder: Path, history: list[dict[str, float]]) -> None:
    """Drop the weights of epochs that cannot be chosen any more."""
    keep = {chosen_epoch(history), len(history) - 1, len(history) - 2}
    if "validation_uar" in history[-1] and len(history) > 1:
        # The last epoch's value changes with the next one: the best before it may be chosen again.
        settled = _smoothed(history)[:-1]
        keep.add(int(len(settled) - 1 - np.argmax(settled[::-1])))
    for path in folder.glob("epoch*.pt"):
        if int(path.stem.removeprefix("epoch")) not in keep:
            path.unlink()


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return torch.softmax(torch.from_numpy(logits), dim=-1).numpy()


def _save(content: Any, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


def _write_log(history: list[dict[str, float]], path: Path) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(history[0]))
        writer.writeheader()
        writer.writerows(history)
    part.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ours.toml")
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
        with first_goes_ahead():
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
