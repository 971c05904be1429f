"""Choose how much doubt is added for unheard corpora: ``python -m training.evaluate.temperature``.

A temperature fitted on actors of the corpora that a model learned from is too low elsewhere: heads
on the untuned encoder that learned from one corpus show by how much (``unheard``). All of it would
make the model doubt too much on the corpora that it knows. So the fitted temperature is multiplied
by the largest factor with which the calibration error of the validation actors stays within
``MAX_ECE``. Writes ``results/<recipe>/temperature-<seed>.json``; the recipe's
``export.temperature_factor`` is chosen by it. No corpus that judges the model is looked at.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import expected_calibration_error
from training.data.crema_folds import N_FOLDS, both
from training.data.manifest import Clip
from training.data.targets import CREMA_EMOTIONS
from training.evaluate.doubt import augmented_logits, clip_probabilities, fit_temperature
from training.evaluate.ladder.linear import Statistics, fit_rung
from training.evaluate.ladder.rungs import RUNGS
from training.places import RECIPES, RESULTS, add_place_options
from training.train.export_encoder import mixed_network
from training.train.tuning_material import CORPORA_USED, Material
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe
from training.train.tuning_validation import edge_logits

FACTORS = tuple(round(1 + 0.05 * step, 2) for step in range(11))
MAX_ECE = 0.05
"""What the calibration error may be on corpora that were learned from."""
_SINGLE = {"ravdess": "RAVDESS alone", "crema-d": "CREMA-D alone"}


def unheard(recipe: TuningRecipe, statistics: Statistics) -> dict[str, dict[str, float]]:
    """Fit the temperature that heads of one corpus need on each corpus.

    Args:
        recipe: of the network whose head they replace.
        statistics: features of all clips.

    Returns:
        By the corpus that was learned and the corpus that is judged: the temperature of least
        negative log-likelihood over the validation actors of all folds, six emotions.
    """
    table: dict[str, dict[str, float]] = {}
    for learned, name in _SINGLE.items():
        rung = replace(RUNGS[name], layers=recipe.encoder.pooled_layers)
        logits: dict[str, list[NDArray[np.float32]]] = {corpus: [] for corpus in CORPORA_USED}
        truth: dict[str, list[int]] = {corpus: [] for corpus in CORPORA_USED}
        for fold in range(N_FOLDS):
            split = both(statistics.material.clips, fold)
            head = fit_rung(rung, recipe, split.train, statistics, 0)
            for corpus in CORPORA_USED:
                clips = _of_corpus(split.validation, corpus)
                logits[corpus].append(head.logits(statistics.clean(clips, rung)))
                truth[corpus] += _truth(clips)
        table[learned] = {
            corpus: round(
                fit_temperature(
                    np.concatenate(logits[corpus]),
                    np.array(truth[corpus]),
                    np.ones(len(truth[corpus])),
                )[0],
                3,
            )
            for corpus in CORPORA_USED
        }
    return table


def calibration_errors(
    recipe: TuningRecipe, material: Material, runs: Path, seed: int
) -> dict[str, dict[str, float]]:
    """Compute the calibration error of validation actors for each factor.

    Args:
        recipe: of the model.
        material: clips and audio.
        runs: folder of the runs.
        seed: of the runs.

    Returns:
        By factor and corpus the calibration error over the validation actors of all folds, 0 to 1.
    """
    confidence: dict[tuple[float, str], list[float]] = {}
    correct: dict[tuple[float, str], list[bool]] = {}
    for fold in tqdm(range(N_FOLDS), "folds"):
        clips = both(material.clips, fold).validation
        network = mixed_network(runs, recipe, recipe.export.tuned_shares, fold, seed)
        clean = edge_logits(network, clips, material.cache, recipe.window_s)
        noisy = augmented_logits(network, clips, material, recipe, seed)
        truth = np.array(_truth(clips))
        weights = np.array([1 / sum(c.corpus == clip.corpus for c in clips) for clip in clips])
        temperature, floor = fit_temperature(
            np.concatenate([clean, noisy]), np.tile(truth, 2), np.tile(weights, 2)
        )
        for factor in FACTORS:
            probabilities = clip_probabilities(clean, temperature * factor, floor)
            for corpus in CORPORA_USED:
                rows = [row for row, clip in enumerate(clips) if clip.corpus == corpus]
                answers = probabilities[rows].argmax(axis=1)
                confidence.setdefault((factor, corpus), []).extend(probabilities[rows].max(axis=1))
                correct.setdefault((factor, corpus), []).extend(answers == truth[rows])
    return {
        f"{factor:.2f}": {
            corpus: round(
                expected_calibration_error(
                    np.array(confidence[factor, corpus]), np.array(correct[factor, corpus])
                ),
                4,
            )
            for corpus in CORPORA_USED
        }
        for factor in FACTORS
    }


def choose_factor(errors: dict[str, dict[str, float]]) -> float:
    """Choose the largest factor whose error, mean of the corpora, stays within ``MAX_ECE``.

    Args:
        errors: what :func:`calibration_errors` returned.

    Returns:
        The factor; 1 if no larger one stays within.
    """
    within = [
        float(factor)
        for factor, by_corpus in errors.items()
        if np.mean(list(by_corpus.values())) <= MAX_ECE
    ]
    return max(within, default=1.0)


def _of_corpus(clips: Sequence[Clip], corpus: str) -> list[Clip]:
    return [clip for clip in clips if clip.corpus == corpus and clip.emotion in CREMA_EMOTIONS]


def _truth(clips: Sequence[Clip]) -> list[int]:
    return [EMOTIONS.index(clip.emotion) for clip in clips]


def main() -> None:
    """Run the command ``python -m training.evaluate.temperature``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ser-base.toml")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = load_tuning_recipe(options.recipe)
    material = Material(recipe, options)
    errors = calibration_errors(recipe, material, options.runs, options.seed)
    table: dict[str, Any] = {
        "calibration_error": errors,
        "chosen": choose_factor(errors),
        "max_calibration_error": MAX_ECE,
        "temperature_of_one_corpus": unheard(recipe, Statistics(material)),
    }
    target = RESULTS / recipe.name / f"temperature-{options.seed}.json"
    target.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
