"""Learn one candidate until a time, and keep its best state by the validation people."""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.speakers.campplus import load_campplus
from training.speakers.gpu.bank import Bank, warped
from training.speakers.gpu.degrade import Degradation
from training.speakers.gpu.draw import Draw, cut
from training.speakers.gpu.losses import GE2E, MoodAdversary, hard_pairs
from training.speakers.gpu.networks import (
    FRAME,
    EncodedVoice,
    RowsOfVoice,
    learned,
    whisper_layers,
)
from training.speakers.gpu.validation import WINDOWS_A_PERSON, Judge, Rates
from training.speakers.spoken import RATE_HZ

SPEEDS = (0.86, 0.91, 0.955, 1.0, 1.045, 1.1, 1.16)
WINDOWS_S = (0.7, 1.0, 1.0, 1.3, 1.6, 2.2)
AVERAGED = 0.998
"""Share of the averaged weights that a step leaves; the average is what is kept."""
KEPT_SHARES = (0.4, 0.6, 0.8)
"""How far from the first weights to the learned ones the last looks go."""
WARM_UP = 0.04


@dataclass(frozen=True)
class Recipe:
    """How a candidate learns.

    Args:
        name: of the candidate.
        network: "encoder" begins with CAM++, "rows" with Whisper's first layers.
        rate: learning rate at its height.
        layer_rate: the same of layers that were learned before, in a network with a new head.
        hard: weight of the loss of hard pairs.
        unlearn_mood: weight of the adversary that listens for moods.
        tuned_layers: of Whisper's, see :class:`RowsOfVoice`.
        as_others: share of the batches in which everybody is played faster or slower.
        windows: clips of a person in a batch.
    """

    name: str
    network: str
    rate: float
    layer_rate: float = 0.0
    hard: float = 0.0
    unlearn_mood: float = 0.0
    tuned_layers: int = 0
    as_others: float = 0.6
    windows: int = 8


RECIPES = (
    Recipe("encoder", "encoder", 1e-4),
    Recipe("encoder-moods", "encoder", 1e-4, hard=0.5, unlearn_mood=0.05),
    Recipe("rows", "rows", 8e-4, 1.6e-4, tuned_layers=1),
    Recipe("rows-moods", "rows", 8e-4, 1.2e-4, tuned_layers=2, hard=0.5, unlearn_mood=0.05),
)


@dataclass(frozen=True)
class Job:
    """What a candidate needs; times are those of ``time.time``, files of this machine."""

    recipe: Recipe
    banks: Path
    weights: Path
    ends: float
    device: str
    out: Path
    look_s: float = 10.0
    seed: int = 0
    judged_windows: int = WINDOWS_A_PERSON
    speeds: tuple[float, ...] = SPEEDS


