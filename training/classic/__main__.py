"""Train an earlier system on a protocol's folds and export each as the application loads it.

``python -m training.classic --recipe training/classic/recipes/mlp-181.toml --protocol luna5``.
``training.evaluate --system mlp-181`` evaluates the models in the runs folder. ``--protocol leaky``
is the protocol of system 4: copies of a clip are on both sides, and the test rows choose the epoch.
Its figures count rows and are written at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from ser_desktop.emotion.descriptors.registry import find_front_end
from ser_desktop.emotion.metrics import expected_calibration_error, score
from training.classic.export import export_features_model
from training.classic.features import FeatureCache
from training.classic.fit import Fitted, fit, logits_of
from training.classic.recipe import ClassicRecipe, load_classic_recipe
from training.data.corpora.ravdess import scan
from training.data.leaks import check_leaks
from training.data.manifest import Clip
from training.data.splits import LEAKY, PROTOCOLS, WHOLE, Split, draw_for, restricted
from training.evaluate.calibration import fit_temperature, fit_threshold
from training.evaluate.records import ORIGINS, write_summary
from training.places import RESULTS, add_place_options
from training.train.export_onnx import fold_model_path
from training.train.run_record import process_description, run_configuration

TEST_SHARE = 0.2
LEAKY_SEED = 42
"""As in system 4's code."""


def rows(
    recipe: ClassicRecipe, cache: FeatureCache, clips: Sequence[Clip], kinds: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Features and label indices of clips and their copies, copy after copy."""
    features = np.concatenate([cache.features(clips, kind) for kind in kinds])
    labels = np.array([recipe.labels.index(clip.emotion) for clip in clips])
    return features, np.tile(labels, len(kinds))


def train_fold(
    recipe: ClassicRecipe, split: Split, cache: FeatureCache, seed: int, device: str, target: Path
) -> None:
    """Train on one fold, and export the model with its training cost."""
    check_leaks(split)
    split = restricted(split, recipe.labels, recipe.most_per_class)
    validation = rows(recipe, cache, split.validation, ["original"])
    fitted = fit(
        recipe, rows(recipe, cache, split.train, recipe.copies), validation, seed, device=device
    )
    logits = logits_of(fitted.network, validation[0])[:, None]
    temperature = fit_temperature(logits, validation[1])
    threshold = fit_threshold(logits, temperature)
    trained_on = f"RAVDESS (English), the training side of {split.name}"
    export_features_model(recipe, fitted.network, temperature, threshold, trained_on, {}, target)
    _write_run(recipe, split, seed, fitted, target)
    print(f"{target}: {fitted.history[-1]}")


def _write_run(
    recipe: ClassicRecipe, split: Split, seed: int, fitted: Fitted, target: Path
) -> None:
    record = {
        **run_configuration(recipe, split, seed),
        "sessions": [process_description(torch.get_num_threads())],
        "parameters": fitted.parameters,
        "train_s": round(fitted.seconds, 1),
        "history": fitted.history,
    }
    target.with_suffix(".json").write_text(json.dumps(record, indent=1), encoding="utf-8")


def leaky(
    recipe: ClassicRecipe, clips: Sequence[Clip], cache: FeatureCache, seed: int, device: str
) -> dict[str, object]:
    """Run system 4's protocol: copies are rows, split at random; the test rows choose the epoch."""
    from sklearn.model_selection import train_test_split

    known = [clip for clip in clips if clip.emotion in recipe.labels]
    features, labels = rows(recipe, cache, known, recipe.copies)
    train, test = train_test_split(
        np.arange(len(labels)), test_size=TEST_SHARE, random_state=LEAKY_SEED, stratify=labels
    )
    side = (features[test], labels[test])
    fitted = fit(
        recipe, (features[train], labels[train]), side, seed, scale_on=features, device=device
    )
    logits = logits_of(fitted.network, features[test])
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    answered = probabilities.argmax(axis=1)
    scores = score(labels[test], answered, len(recipe.labels))
    ece = expected_calibration_error(probabilities.max(axis=1), answered == labels[test])
    return {
        "n_rows": len(test),
        "accuracy": round(scores.accuracy, 4),
        "uar": round(scores.uar, 4),
        "macro_f1": round(scores.macro_f1, 4),
        "ece": round(ece, 4),
        "labels": list(recipe.labels),
        "confusion": scores.confusion.tolist(),
        ORIGINS: [
            {
                "recipe": dataclasses.asdict(recipe),
                "seed": seed,
                "sessions": [process_description(torch.get_num_threads())],
            }
        ],
    }


def main() -> None:
    """Run the command ``python -m training.classic``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, required=True)
    parser.add_argument("--protocol", choices=[*WHOLE, LEAKY], default="luna5")
    parser.add_argument("--fold", type=int, nargs="+", help="some of the protocol's (default: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="processes for descriptors")
    parser.add_argument("--device", default="cpu", help="of torch: cpu or cuda")
    add_place_options(parser)
    options = parser.parse_args()
    recipe = load_classic_recipe(options.recipe)
    find_front_end(recipe.front_end)
    clips, report = scan(options.corpora)
    print(report)
    cache = FeatureCache(recipe.front_end, options.corpora, options.cache, options.workers)
    if options.protocol == LEAKY:
        result = leaky(recipe, clips, cache, options.seed, options.device)
        target = RESULTS / recipe.name / f"{LEAKY}-seed{options.seed}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        write_summary(RESULTS)
        print(result)
        return
    protocol = PROTOCOLS[options.protocol]
    folds = options.fold or range(protocol.n_folds)
    if not set(folds) <= set(range(protocol.n_folds)):
        parser.error(f"{protocol.name} has the folds 0 to {protocol.n_folds - 1}")
    drawn = draw_for(protocol, clips, recipe.labels, recipe.most_per_class)
    for fold in folds:
        split = protocol.split(drawn, fold, True)
        target = fold_model_path(options.runs, recipe.name, protocol.name, options.seed, fold)
        train_fold(recipe, split, cache, options.seed, options.device, target)


if __name__ == "__main__":
    main()
