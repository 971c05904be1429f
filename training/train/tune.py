"""Tune the encoder: ``python -m training.train.tune`` for every fold, ``--fold 0`` for some.

A run writes into its folder: config.json, log.csv (a row an epoch), probe.pt (the linear head on
the untuned encoder, with which tuning begins), checkpoint.pt after every epoch (a killed run goes
on from there), epoch000.pt ... (averaged weights, half precision) and best.pt, the last of them.
"""

from __future__ import annotations

import argparse
import copy
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import uar
from training.data.audio_cache import AudioCache
from training.data.corpora.catalogue import CORPORA
from training.data.corpora.corpus import scan_corpus
from training.data.corpora.crema_votes import read_votes
from training.data.crema_folds import both
from training.data.crops import CropMaker
from training.data.manifest import Clip
from training.data.splits import Split, check_leaks
from training.data.targets import make_targets
from training.places import RECIPES, add_place_options
from training.train.frozen_features import clean_statistics, edge_windows
from training.train.linear_head import fit_binary_head, fit_linear_head
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.networks.whisper_encoder import WhisperEncoder
from training.train.pretrained import default_folder, load_encoder
from training.train.run_record import FINISHED, asked_for, begin, has_bfloat16
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe

CORPORA_USED = ("ravdess", "crema-d")
MAX_GRADIENT_NORM = 2.0
_MIN_DEVIATION = 1e-3


class Material:
    """What all runs share: clips, audio, listeners' votes, and the untuned encoder's statistics."""

    def __init__(self, recipe: TuningRecipe, options: argparse.Namespace) -> None:
        self.clips: list[Clip] = []
        for name in CORPORA_USED:
            self.clips += scan_corpus(CORPORA[name], options.corpora)[0]
        self.cache = AudioCache(self.clips, options.corpora, options.cache, recipe.speeds)
        self.votes = read_votes(options.corpora)
        shape = recipe.encoder.n_layers
        self.encoder: WhisperEncoder = load_encoder(default_folder(), options.cache, shape).eval()
        self._statistics = clean_statistics(
            self.clips, self.encoder, self.cache, recipe.window_s, options.cache
        )
        self._row = {clip.path: row for row, clip in enumerate(self.clips)}

    def statistics(self, clips: Sequence[Clip], layers: Sequence[int]) -> NDArray[np.float32]:
        """Pooled features [clips, windows=2, features] of the untuned encoder."""
        rows = [self._row[clip.path] for clip in clips]
        chosen = self._statistics[rows][:, :, list(layers)].astype(np.float32)
        return chosen.reshape(len(clips), 2, -1)


def begin_with_probe(
    recipe: TuningRecipe, split: Split, material: Material, seed: int
) -> EncoderClassifier:
    """The untuned encoder with linear layers fitted on the training side."""
    network = EncoderClassifier(copy.deepcopy(material.encoder), recipe.encoder.pooled_layers)
    targets = make_targets(
        split.train, recipe.targets, material.votes, np.random.default_rng([seed, 1])
    )
    weights = torch.where(
        torch.tensor([clip.corpus == "crema-d" for clip in split.train]),
        recipe.probe.crema_weight,
        targets.weights,
    )
    features = torch.from_numpy(
        material.statistics(split.train, recipe.encoder.pooled_layers)
    ).flatten(0, 1)
    network.feature_mean.copy_(features.mean(dim=0))
    network.feature_deviation.copy_(features.std(dim=0).clamp(min=_MIN_DEVIATION))
    features = (features - network.feature_mean) / network.feature_deviation
    twice = torch.arange(len(split.train)).repeat_interleave(2)
    emotion = fit_linear_head(
        features,
        targets.emotion[twice],
        weights[twice],
        recipe.probe.penalty,
        targets.left_out[twice],
    )
    strong = fit_binary_head(
        features, targets.strong[twice], targets.graded[twice], recipe.probe.penalty
    )
    with torch.no_grad():
        network.emotion.weight.copy_(emotion.weight)
        network.emotion.bias.copy_(emotion.bias)
        network.strong.weight.copy_(strong.weight)
        network.strong.bias.copy_(strong.bias)
    return network


