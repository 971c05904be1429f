"""Choose between the weights before and after tuning: ``python -m training.evaluate.tuned_share``.

For each share of the tuned weights the validation actors of every fold are judged, clean and
augmented as in training. Writes ``results/<recipe>/tuned_share-<seed>.json``: UAR for each corpus,
mean over folds. The recipe's ``tuned_share`` is chosen by it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from training.data.crema_folds import N_FOLDS, both
from training.evaluate.doubt import augmented_logits
from training.places import RECIPES, RESULTS, add_place_options
from training.train.export_encoder import run_folder
from training.train.half_precision import load_half
from training.train.run_record import FINISHED, PROBE
from training.train.tuning_material import CORPORA_USED, Material
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe
from training.train.tuning_validation import corpus_uar, edge_logits
from training.train.weight_averages import interpolated

KINDS = ("uar", "uar_augmented")
SHARES = (0.0, 0.5, 0.7, 0.85, 1.0)


def judge_fold(
    recipe: TuningRecipe, material: Material, fold: int, folder: Path
) -> dict[float, dict[str, dict[str, float]]]:
    """Judge every share on the validation actors of one fold.

    Args:
        recipe: recipe of the run.
        material: clips and audio.
        fold: 0 to 4 of the joint folds.
        folder: folder of the run.

    Returns:
        For each share and corpus the UAR on clean and on augmented clips, 0 to 1.
    """
    validation = both(material.clips, fold).validation
    probe, tuned = (load_half(folder / name, recipe) for name in (PROBE, FINISHED))
    uars = {}
    for share in tqdm(SHARES, f"fold {fold}", unit="share"):
        network = interpolated(probe, tuned, share)
        heard = {
            "uar": edge_logits(network, validation, material.cache, recipe.window_s),
            "uar_augmented": augmented_logits(network, validation, material, recipe, fold),
        }
        uars[share] = {
            name: {kind: corpus_uar(logits, validation, name) for kind, logits in heard.items()}
            for name in CORPORA_USED
        }
    return uars


def _over_folds(values: dict[int, float]) -> dict[str, Any]:
    by_fold = {str(fold): round(value, 4) for fold, value in values.items()}
    return {"mean": round(float(np.mean(list(values.values()))), 4), "by_fold": by_fold}


def main() -> None:
    """Run the command ``python -m training.evaluate.tuned_share``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ser-base.toml")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fold", type=int, nargs="+", default=list(range(N_FOLDS)))
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = load_tuning_recipe(options.recipe)
    material = Material(recipe, options)
    folds = {
        fold: judge_fold(
            recipe, material, fold, run_folder(options.runs, recipe, fold, options.seed)
        )
        for fold in options.fold
    }
    table = {
        f"{share:g}": {
            name: {
                kind: _over_folds({f: uars[share][name][kind] for f, uars in folds.items()})
                for kind in KINDS
            }
            for name in CORPORA_USED
        }
        for share in SHARES
    }
    target = RESULTS / recipe.name / f"tuned_share-{options.seed}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    for share, row in table.items():
        print(share, *(row[name][kind]["mean"] for name in CORPORA_USED for kind in KINDS))


if __name__ == "__main__":
    main()
