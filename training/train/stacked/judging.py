"""UAR of stacked runs on their validation actors, clean and augmented."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ser_desktop.emotion.labels import EMOTIONS
from training.data.targets import CREMA_EMOTIONS
from training.train.networks.whisper_encoder import WhisperLogMel
from training.train.stacked.audio_bank import SAMPLE_RATE_HZ, AudioBank
from training.train.stacked.clip_table import POOLS, ClipTable
from training.train.stacked.networks import StackedClassifier
from training.train.stacked.run_options import StackedRun
from training.train.stacked.training import augmented_log_mel
from training.train.tuning_recipe import TuningRecipe
from training.train.tuning_validation import forced_uar

KINDS = ("clean", "augmented")
_CLIPS_AT_ONCE = 64
_CREMA = POOLS.index("crema-d")


class Judge:
    """Judges runs by the validation sides of their splits.

    Args:
        recipe: the window, and the augmentation of the augmented windows.
        table: clips and splits.
        bank: audio of the clips.
    """

    @torch.no_grad()
    def __init__(self, recipe: TuningRecipe, table: ClipTable, bank: AudioBank) -> None:
        self.table, self.device = table, bank.samples.device
        sides = [sides["validation"] for sides in table.splits.values()]
        self.rows = np.unique(np.concatenate(sides))
        log_mel = WhisperLogMel().to(self.device)
        rng = torch.Generator(self.device).manual_seed(99)
        parts: dict[str, list[Tensor]] = {kind: [] for kind in KINDS}
        for rows in torch.from_numpy(self.rows).to(self.device).split(_CLIPS_AT_ONCE):
            windows = bank.edges(rows, round(recipe.window_s * SAMPLE_RATE_HZ)).flatten(0, 1)
            changed = augmented_log_mel(log_mel, windows, recipe, rng)
            for kind, mel in zip(KINDS, (log_mel(windows), changed), strict=True):
                parts[kind].append(mel.unflatten(0, (-1, 2)).half())
        self.log_mels = {kind: torch.cat(mels) for kind, mels in parts.items()}
        """By kind: [clips, windows=2, 80, frames]."""

    @torch.no_grad()
    def scores(
        self, network: StackedClassifier, runs: Sequence[StackedRun]
    ) -> list[dict[str, float]]:
        """Compute the UAR of every run for each corpus and kind of windows.

        Args:
            network: one network for each run.
            runs: their splits.

        Returns:
            For each run, UAR 0 to 1 by names such as ``crema-d clean``.
        """
        sides = [self.table.splits[run.split]["validation"] for run in runs]
        places = [np.searchsorted(self.rows, side) for side in sides]
        most = max(len(side) for side in places)
        padded = torch.from_numpy(np.stack([np.resize(side, most) for side in places]))
        scores: list[dict[str, float]] = [{} for _ in runs]
        for kind in KINDS:
            probabilities = self._probabilities(network, padded.to(self.device), kind)
            for number, (side, run) in enumerate(zip(sides, runs, strict=True)):
                answers = probabilities[number, : len(side)]
                scores[number] |= self._uar_by_corpus(side, answers, kind, run.split)
        return scores

    def _probabilities(
        self, network: StackedClassifier, places: Tensor, kind: str
    ) -> NDArray[np.float32]:
        parts = []
        at_once = max(1, 1024 // network.n_runs)
        for part in places.split(at_once, dim=1):
            mels = self.log_mels[kind][part].float()
            with torch.autocast(self.device.type, torch.bfloat16):
                logits = network.logits(mels.flatten(1, 2))[0]
            shares = logits.float().softmax(dim=-1).unflatten(1, (-1, 2)).mean(dim=2)
            parts.append(shares)
        return torch.cat(parts, dim=1).cpu().numpy()

    def _uar_by_corpus(
        self, side: NDArray[np.int64], answers: NDArray[np.float32], kind: str, split: str
    ) -> dict[str, float]:
        scores = {}
        pool = self.table.pool[side]
        for corpus, chosen in (("ravdess", pool != _CREMA), ("crema-d", pool == _CREMA)):
            truth = self.table.emotion[side]
            if split == "crema-d-alone":  # which knows six emotions
                chosen = chosen & np.isin(truth, [EMOTIONS.index(name) for name in CREMA_EMOTIONS])
            if chosen.any():
                scores[f"{corpus} {kind}"] = forced_uar(truth[chosen].tolist(), answers[chosen])
        return scores
