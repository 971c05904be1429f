"""Train one network on one split: ``python -m training.train --fold 0``.

A run writes into its folder: config.json, log.csv (a row an epoch), checkpoint.pt after every
epoch (a killed run goes on from there and ends the same), best.pt (the weights of the epoch the
validation actors chose; of the last epoch where there are none) and validation.csv.
"""

from __future__ import annotations

import argparse
import copy
import csv
import dataclasses
import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import uar
from training import augment
from training.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.corpora.ravdess import scan
from training.manifest import Clip
from training.networks.ours import OurNetwork
from training.places import RECIPES, add_place_options
from training.recipe import Recipe, load_recipe
from training.splits import PROTOCOLS, Split, all_actors, check_leaks

SHARPEST_GRADIENT = 5.0


class Run:
    """One training run: network, optimiser, schedule, averaged weights, epoch counter."""

    def __init__(self, recipe: Recipe, split: Split, cache: AudioCache, seed: int) -> None:
        self.recipe, self.split, self.cache, self.seed = recipe, split, cache, seed
        random.seed(seed)
        torch.manual_seed(seed)
        net = recipe.network
        self.network = OurNetwork(len(EMOTIONS), net.width, net.gru_units, net.dropout)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = copy.deepcopy(self.network).eval()
        options = recipe.optimiser
        self.steps_per_epoch = len(split.train) // options.batch_size
        decayed = [p for p in self.network.parameters() if p.ndim > 1]
        plain = [p for p in self.network.parameters() if p.ndim <= 1]
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
        self.epoch = 0
        self.history: list[dict[str, float]] = []

    def state(self) -> dict[str, Any]:
        """Everything a resumed run needs; random numbers start anew from each epoch's number."""
        return {
            "epoch": self.epoch,
            "history": self.history,
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state`."""
        self.epoch = state["epoch"]
        self.history = state["history"]
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])

    def train_epoch(self) -> float:
        """One pass over the training clips. Returns the mean loss."""
        epoch_seed = self.seed * 100_003 + self.epoch
        rng = np.random.default_rng(epoch_seed)
        torch_rng = torch.Generator().manual_seed(epoch_seed)
        torch.manual_seed(epoch_seed)
        order = rng.permutation(len(self.split.train))
        self.network.train()
        losses = []
        batch_size = self.recipe.optimiser.batch_size
        for step in range(self.steps_per_epoch):
            chosen = order[step * batch_size : (step + 1) * batch_size]
            losses.append(self._step([self.split.train[i] for i in chosen], rng, torch_rng))
        self.epoch += 1
        return float(np.mean(losses))

    def _step(
        self, clips: list[Clip], rng: np.random.Generator, torch_rng: torch.Generator
    ) -> float:
        log_mel, targets = self._batch(clips, rng, torch_rng)
        strong = torch.tensor([float(clip.intensity == "strong") for clip in clips])
        graded = torch.tensor([float(clip.intensity != "") for clip in clips])
        options = self.recipe.optimiser
        if rng.random() < self.recipe.augment.mixup_probability:
            both = torch.cat([targets, torch.stack([strong, graded], dim=1)], dim=1)
            log_mel, both = augment.mixup(log_mel, both, self.recipe.augment.mixup_alpha, torch_rng)
            targets, strong, graded = both[:, :-2], both[:, -2], both[:, -1]
        smoothed = targets * (1 - options.label_smoothing) + options.label_smoothing / len(EMOTIONS)
        with torch.autocast("cpu", torch.bfloat16):
            logits, strong_logit, _ = self.network.from_log_mel(log_mel)
        emotion_loss = nn.functional.cross_entropy(logits.float(), smoothed)
        strong_loss = nn.functional.binary_cross_entropy_with_logits(
            strong_logit.float(), strong, weight=graded
        )
        loss = emotion_loss + options.intensity_weight * strong_loss
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), SHARPEST_GRADIENT)
        self.optimiser.step()
        self.schedule.step()
        self._average(options.ema_decay)
        return loss.item()

    def _batch(
        self, clips: list[Clip], rng: np.random.Generator, torch_rng: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        data, options = self.recipe.data, self.recipe.augment
        length = int(data.window_s * SAMPLE_RATE_HZ)
        max_offset = int(data.max_offset_s * SAMPLE_RATE_HZ)
        crops = []
        for clip in clips:
            samples = self.cache.audio(clip, int(rng.integers(len(data.speeds))))
            crops.append(augment.random_crop(samples, length, max_offset, rng))
        with torch.no_grad():
            waveform = torch.from_numpy(np.stack(crops))
            waveform = augment.add_room(
                waveform, options.room_probability, options.room_rt60_s, torch_rng
            )
            waveform = augment.add_noise(
                waveform, options.noise_probability, options.noise_snr_db, torch_rng
            )
            spectrum = self.network.log_mel.power(waveform)
            if options.warp_probability:
                spectrum = augment.warp_frequency(
                    spectrum, options.warp_probability, options.warp_most, torch_rng
                )
            power = self.network.log_mel.to_mel(spectrum)
            power = augment.equalise(
                power, options.equaliser_probability, options.equaliser_gain_db, torch_rng
            )
            power = augment.band_limit(power, options.band_limit_probability, torch_rng)
            log_mel = self.network.log_mel.normalise(power)
            log_mel = augment.spec_augment(
                log_mel,
                options.mask_count,
                options.mask_max_bands,
                options.mask_max_frames,
                torch_rng,
            )
        labels = torch.tensor([EMOTIONS.index(clip.emotion) for clip in clips])
        return log_mel, nn.functional.one_hot(labels, len(EMOTIONS)).float()

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
        rows = []
        for clip in clips:
            samples = self.cache.audio(clip).astype(np.float32) / 32768
            spare = length - len(samples)
            if spare > 0:
                samples = np.pad(samples, (spare // 2, spare - spare // 2))
            windows = torch.from_numpy(np.stack([samples[:length], samples[-length:]]))
            rows.append(self.averaged(windows)[0].numpy())
        return np.stack(rows)


def chosen_epoch(history: list[dict[str, float]]) -> int:
    """The epoch the validation actors choose: highest UAR, each epoch averaged with its neighbours.

    The later of two equal ones; the last where there are no validation actors.
    """
    if "validation_uar" not in history[-1]:
        return len(history) - 1
    values = np.array([row["validation_uar"] for row in history])
    padded = np.pad(values, 1, mode="edge")
    smoothed = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    return int(len(values) - 1 - np.argmax(smoothed[::-1]))


def train(
    recipe: Recipe, split: Split, cache: AudioCache, seed: int, folder: Path, threads: int = 2
) -> Path:
    """Train, or go on with a run that was stopped. Returns the path of ``best.pt``."""
    check_leaks(split)
    torch.set_num_threads(threads)
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(recipe, split, cache, seed)
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        run.load_state(torch.load(checkpoint, weights_only=True))
    _write_config(run, folder)
    epochs = recipe.optimiser.epochs
    with tqdm(total=epochs, initial=run.epoch, desc=folder.name, unit="epoch") as bar:
        while run.epoch < epochs:
            started = time.monotonic()
            row = {"epoch": float(run.epoch), "loss": run.train_epoch()}
            if split.validation:
                probabilities = _softmax(run.logits(split.validation)).mean(axis=1)
                truth = [EMOTIONS.index(clip.emotion) for clip in split.validation]
                row["validation_uar"] = uar(truth, probabilities.argmax(axis=1), len(EMOTIONS))
            row["seconds"] = time.monotonic() - started
            run.history.append(row)
            torch.save(run.averaged.state_dict(), folder / f"epoch{run.epoch - 1:03d}.pt")
            _keep_candidates(folder, run.history)
            _save(run.state(), checkpoint)
            _write_log(run.history, folder / "log.csv")
            bar.set_postfix({k: f"{v:.3f}" for k, v in row.items() if k != "epoch"})
            bar.update()
    best = folder / "best.pt"
    weights = torch.load(folder / f"epoch{chosen_epoch(run.history):03d}.pt", weights_only=True)
    _save(weights, best)
    if split.validation:
        run.averaged.load_state_dict(weights)
        np.save(folder / "validation_logits.npy", run.logits(split.validation))
    return best


def _keep_candidates(folder: Path, history: list[dict[str, float]]) -> None:
    """Drop the weights of epochs that cannot be chosen any more."""
    keep = {chosen_epoch(history), len(history) - 1, len(history) - 2}
    for path in folder.glob("epoch*.pt"):
        if int(path.stem.removeprefix("epoch")) not in keep:
            path.unlink()


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return torch.softmax(torch.from_numpy(logits), dim=-1).numpy()


def _save(content: Any, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


def _write_config(run: Run, folder: Path) -> None:
    config = {
        "recipe": dataclasses.asdict(run.recipe),
        "split": run.split.name,
        "seed": run.seed,
        "clips": {side: len(getattr(run.split, side)) for side in ("train", "validation", "test")},
        "parameters": sum(p.numel() for p in run.network.parameters()),
        "torch": torch.__version__,
        "code": subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False
        ).stdout.strip(),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")


def _write_log(history: list[dict[str, float]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(history[0]))
        writer.writeheader()
        writer.writerows(history)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ours.toml")
    parser.add_argument("--protocol", choices=sorted(PROTOCOLS), default="luna5")
    parser.add_argument("--fold", type=int, nargs="*", default=[], help="all of the protocol: -1")
    parser.add_argument("--all-actors", action="store_true", help="the model that ships")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    recipe = load_recipe(options.recipe)
    clips, report = scan(options.corpora)
    print(report)
    cache = AudioCache(clips, options.corpora, options.cache, recipe.data.speeds)
    songs = recipe.data.songs_in_training
    protocol = PROTOCOLS[options.protocol]
    folds = range(protocol.n_folds) if options.fold == [-1] else options.fold
    splits = [protocol.split(clips, fold, songs) for fold in folds]
    if options.all_actors:
        splits.append(all_actors(clips, songs))
    for split in splits:
        folder = options.runs / recipe.name / f"{split.name}-seed{options.seed}"
        print(train(recipe, split, cache, options.seed, folder, options.threads))


if __name__ == "__main__":
    main()
