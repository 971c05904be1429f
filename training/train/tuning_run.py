"""One tuning run: optimiser, learning rates, averaged weights and the clips of an epoch."""

from __future__ import annotations

import copy
import math
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.crops import CropMaker
from training.data.manifest import Clip
from training.data.splits import Split
from training.data.targets import Targets, make_targets
from training.train.networks.encoder_classifier import EncoderClassifier
from training.train.probe import begin_with_probe
from training.train.run_record import has_bfloat16
from training.train.tuning_material import Material
from training.train.tuning_recipe import TuningRecipe
from training.train.tuning_validation import corpus_uar, edge_logits

MAX_GRADIENT_NORM = 2.0
BATCHES_AHEAD = 3

_T = TypeVar("_T")


class Tuning:
    """One tuning run: network, optimiser, averaged weights, history.

    Args:
        recipe: every number of the run.
        split: clips of each side.
        material: audio, votes and the untuned encoder.
        seed: of all random numbers.
        teacher_probabilities: a teacher's probabilities [emotions] by path of the clip; None trains
            without a teacher.
    """

    def __init__(
        self,
        recipe: TuningRecipe,
        split: Split,
        material: Material,
        seed: int,
        teacher_probabilities: Mapping[str, NDArray[np.float32]] | None = None,
    ) -> None:
        self.recipe, self.split, self.material, self.seed = recipe, split, material, seed
        self.teacher_probabilities = teacher_probabilities
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
        """Number of whole batches in an epoch."""
        options = self.recipe.optimiser
        clips = options.speech_clips + options.song_clips + options.crema_clips
        return clips // options.batch_size

    def state(self) -> dict[str, Any]:
        """Collect the state that a resumed run needs.

        Random numbers start anew from the number of each epoch, so they are not part of it.
        """
        return {
            "epoch": self.epoch,
            "step": self.step,
            "history": self.history,
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from a :meth:`state`."""
        self.epoch, self.step = state["epoch"], state["step"]
        self.history = state["history"]
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])

    def train_epoch(self) -> float:
        """Run one epoch.

        Returns:
            The mean loss.
        """
        options = self.recipe.optimiser
        rng = np.random.default_rng([self.seed, self.epoch])
        torch_rng = torch.Generator().manual_seed(self.seed * 100_003 + self.epoch)
        share_done = self.epoch / max(1, options.epochs - 1)
        self.crops.strength = float(np.interp(share_done, (0, 1), options.strength))
        clips = self._draw(rng)
        losses = []
        self.network.train()
        for targets, log_mel in _made_ahead(self._batches(clips, rng, torch_rng)):
            losses.append(self._step(targets, log_mel))
            self.step += 1
        self.epoch += 1
        return float(np.mean(losses))

    def _batches(
        self, clips: list[Clip], rng: np.random.Generator, torch_rng: torch.Generator
    ) -> Iterator[tuple[Targets, Tensor]]:
        size = self.recipe.optimiser.batch_size
        for step in range(self.steps_per_epoch):
            batch = clips[step * size : (step + 1) * size]
            teacher = self.recipe.teacher
            targets = make_targets(
                batch, self.recipe.targets, self.material.votes, rng,
                self.teacher_probabilities, teacher.share if teacher else 0.0,
            )  # fmt: skip
            yield targets, self.crops.log_mels(batch, rng, torch_rng)

    def _draw(self, rng: np.random.Generator) -> list[Clip]:
        """Draw the clips of this epoch; each pool continues where the last epoch left it."""
        options = self.recipe.optimiser
        wanted = (options.speech_clips, options.song_clips, options.crema_clips)
        clips: list[Clip] = []
        for number, (pool, count) in enumerate(zip(self.pools, wanted, strict=True)):
            clips += stretch_of(pool, self.epoch * count, count, [self.seed, 7, number])
        return [clips[i] for i in rng.permutation(len(clips))]

    def _step(self, targets: Targets, log_mel: Tensor) -> float:
        options = self.recipe.optimiser
        _set_rates(self.optimiser, self._rate())
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
        """Compute the UAR of the averaged weights on the validation actors of each corpus."""
        clips = self.split.validation
        logits = edge_logits(self.averaged, clips, self.material.cache, self.recipe.window_s)
        return {
            f"validation_uar_{name}": corpus_uar(logits, clips, name)
            for name in sorted({clip.corpus for clip in clips})
        }


def parameter_groups(network: EncoderClassifier, recipe: TuningRecipe) -> list[dict[str, Any]]:
    """Group the tuned parameters by the peak learning rate of their layer.

    All other parameters of the encoder are frozen.

    Args:
        network: the network whose parameters are grouped.
        recipe: with the rates.

    Returns:
        Groups for the optimiser, with their rate as ``peak``.
    """
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


def _made_ahead(batches: Iterator[_T]) -> Iterator[_T]:
    """Yield what an iterator yields, made by a thread while the caller works on the one before.

    On one core, lossy codecs otherwise take a quarter of a step.
    """
    ready: queue.Queue[_T | BaseException | None] = queue.Queue(BATCHES_AHEAD)

    def make() -> None:
        try:
            for batch in batches:
                ready.put(batch)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            ready.put(error)
        else:
            ready.put(None)

    threading.Thread(target=make, name="batches", daemon=True).start()
    while (batch := ready.get()) is not None:
        if isinstance(batch, BaseException):
            raise batch
        yield batch


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


def stretch_of(pool: list[Clip], start: int, count: int, seed: Sequence[int]) -> list[Clip]:
    """Take a stretch of an endless sequence of shuffled copies of a pool.

    Args:
        pool: clips.
        start: position of the first clip.
        count: number of clips.
        seed: seed of the shuffles.

    Returns:
        ``count`` clips, or none where the pool is empty.
    """

    def endless() -> Iterator[Clip]:
        for turn in range(1 + (start + count) // max(1, len(pool))):
            order = np.random.default_rng([*seed, turn]).permutation(len(pool))
            yield from (pool[i] for i in order)

    return list(endless())[start : start + count] if pool else []
