"""Choose between the weights before and after tuning: ``python -m training.evaluate.tuned_share``.

For each share of the tuned weights the validation actors of every fold are judged. Writes
``results/<recipe>/tuned_share-<seed>.json``: UAR for each corpus, mean over folds. The recipe's
``tuned_share`` is chosen by it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from training.data.crema_folds import N_FOLDS, both
from training.places import RECIPES, RESULTS, add_place_options
from training.train.export_encoder import run_folder
from training.train.half_precision import load_half
from training.train.run_record import FINISHED, PROBE
from training.train.tuning_material import CORPORA_USED, Material
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe
from training.train.tuning_validation import corpus_uar, edge_logits
from training.train.weight_averages import interpolated

SHARES = (0.0, 0.5, 0.7, 0.85, 1.0)


def judge_fold(
    recipe: TuningRecipe, material: Material, fold: int, folder: Path
) -> dict[float, dict[str, float]]:
    """Judge every share on the validation actors of one fold.

    Args:
        recipe: of the run.
        material: clips and audio.
        fold: 0 to 4 of the joint folds.
        folder: of the run.

    Returns:
        For each share the UAR of each corpus, 0 to 1.
    """
    validation = both(material.clips, fold).validation
    probe, tuned = (load_half(folder / name, recipe) for name in (PROBE, FINISHED))
    uars = {}
    for share in tqdm(SHARES, f"fold {fold}", unit="share"):
        network = interpolated(probe, tuned, share)
        logits = edge_logits(network, validation, material.cache, recipe.window_s)
        uars[share] = {name: corpus_uar(logits, validation, name) for name in CORPORA_USED}
    return uars


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
                "uar": round(float(np.mean([uars[share][name] for uars in folds.values()])), 4),
                "by_fold": {str(f): round(uars[share][name], 4) for f, uars in folds.items()},
            }
            for name in CORPORA_USED
        }
        for share in SHARES
    }
    target = RESULTS / recipe.name / f"tuned_share-{options.seed}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    for share, row in table.items():
        print(share, *(f"{name} {row[name]['uar']:.4f}" for name in CORPORA_USED))


if __name__ == "__main__":
    main()
