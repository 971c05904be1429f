"""Climb the frozen rungs: ``python -m training.evaluate.ladder``.

Each rung is a head on the untuned encoder. The validation actors of five folds judge it, clean and
augmented; a rung that learned from one corpus alone is judged on the other, too, which it never
heard. Under ``random80`` the validation clips choose among heads, and the test clips judge the one
that they chose. A head of RAVDESS alone is asked about protocols for which nothing was tuned.
Writes ``results/ladder.json``, and the head of augmented copies as runs named after the recipe.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.emotion.labels import EMOTIONS
from training.data.crema_folds import N_FOLDS, both, random80_with_crema
from training.data.leaks import check_leaks
from training.data.manifest import Clip
from training.data.splits import PROTOCOLS
from training.evaluate.ladder.attentive import attentive_logits, fit_attentive
from training.evaluate.ladder.keep import keep_as_runs
from training.evaluate.ladder.linear import Statistics, fit_rung
from training.evaluate.ladder.rungs import AUGMENTED, MIXED_RUNGS, RUNGS, Rung
from training.evaluate.ladder.statistics import (
    ATTENDED_LAYER,
    attended_states,
    augmented_statistics,
)
from training.places import RECIPES, RESULTS, add_place_options
from training.train.tuning_material import CORPORA_USED, Material
from training.train.tuning_recipe import TuningRecipe, load_tuning_recipe
from training.train.tuning_validation import corpus_uar

SEEDS = (0, 1, 2)
ALONE = RUNGS["RAVDESS alone"]
OTHER_PROTOCOLS = ("luna5", "emobox6", "song", "statement", "same_statement")
LADDER = RESULTS / "ladder.json"
_AUGMENTED = " augmented"


def climb_linear(
    rung: Rung, recipe: TuningRecipe, statistics: Statistics, seeds: Sequence[int]
) -> dict[str, list[float]]:
    """Judge a linear rung.

    Args:
        rung: the rung.
        recipe: of the network whose head it replaces.
        statistics: features of all clips.
        seeds: of the draws; a rung without a draw needs one.

    Returns:
        For each corpus, clean and augmented, the mean UAR over folds of each seed.
    """
    by_seed: list[list[dict[str, float]]] = []
    for seed in seeds:
        folds = []
        for fold in range(N_FOLDS):
            split = both(statistics.material.clips, fold)
            check_leaks(split)
            head = fit_rung(rung, recipe, split.train, statistics, seed)
            clean = head.logits(statistics.clean(split.validation, rung))
            changed = head.logits(statistics.changed(split.validation, rung))
            folds.append(_uars(clean, changed, split.validation))
        by_seed.append(folds)
    return _over_folds(by_seed)


def climb_attentive(
    attentive: bool, recipe: TuningRecipe, material: Material, states: NDArray[np.float16]
) -> dict[str, list[float]]:
    """Judge a head on the frames of one layer, without augmentation.

    Args:
        attentive: weigh frames by attention, or all alike.
        recipe: its targets.
        material: clips and votes.
        states: [clips, frames, width].

    Returns:
        For each corpus the mean UAR over folds of each seed.
    """
    by_seed: list[list[dict[str, float]]] = []
    for seed in SEEDS:
        folds = []
        for fold in range(N_FOLDS):
            split = both(material.clips, fold)
            head = fit_attentive(states, material, recipe, split.train, attentive, seed)
            logits = attentive_logits(head, states, material, split.validation)
            folds.append(
                {name: corpus_uar(logits, split.validation, name) for name in CORPORA_USED}
            )
        by_seed.append(folds)
    return _over_folds(by_seed)


def judge_mixed(recipe: TuningRecipe, statistics: Statistics) -> dict[str, Any]:
    """Choose a head under ``random80`` by validation clips, and ask it about the test clips.

    Args:
        recipe: of the network whose head it replaces.
        statistics: features of all clips.

    Returns:
        Accuracy on validation clips of each head; that on test clips of the chosen one.
    """
    split = random80_with_crema(statistics.material.clips)
    check_leaks(split)
    heads = {
        name: fit_rung(rung, recipe, split.train, statistics, 0)
        for name, rung in tqdm(MIXED_RUNGS.items(), "random80")
    }

    def accuracy(name: str, clips: Sequence[Clip]) -> float:
        return _accuracy(heads[name].logits(statistics.clean(clips, MIXED_RUNGS[name])), clips)

    validation = {name: accuracy(name, split.validation) for name in heads}
    chosen = max(validation, key=lambda name: validation[name])
    return {
        "validation": validation,
        "n_validation": len(split.validation),
        "chosen": chosen,
        "test": accuracy(chosen, split.test),
        "n_test": len(split.test),
    }


def judge_protocols(recipe: TuningRecipe, statistics: Statistics) -> dict[str, dict[str, float]]:
    """Ask heads of RAVDESS alone about the test clips of other protocols, where nothing is chosen.

    Args:
        recipe: of the network whose head they replace.
        statistics: features of all clips.

    Returns:
        UAR and accuracy by protocol, mean over its folds.
    """
    clips = [clip for clip in statistics.material.clips if clip.corpus == "ravdess"]
    table = {}
    for name in OTHER_PROTOCOLS:
        protocol, uars, right = PROTOCOLS[name], [], []
        for fold in range(protocol.n_folds):
            split = protocol.split(clips, fold, True)
            check_leaks(split)
            head = fit_rung(ALONE, recipe, split.train, statistics, 0)
            logits = head.logits(statistics.clean(split.test, ALONE))
            uars.append(corpus_uar(logits, split.test, "ravdess"))
            right.append(_accuracy(logits, split.test))
        table[name] = {
            "uar": round(float(np.mean(uars)), 4),
            "accuracy": round(float(np.mean(right)), 4),
        }
    return table


def _accuracy(logits: NDArray[np.float32], clips: Sequence[Clip]) -> float:
    answers = torch.softmax(torch.from_numpy(logits), dim=-1).mean(dim=1).argmax(dim=1)
    truth = [EMOTIONS.index(clip.emotion) for clip in clips]
    return round(float((answers.numpy() == np.array(truth)).mean()), 4)


def _uars(
    clean: NDArray[np.float32], changed: NDArray[np.float32], clips: Sequence[Clip]
) -> dict[str, float]:
    uars = {name: corpus_uar(clean, clips, name) for name in CORPORA_USED}
    return uars | {f"{name}{_AUGMENTED}": corpus_uar(changed, clips, name) for name in CORPORA_USED}


def _over_folds(by_seed: Sequence[Sequence[dict[str, float]]]) -> dict[str, list[float]]:
    return {
        kind: [round(float(np.mean([fold[kind] for fold in folds])), 4) for folds in by_seed]
        for kind in by_seed[0][0]
    }


def _write(part: str, value: Any) -> None:
    table = json.loads(LADDER.read_text("utf-8")) if LADDER.exists() else {}
    table[part] = value
    LADDER.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Run the command ``python -m training.evaluate.ladder``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", type=Path, default=RECIPES / "ser-base.toml")
    parser.add_argument(
        "--part",
        nargs="+",
        default=["random80", "protocols", "linear", "attentive"],
        help="only these",
    )
    parser.add_argument("--threads", type=int, default=2)
    add_place_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = load_tuning_recipe(options.recipe)
    material = Material(recipe, options)
    if "random80" in options.part:
        _write("random80", judge_mixed(recipe, Statistics(material)))
    if "protocols" in options.part:
        _write("protocols", judge_protocols(recipe, Statistics(material)))
    if "linear" in options.part:
        augmented = augmented_statistics(material, recipe, options.cache)
        statistics = Statistics(material, augmented)
        table = {}
        for name, rung in tqdm(RUNGS.items(), "rungs"):
            seeds = SEEDS if 0 < rung.mask_share < 1 else SEEDS[:1]
            table[name] = climb_linear(rung, recipe, statistics, seeds)
            _write("linear", table)
        keep_as_runs(RUNGS[AUGMENTED], f"{recipe.name}-head", recipe, statistics, options.runs)
    if "attentive" in options.part:
        states = attended_states(material, recipe, options.cache)
        _write(
            "attentive",
            {
                f"frames of layer {ATTENDED_LAYER}, {words}": climb_attentive(
                    attentive, recipe, material, states
                )
                for words, attentive in (("all alike", False), ("weighed by attention", True))
            },
        )


if __name__ == "__main__":
    main()
