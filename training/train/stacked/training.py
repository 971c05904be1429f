"""Tune several runs at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import torch
from torch import Tensor, nn

from ser_desktop.emotion.labels import EMOTIONS
from training.data.augment import order_within
from training.data.augmentation import (
    augment_mel_power,
    augment_spectrum,
    augment_waveform,
    mask_log_mel,
)
from training.train.networks.whisper_encoder import WhisperEncoder, WhisperLogMel
from training.train.stacked.audio_bank import SAMPLE_RATE_HZ, AudioBank
from training.train.stacked.clip_table import ClipTable
from training.train.stacked.heads import joined_heads
from training.train.stacked.networks import StackedClassifier, StackedHeads
from training.train.stacked.optimiser import StackedAdamW
from training.train.stacked.run_options import RunOptions, StackedRun, as_vector, clip_order
from training.train.tuning_recipe import TuningRecipe

_CROPS_AT_ONCE = 512
"""Crops that are augmented at once, which limits memory."""
_LENGTH_STEP_S = 0.4
"""Crops have few lengths: the Fourier transform of a new length takes a GPU long to plan."""


class StackedTraining:
    """Several runs of a recipe, tuned side by side.

    Args:
        recipe: every number that the runs have in common.
        runs: split, seed and options of each.
        table: clips and splits.
        bank: audio of the clips.
        encoder: the untuned encoder.
        heads: by split, heads of one run with which tuning begins.
        steps: number of steps.
        batch_size: clips of each run in a step.
        teacher: probabilities [runs, clips, emotions] of a teacher for every clip, or None.
    """

    def __init__(
        self,
        recipe: TuningRecipe,
        runs: Sequence[StackedRun],
        table: ClipTable,
        bank: AudioBank,
        encoder: WhisperEncoder,
        heads: dict[str, StackedHeads],
        steps: int,
        batch_size: int,
        teacher: Tensor | None = None,
    ) -> None:
        self.recipe, self.runs, self.table, self.bank = recipe, runs, table, bank
        self.steps, self.batch_size, self.teacher = steps, batch_size, teacher
        self.device = bank.samples.device
        self.network = StackedClassifier(
            encoder,
            recipe.encoder.pooled_layers,
            recipe.encoder.frozen_layers,
            joined_heads([heads[run.split] for run in runs]),
        )
        self.vectors = {
            field.name: torch.from_numpy(as_vector(runs, field.name)).to(self.device)
            for field in fields(RunOptions)
        }
        options = recipe.optimiser
        n_layers = len(self.network.layers)
        encoder_rate, head_rate = self.vectors["encoder_rate"], self.vectors["head_rate"]
        rates = [encoder_rate * options.layer_decay ** (n_layers - 1 - i) for i in range(n_layers)]
        self.optimiser = StackedAdamW(
            self.network.groups, [*rates, head_rate], options.weight_decay, options.ema_decay
        )
        order = [clip_order(run, table, steps, batch_size) for run in runs]
        self.order = torch.from_numpy(np.stack(order, axis=1)).to(self.device)
        self.log_mel = WhisperLogMel().to(self.device)
        self.emotion = torch.from_numpy(table.emotion).to(self.device)
        self.votes = torch.from_numpy(table.votes).to(self.device)
        self.pool = torch.from_numpy(table.pool).to(self.device)
        self.strong = torch.from_numpy(table.strong).to(self.device)
        self.rng = torch.Generator(self.device).manual_seed(1 + sum(run.seed for run in runs))
        self.length_rng = np.random.default_rng(0)
        self.step_number = 0

    def step(self) -> Tensor:
        """Take one step.

        Returns:
            The loss of each run, [runs].
        """
        clips = self.order[self.step_number]
        done = self.step_number / self.steps
        log_mel = self._log_mels(clips, done)
        targets, weights = self._targets(clips)
        log_mel, targets = self._blended(log_mel, targets)
        with torch.autocast(self.device.type, torch.bfloat16):
            logits, strong = self.network.logits(
                log_mel, self.vectors["drop_path"] if self.uses("drop_path") else None
            )
        losses = -(targets * logits.float().log_softmax(dim=-1)).sum(dim=-1)
        loss = (weights * losses).sum(dim=1) / weights.sum(dim=1)
        known = self.strong[clips]
        strong_losses = nn.functional.binary_cross_entropy_with_logits(
            strong.float(), (known == 1).float(), reduction="none"
        )
        weight = self.recipe.optimiser.intensity_weight
        loss = loss + weight * ((known >= 0) * strong_losses).mean(dim=1)
        loss.sum().backward()
        self.optimiser.step(self._rate(done))
        self.step_number += 1
        return loss.detach()

    def uses(self, option: str) -> bool:
        """Tell whether any run sets an option above 0."""
        return any(getattr(run.options, option) > 0 for run in self.runs)

    def finish(self) -> StackedClassifier:
        """Return the networks with their averaged weights."""
        with torch.no_grad():
            for group, mean in zip(self.network.groups, self.optimiser.averaged, strict=True):
                group.value.copy_(mean)
        return self.network

    def _rate(self, done: float) -> float:
        warm_up = self.recipe.optimiser.warm_up_share
        if done < warm_up:
            return (done + 1e-3) / warm_up
        return 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))

    @torch.no_grad()
    def _log_mels(self, clips: Tensor, done: float) -> Tensor:
        """Log-mels [runs, clips, 80, frames] of augmented crops."""
        options = self.recipe.crops
        shortest, longest = options.context_s
        lengths_s = np.arange(shortest, longest + 0.01, _LENGTH_STEP_S)
        length = round(float(self.length_rng.choice(lengths_s)) * SAMPLE_RATE_HZ)
        ends = self.vectors["strength"]
        strength = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * done
        n_runs = max(1, _CROPS_AT_ONCE // self.batch_size)
        parts = [
            self._augmented(rows, length, factor[:, None].expand_as(rows).flatten())
            for rows, factor in zip(clips.split(n_runs), strength.split(n_runs), strict=True)
        ]
        joined: Tensor = torch.cat(parts)
        return joined.view(*clips.shape, *joined.shape[1:])

    def _augmented(self, clips: Tensor, length: int, strength: Tensor) -> Tensor:
        options, rng, flat = self.recipe.crops, self.rng, clips.flatten()
        variants = torch.randint(
            0, self.bank.n_speeds, flat.shape, generator=rng, device=rng.device
        )
        if self.bank.n_codecs:
            chosen = torch.rand(flat.shape, generator=rng, device=rng.device)
            codec = torch.randint(
                self.bank.n_speeds, self.bank.start.shape[1], flat.shape,
                generator=rng, device=rng.device,
            )  # fmt: skip
            coded = chosen < strength * options.codec_probability
            variants = torch.where(coded, codec, variants)
        offset = int(options.max_offset_s * SAMPLE_RATE_HZ)
        waveform = self.bank.crops(flat, variants, length, offset, rng)
        return augmented_log_mel(self.log_mel, waveform, self.recipe, rng, strength, len(clips))

    def _targets(self, clips: Tensor) -> tuple[Tensor, Tensor]:
        """Targets [runs, clips, emotions] and weights [runs, clips] of a step's clips."""
        targets = nn.functional.one_hot(self.emotion[clips], len(EMOTIONS)).float()
        share = self.vectors["vote_share"][:, None, None]
        targets = targets + share * (self.votes[clips] - targets)
        if self.teacher is not None and self.recipe.teacher:
            runs = torch.arange(len(self.runs), device=self.device)[:, None]
            taught = self.teacher[runs, clips]
            targets = targets + self.recipe.teacher.share * (taught - targets)
        smoothing = self.recipe.targets.label_smoothing
        targets = (1 - smoothing) * targets + smoothing / len(EMOTIONS)
        factors = torch.stack(
            [
                torch.ones(len(self.runs), device=self.device),
                self.vectors["song_weight"],
                self.vectors["crema_weight"],
            ],
            dim=1,
        )
        return targets, factors.gather(1, self.pool[clips])

    def _blended(self, log_mel: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Blend some clips with others of their run (Zhang et al. 2018, arXiv 1710.09412)."""
        probability = self.vectors["mixup"]
        if not self.uses("mixup"):
            return log_mel, targets
        runs, clips = targets.shape[:2]
        order = order_within(runs, clips, self.rng)
        shape = (runs, clips, 1)
        draw = torch.rand(shape, generator=self.rng, device=self.device)
        chosen = (
            torch.rand(shape, generator=self.rng, device=self.device) < probability[:, None, None]
        )
        other = torch.where(chosen, 0.5 * draw, torch.zeros_like(draw))
        mixed = log_mel.flatten(0, 1)[order].view_as(log_mel)
        log_mel = log_mel + other[..., None] * (mixed - log_mel)
        return log_mel, targets + other * (targets.flatten(0, 1)[order].view_as(targets) - targets)


def augmented_log_mel(
    log_mel: WhisperLogMel,
    waveform: Tensor,
    recipe: TuningRecipe,
    rng: torch.Generator,
    strength: Tensor | float = 1.0,
    runs: int = 1,
) -> Tensor:
    """Change waveforms as a recipe says.

    Args:
        log_mel: the front end.
        waveform: [clips, samples], -1..1.
        recipe: with the probabilities.
        rng: source of the random numbers.
        strength: factor of every probability, one number or [clips].
        runs: number of runs that the clips belong to, one after the other.

    Returns:
        Log-mels [clips, 80, frames].
    """
    options = recipe.crops
    waveform = augment_waveform(waveform, options, rng, strength, runs)
    power = augment_spectrum(log_mel.power(waveform), options, rng, strength)
    power = augment_mel_power(log_mel.to_mel(power), options, rng, strength)
    return mask_log_mel(log_mel.compress(power), options, rng)
