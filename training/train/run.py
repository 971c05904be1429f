"""One training run: network, optimiser, schedule, averaged weights, epoch counter."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.batches import Batch, BatchMaker
from training.data.manifest import Clip
from training.data.splits import Split
from training.train.distributed import (
    n_processes,
    rank,
    shared,
)
from training.train.learner import Learner
from training.train.recipe import Recipe

MAX_GRADIENT_NORM = 5.0


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
        """Collect the state that a resumed run needs.

        Random numbers start anew from the number of each epoch, so they are not part of it.
        """
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
        """Continue from a :meth:`state`."""
        self.epoch = state["epoch"]
        self.history = state["history"]
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.heads.load_state_dict(state["heads"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])

    def train_epoch(self) -> float:
        """Pass once over the training clips.

        Returns:
            The mean loss.
        """
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
        nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT_NORM)
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
        """Compute logits [clips, windows=2, labels] of the first and last window of each clip."""
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
