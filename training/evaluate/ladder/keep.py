"""Keep a rung as runs, whose weights ``training.evaluate.tuned_share`` can mix with others."""

from __future__ import annotations

from pathlib import Path

import torch

from training.data.crema_folds import N_FOLDS, both
from training.evaluate.ladder.linear import Statistics, fit_rung
from training.evaluate.ladder.rungs import Rung
from training.train.export_encoder import run_folder
from training.train.half_precision import load_half, save_half
from training.train.run_record import FINISHED, PROBE
from training.train.tuning_recipe import TuningRecipe


def keep_as_runs(
    rung: Rung, name: str, recipe: TuningRecipe, statistics: Statistics, runs: Path
) -> None:
    """Write the untuned encoder with a rung's head, a run for each fold of seed 0.

    Args:
        rung: the rung; it pools the layers of the recipe.
        name: name of the runs.
        recipe: of the network, whose runs have begun: the head of intensity is theirs.
        statistics: features of all clips.
        runs: folder of the runs.
    """
    for fold in range(N_FOLDS):
        split = both(statistics.material.clips, fold)
        fitted = fit_rung(rung, recipe, split.train, statistics, 0)
        network = load_half(run_folder(runs, recipe.name, fold, 0) / PROBE, recipe)
        # Both heads of a network share one standardisation, here that of the head of intensity.
        weight = fitted.head.weight / fitted.deviation
        bias = fitted.head.bias - weight @ fitted.mean
        with torch.no_grad():
            network.emotion.weight.copy_(weight * network.feature_deviation)
            network.emotion.bias.copy_(bias + weight @ network.feature_mean)
        folder = run_folder(runs, name, fold, 0)
        folder.mkdir(parents=True, exist_ok=True)
        save_half(network, folder / FINISHED)