@dataclass
class Log:
    """What was seen while a candidate learned."""

    recipe: Recipe
    before: Rates | None = None
    best: Rates | None = None
    best_step: int = 0
    best_share: float = 1.0
    steps: int = 0
    windows: int = 0
    seconds: float = 0.0
    looks: list[dict[str, float]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def learn(job: Job) -> None:
    """Learn, and write ``NAME.npz`` (weights), ``NAME.pt`` (validation voices), ``NAME.json``."""
    torch.set_num_threads(2)
    torch.manual_seed(job.seed)
    Learning(job).run()


class Learning:
    """One candidate while it learns."""

    def __init__(self, job: Job) -> None:
        self._job, self._log = job, Log(job.recipe)
        self._device = torch.device(job.device)
        self._generator = torch.Generator(self._device).manual_seed(job.seed)
        self._judge = Judge(
            Bank.load(job.banks / "validation.pt").to(self._device), job.judged_windows
        )
        own = Bank.load(job.banks / "learning.pt").to(self._device)
        self._banks = [warped(own, speed) for speed in job.speeds]
        self._draw = Draw(own, job.recipe.windows, self._generator)
        self._degrade = Degradation(self._generator)
        self._network = _network(job).to(self._device)
        self._first = _copied(self._network)
        # Moved once more: a copied LSTM has its weights in one piece only then.
        self._average = copy.deepcopy(self._network).to(self._device).eval()
        moods = int(own.mood.max()) + 1
        size = self._network.voices(torch.randn(2, 6 * FRAME, device=self._device)).shape[1]
        self._contrast = GE2E().to(self._device)
        self._adversary = MoodAdversary(size, moods).to(self._device)
        tuned = [p for p in self._network.parameters() if p.requires_grad]
        self._optimiser = torch.optim.AdamW(
            [
                *self._groups(),
                {"params": self._contrast.parameters(), "lr": 4e-3, "weight_decay": 0.0},
                {"params": self._adversary.parameters(), "lr": 2e-3, "weight_decay": 1e-3},
            ],
            fused=self._device.type == "cuda",
        )
        self._tuned = tuned

    def run(self) -> None:
        """Learn until the end of the job's time."""
        began = looked = time.time()
        if self._job.recipe.network == "encoder":
            self._look(time.time() - began, math.nan)
            self._log.before = self._log.best
        while (now := time.time()) < self._job.ends or not self._log.steps:
            done = min(1.0, (now - began) / (self._job.ends - began))
            height = min(1.0, done / WARM_UP + 0.01) * 0.5 * (1 + math.cos(math.pi * done))
            for group in self._optimiser.param_groups:
                group["lr"] = height * group["highest"] if "highest" in group else group["lr"]
            loss = self._step()
            if time.time() - looked > self._job.look_s:
                self._look(time.time() - began, float(loss))
                looked = time.time()
        self._log.seconds = round(time.time() - began, 1)
        self._look(time.time() - began, math.nan)
        if self._job.recipe.network == "encoder":
            self._look_between()
        self._log.write(self._job.out / f"{self._job.recipe.name}.json")

    def _groups(self) -> list[dict[str, Any]]:
        """What is learned, with the highest rate of each part."""
        recipe = self._job.recipe
        layers: list[Tensor] = []
        others: list[Tensor] = []
        for name, parameter in learned(self._network):
            (layers if name.startswith("encoder.layers.") else others).append(parameter)
        groups = [
            {"params": others, "highest": recipe.rate, "weight_decay": 1e-2},
            {"params": layers, "highest": recipe.layer_rate, "weight_decay": 1e-2},
        ]
        return [{**group, "lr": 0.0} for group in groups if group["params"]]

    def _step(self) -> Tensor:
        recipe = self._job.recipe
        clips = self._draw.clips()
        windows = self._degrade.learn(self._windows(clips))
        self._network.train()
        voices = self._network.voices(windows).view(*clips.shape, -1)
        loss = self._contrast(voices)
        moods = self._banks[0].mood[clips]
        total = loss
        if recipe.hard:
            total = total + recipe.hard * hard_pairs(voices, moods)
        if recipe.unlearn_mood:
            total = total + recipe.unlearn_mood * self._adversary(voices, moods)
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self._tuned, 3.0)
        self._optimiser.step()
        self._log.steps += 1
        self._log.windows += clips.numel()
        kept = min(AVERAGED, self._log.steps / (self._log.steps + 10))
        with torch.no_grad():
            for mean, now in zip(
                self._average.parameters(), self._network.parameters(), strict=True
            ):
                if now.requires_grad:
                    mean.lerp_(now, 1 - kept)
        seen: Tensor = loss.detach()
        return seen

    def _windows(self, clips: Tensor) -> Tensor:
        """Windows [people * windows, samples] of clips [people, windows]."""

        def random(n: int) -> Tensor:
            return torch.rand(n, generator=self._generator, device=self._device)

        length = round(WINDOWS_S[int(random(1) * len(WINDOWS_S))] * RATE_HZ) // FRAME * FRAME
        if float(random(1)) >= self._job.recipe.as_others:
            return cut(
                self._banks[self._job.speeds.index(1.0)], clips.flatten(), length, self._generator
            )
        speed = (random(len(clips)) * len(self._banks)).long()
        parts = torch.empty((*clips.shape, length), device=self._device)
        for i, bank in enumerate(self._banks):
            rows = (speed == i).nonzero()[:, 0]
            if len(rows):
                chosen = clips[rows]
                made = cut(bank, chosen.flatten(), length, self._generator)
                parts[rows] = made.view(*chosen.shape, length)
        flat: Tensor = parts.flatten(0, 1)
        return flat

    def _look(self, seconds: float, loss: float, share: float = 1.0) -> None:
        """Measure the averaged weights, and keep them if they are the best so far."""
        self._average.eval()
        voices = self._judge.embedded(self._average.voices)
        rates = self._judge.rates(voices)
        name, step = self._job.recipe.name, self._log.steps
        print(
            f"{name}: {seconds:.0f} s, step {step}, loss {loss:.3f}, pairs {rates.pairs:.4f}, "
            f"across moods {rates.across_moods:.4f}, grouping {rates.grouping:.4f}, "
            f"share {share}",
            flush=True,
        )
        seen = {"seconds": round(seconds, 1), "step": step, "loss": round(loss, 4), "share": share}
        if not math.isfinite(loss):
            del seen["loss"]
        self._log.looks.append({**seen, **asdict(rates)})
        if self._log.best is None or rates.score < self._log.best.score:
            self._log.best, self._log.best_step, self._log.best_share = rates, step, share
            out = self._job.out
            weights = {
                key: value.detach().half().cpu().numpy() for key, value in learned(self._average)
            }
            np.savez(out / f"{name}.npz", **weights)  # type: ignore[arg-type]
            torch.save([part.half().cpu() for part in voices], out / f"{name}.pt")
            self._log.write(out / f"{name}.json")

    def _look_between(self) -> None:
        """Measure weights between the first and the learned ones (Wortsman et al. 2022)."""
        ended = _copied(self._average)
        for share in KEPT_SHARES:
            with torch.no_grad():
                for name, parameter in self._average.named_parameters():
                    parameter.copy_(torch.lerp(self._first[name], ended[name], share))
            self._look(self._log.seconds, math.nan, share)


def _network(job: Job) -> EncodedVoice | RowsOfVoice:
    if job.recipe.network == "encoder":
        return EncodedVoice(load_campplus(job.weights))
    return RowsOfVoice(whisper_layers(job.weights), job.recipe.tuned_layers)


def _copied(network: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in network.named_parameters()}
