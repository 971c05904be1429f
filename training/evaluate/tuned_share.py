"""Choose the shares of tuned weights: ``python -m training.evaluate.tuned_share``.

A candidate is a mixture of the weights before tuning and of those that one or more runs left, as
``ser-base=0.5`` or ``ser-base=0.4,ser-base-gentle=0.4``; the rest is the untuned encoder with its
linear head. The validation actors of every fold judge each candidate, clean and augmented as in
training. Writes ``results/<recipe>/tuned_share-<seed>.json``: UAR for each corpus, mean over folds.
The recipe's ``tuned_shares`` are chosen by it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from training.data.crema_folds import N_FOLDS, both
from training.evaluate.doubt import augmented_logits
from training.places import RECIPES, RESULTS, add_place_options
from training.train.export_encoder import mixed_network
from training.train.tuning_material import CORPORA_USED, Material
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe
from training.train.tuning_validation import corpus_uar, edge_logits

KINDS = ("uar", "uar_augmented")
UNTUNED = "untuned"


def evaluate_candidate(
    recipe: TuningRecipe,
    shares: Mapping[str, float],
    material: Material,
    fold: int,
    runs: Path,
    seed: int,
) -> dict[str, dict[str, float]]:
    """Judge one candidate on the validation actors of one fold.

    Args:
        recipe: whose augmentation is used.
        shares: of each recipe's tuned weights.
        material: clips and audio.
        fold: 0 to 4 of the joint folds.
        runs: folder of the runs.
        seed: of the runs.

    Returns:
        For each corpus the UAR on clean and on augmented clips, 0 to 1.
    """
    validation = both(material.clips, fold).validation
    network = mixed_network(runs, recipe, shares, fold, seed)
    logits = {
        "uar": edge_logits(network, validation, material.cache, recipe.window_s),
        "uar_augmented": augmented_logits(network, validation, material, recipe, fold),
    }
    return {
        name: {kind: corpus_uar(values, validation, name) for kind, values in logits.items()}
        for name in CORPORA_USED
    }


def _parse_shares(text: str) -> dict[str, float]:
    """``a=0.4,b=0.4`` as a table; ``untuned`` is none."""
    if text == UNTUNED:
        return {}
    pairs = (part.split("=") for part in text.split(","))
    return {name: float(share) for name, share in pairs}


def _over_folds(values: dict[int, float]) -> dict[str, Any]:
    by_fold = {str(fold): round(value, 4) for fold, value in values.items()}
    return {"mean": round(float(np.mean(list(values.values()))), 4), "by_fold": by_fold}


def main() -> None:
    """Run the command ``python -m training.evaluate.tuned_share``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ser-base.toml")
    parser.add_argument(
        "--candidate", nargs="+", required=True, help=f"{UNTUNED}, or recipe=share,recipe=share"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fold", type=int, nargs="+", default=list(range(N_FOLDS)))
    parser.add_argument("--suffix", default="", help="of the name of the file that is written")
    parser.add_argument("--add", action="store_true", help="keep the candidates that it has")
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = load_tuning_recipe(options.recipe)
    material = Material(recipe, options)
    target = RESULTS / recipe.name / f"tuned_share-{options.seed}{options.suffix}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    table = json.loads(target.read_text("utf-8")) if options.add and target.exists() else {}
    for text in tqdm(options.candidate, "candidates"):
        by_fold = {
            fold: evaluate_candidate(
                recipe, _parse_shares(text), material, fold, options.runs, options.seed
            )
            for fold in options.fold
        }
        table[text] = {
            name: {
                kind: _over_folds({fold: uars[name][kind] for fold, uars in by_fold.items()})
                for kind in KINDS
            }
            for name in CORPORA_USED
        }
        means = (f"{table[text][name][k]['mean']:.3f}" for name in CORPORA_USED for k in KINDS)
        tqdm.write(f"{text} {' '.join(means)}")
        target.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main()