class Tuning:
    """One run: network, optimiser, averaged weights, history."""

    def __init__(self, recipe: TuningRecipe, split: Split, material: Material, seed: int) -> None:
        self.recipe, self.split, self.material, self.seed = recipe, split, material, seed
        torch.manual_seed(seed)
        self.network = begin_with_probe(recipe, split, material, seed)
        self.averaged = copy.deepcopy(self.network).eval()
        self.crops = CropMaker(recipe.crops, material.cache)
        self.optimiser = torch.optim.AdamW(
            parameter_groups(self.network, recipe), weight_decay=recipe.optimiser.weight_decay
        )
        self.pools = _pools(split.train)
        self.epoch = self.step = 0
        self.history: list[dict[str, float]] = []

    @property
    def steps_per_epoch(self) -> int:
        options = self.recipe.optimiser
        clips = options.speech_clips + options.song_clips + options.crema_clips
        return clips // options.batch_size

    def state(self) -> dict[str, Any]:
        """What a resumed run needs; random numbers start anew from each epoch's number."""
        return {
            "epoch": self.epoch,
            "step": self.step,
            "history": self.history,
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Go on from :meth:`state`."""
        self.epoch, self.step = state["epoch"], state["step"]
        self.history = state["history"]
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])

    def train_epoch(self) -> float:
        """One epoch. Returns the mean loss."""
        options = self.recipe.optimiser
        rng = np.random.default_rng([self.seed, self.epoch])
        torch_rng = torch.Generator().manual_seed(self.seed * 100_003 + self.epoch)
        share_done = self.epoch / max(1, options.epochs - 1)
        self.crops.strength = float(np.interp(share_done, (0, 1), options.strength))
        clips = self._draw(rng)
        losses = []
        self.network.train()
        for step in range(self.steps_per_epoch):
            some = clips[step * options.batch_size : (step + 1) * options.batch_size]
            losses.append(self._step(some, rng, torch_rng))
            self.step += 1
        self.epoch += 1
        return float(np.mean(losses))

    def _draw(self, rng: np.random.Generator) -> list[Clip]:
        """The clips of this epoch in random order; a pool goes on where the last epoch left it."""
        options = self.recipe.optimiser
        wanted = (options.speech_clips, options.song_clips, options.crema_clips)
        clips: list[Clip] = []
        for number, (pool, count) in enumerate(zip(self.pools, wanted, strict=True)):
            clips += _stretch_of(pool, self.epoch * count, count, [self.seed, 7, number])
        return [clips[i] for i in rng.permutation(len(clips))]

    def _step(self, clips: list[Clip], rng: np.random.Generator, torch_rng: Any) -> float:
        options = self.recipe.optimiser
        _set_rates(self.optimiser, self._rate())
        targets = make_targets(clips, self.recipe.targets, self.material.votes, rng)
        log_mel = self.crops.log_mels(clips, rng, torch_rng)
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            logits, strong, _ = self.network.from_log_mel(log_mel)
        logits = logits.float().masked_fill(targets.left_out, -1e4)
        losses = nn.functional.cross_entropy(logits, targets.emotion, reduction="none")
        loss = (targets.weights * losses).sum() / targets.weights.sum()
        strong_losses = nn.functional.binary_cross_entropy_with_logits(
            strong.float(), targets.strong, reduction="none"
        )
        loss = loss + options.intensity_weight * (targets.graded * strong_losses).mean()
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT_NORM)
        self.optimiser.step()
        self._average()
        return float(loss.detach())

    def _rate(self) -> float:
        """Factor of the peak rates: a linear rise, then half a cosine."""
        options = self.recipe.optimiser
        done = self.step / (self.steps_per_epoch * options.epochs)
        if done < options.warm_up_share:
            return (done + 1e-3) / options.warm_up_share
        left = (done - options.warm_up_share) / (1 - options.warm_up_share)
        return 0.5 * (1 + math.cos(math.pi * left))

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self.recipe.optimiser.ema_decay, (1 + self.step) / (10 + self.step))
        for mean, value in zip(self.averaged.parameters(), self.network.parameters(), strict=True):
            if value.requires_grad:
                mean.lerp_(value, 1 - decay)

    def judge(self) -> dict[str, float]:
        """UAR of the averaged weights on the validation actors of each corpus."""
        clips = self.split.validation
        logits = edge_logits(self.averaged, clips, self.material.cache, self.recipe.window_s)
        return {
            f"validation_uar_{name}": corpus_uar(logits, clips, name)
            for name in sorted({clip.corpus for clip in clips})
        }


def parameter_groups(network: EncoderClassifier, recipe: TuningRecipe) -> list[dict[str, Any]]:
    """Tuned parameters with the peak rate of their layer; what stays frozen needs no gradient."""
    options = recipe.optimiser
    encoder = network.encoder
    for parameter in encoder.parameters():
        parameter.requires_grad = False
    groups = []
    for number, layer in enumerate(encoder.layers):
        if number < recipe.encoder.frozen_layers:
            continue
        rate = options.encoder_rate * options.layer_decay ** (len(encoder.layers) - 1 - number)
        parameters = list(layer.parameters())
        for parameter in parameters:
            parameter.requires_grad = True
        groups.append({"params": parameters, "lr": rate, "peak": rate})
    heads = [*network.emotion.parameters(), *network.strong.parameters()]
    groups.append({"params": heads, "lr": options.head_rate, "peak": options.head_rate})
    return groups


def _set_rates(optimiser: torch.optim.Optimizer, factor: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * factor


def _pools(clips: Sequence[Clip]) -> tuple[list[Clip], list[Clip], list[Clip]]:
    """Spoken clips of RAVDESS, its songs, and CREMA-D."""
    ravdess = [clip for clip in clips if clip.corpus == "ravdess"]
    return (
        [clip for clip in ravdess if clip.channel == "speech"],
        [clip for clip in ravdess if clip.channel == "song"],
        [clip for clip in clips if clip.corpus == "crema-d"],
    )


def _stretch_of(pool: list[Clip], start: int, count: int, seed: Sequence[int]) -> list[Clip]:
    """Clips ``start`` to ``start + count`` of an endless row of shuffled copies of a pool."""

    def endless() -> Iterator[Clip]:
        for turn in range(1 + (start + count) // max(1, len(pool))):
            order = np.random.default_rng([*seed, turn]).permutation(len(pool))
            yield from (pool[i] for i in order)

    return list(endless())[start : start + count] if pool else []


@torch.no_grad()
def edge_logits(
    network: EncoderClassifier, clips: Sequence[Clip], cache: AudioCache, window_s: float
) -> NDArray[np.float32]:
    """Logits [clips, windows=2, emotions] of the first and the last window of each clip."""
    network.eval()
    parts = []
    for first in range(0, len(clips), 16):
        windows = [w for c in clips[first : first + 16] for w in edge_windows(c, cache, window_s)]
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            log_mel = network.log_mel(torch.from_numpy(np.stack(windows)))
            parts.append(network.from_log_mel(log_mel)[0].float())
    logits: NDArray[np.float32] = torch.cat(parts).numpy().reshape(len(clips), 2, -1)
    return logits


def corpus_uar(logits: NDArray[np.float32], clips: Sequence[Clip], corpus: str) -> float:
    """UAR by choice among the emotions of a corpus; *calm* adds to *neutral* where it has none."""
    rows = [row for row, clip in enumerate(clips) if clip.corpus == corpus]
    truth = [EMOTIONS.index(clips[row].emotion) for row in rows]
    probabilities = torch.softmax(torch.from_numpy(logits[rows]), dim=-1).mean(dim=1).numpy()
    return forced_uar(truth, probabilities)


def forced_uar(truth: Sequence[int], probabilities: NDArray[np.float32]) -> float:
    """UAR by choice among the emotions that occur in ``truth``; calm adds to neutral without it."""
    labels = sorted(set(truth))
    neutral, calm = EMOTIONS.index("neutral"), EMOTIONS.index("calm")
    chosen = probabilities[:, labels].copy()
    if calm not in labels and neutral in labels:
        chosen[:, labels.index(neutral)] += probabilities[:, calm]
    place = {label: i for i, label in enumerate(labels)}
    return float(uar([place[t] for t in truth], chosen.argmax(axis=1), len(labels)))


def tune(
    recipe: TuningRecipe, split: Split, material: Material, seed: int, folder: Path, threads: int
) -> Path:
    """Tune, or go on with a run that was stopped. Returns the path of ``best.pt``.

    Raises:
        ValueError: the split leaks; or the folder holds a run with another recipe, seed or clips.
    """
    check_leaks(split)
    torch.set_num_threads(threads)
    folder.mkdir(parents=True, exist_ok=True)
    best = folder / FINISHED
    if best.exists():
        return best
    run = Tuning(recipe, split, material, seed)
    begin(
        folder,
        asked_for(recipe, split, seed),
        sum(p.numel() for p in run.network.parameters()),
        threads,
    )
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        run.load_state(torch.load(checkpoint, weights_only=True))
    else:
        save_half(run.network, folder / "probe.pt")
        started = time.monotonic()
        _log(run, {"epoch": -1.0, "loss": 0.0, **run.judge()}, started, folder)
    epochs = recipe.optimiser.epochs
    bar = tqdm(total=epochs, initial=run.epoch, desc=folder.name, unit="epoch")
    with bar:
        while run.epoch < epochs:
            started = time.monotonic()
            row = {"epoch": float(run.epoch), "loss": run.train_epoch()}
            row |= run.judge()
            save_half(run.averaged, folder / f"epoch{run.epoch - 1:03d}.pt")
            _log(run, row, started, folder)
            _save(run.state(), checkpoint)
            bar.update()
    save_half(run.averaged, best)
    checkpoint.unlink()
    return best


def save_half(network: nn.Module, path: Path) -> None:
    """Keep the encoder's weights in half precision, as Whisper's own are; the rest is small."""
    weights = {
        name: value.half() if name.startswith("encoder.") else value
        for name, value in network.state_dict().items()
    }
    _save(weights, path)


def load_half(path: Path, recipe: TuningRecipe) -> EncoderClassifier:
    """A network from :func:`save_half`."""
    network = EncoderClassifier(
        WhisperEncoder(n_layers=recipe.encoder.n_layers), recipe.encoder.pooled_layers
    )
    weights: dict[str, Tensor] = torch.load(path, weights_only=True)
    network.load_state_dict({name: value.float() for name, value in weights.items()})
    return network.eval()


def _log(run: Tuning, row: dict[str, float], started: float, folder: Path) -> None:
    run.history.append({**row, "seconds": round(time.monotonic() - started, 1)})
    part = folder / "log.part"
    names = list(run.history[0])
    lines = [names, *([f"{entry[name]:.5g}" for name in names] for entry in run.history)]
    part.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    part.replace(folder / "log.csv")
    tqdm.write(f"{folder.name}: " + ", ".join(f"{k} {v:.3f}" for k, v in run.history[-1].items()))


def _save(content: Any, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


def main() -> None:
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
