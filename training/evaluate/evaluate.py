"""Evaluates exported fold models on unseen actors: ``python -m training.evaluate``.

Every clip is analysed by :func:`ser_desktop.emotion.analysis.analyze`, as in the application, with
the model of its fold. The figures of the bare network (mean over the first and the last window, no
speech gate) are given too, so that the effect of the application can be seen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from ser_desktop.emotion.model import EmotionModel
from training.data.crema_folds import JOINT_SYSTEMS, JOINT_TESTS, MIXED, N_FOLDS
from training.data.splits import (
    CARRY_OVER,
    PROTOCOLS,
)
from training.evaluate.figures import figures
from training.evaluate.origins import cost, origin, record_of
from training.evaluate.out_of_fold import (
    carry_over,
    evaluate_joint,
    evaluate_mixed,
    evaluate_protocol,
)
from training.evaluate.records import ORIGINS, Answer, write_predictions, write_summary
from training.places import RESULTS, add_place_options
from training.train.export_onnx import fold_model_path

EVERY_JOINT = "joint"
"""Every protocol of a system that learned from both corpora."""


def main() -> None:
    """Run the command ``python -m training.evaluate``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--system", default="ours-1.2", help="a folder of the runs folder")
    protocols = sorted({*PROTOCOLS, *JOINT_TESTS, CARRY_OVER})
    parser.add_argument(
        "--protocol",
        choices=[*protocols, EVERY_JOINT],
        default="luna5",
        help=f"{EVERY_JOINT}: {', '.join(JOINT_TESTS)}, each clip analysed once",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--model", type=Path, help=f"for {CARRY_OVER}: a model of all RAVDESS actors"
    )
    add_place_options(parser)
    options = parser.parse_args()
    system, name, seed, runs = options.system, options.protocol, options.seed, options.runs
    if name == CARRY_OVER:
        if options.model is None:
            parser.error(f"{CARRY_OVER} needs --model")
        if (own := record_of(options.model).get("seed", seed)) != seed:
            parser.error(f"{options.model} is of seed {own}: give --seed {own}")
        answers = {name: carry_over(EmotionModel(options.model), options.corpora)}
        models = [options.model]
    elif system in JOINT_SYSTEMS and name == MIXED:
        answers = {name: evaluate_mixed(system, seed, runs, options.corpora)}
        models = [fold_model_path(runs, system, MIXED, seed, 0)]
    elif system in JOINT_SYSTEMS:
        names = list(JOINT_TESTS) if name == EVERY_JOINT else [name]
        if not set(names) <= set(JOINT_TESTS):
            parser.error(f"{system} is judged by {', '.join([*JOINT_TESTS, MIXED, CARRY_OVER])}")
        answers = evaluate_joint(names, system, seed, runs, options.corpora)
        models = [fold_model_path(runs, system, "both", seed, fold) for fold in range(N_FOLDS)]
    else:
        if name not in PROTOCOLS:
            parser.error(f"{system} is judged by {', '.join([*PROTOCOLS, CARRY_OVER])}")
        answers = {name: evaluate_protocol(name, system, seed, runs, options.corpora)}
        models = [
            fold_model_path(runs, system, PROTOCOLS[name].trained, seed, fold)
            for fold in range(PROTOCOLS[name].n_folds)
        ]
    for protocol, judged in answers.items():
        _write(judged, protocol, seed, models, RESULTS / system)
    write_summary(RESULTS)


def _write(
    answers: Sequence[Answer], protocol: str, seed: int, models: Sequence[Path], folder: Path
) -> None:
    """Write predictions and figures of one protocol."""
    result = figures(answers)
    if protocol != CARRY_OVER:
        result["cost"] = cost(models[0])
    result[ORIGINS] = [origin(path) for path in models]
    write_predictions(answers, folder / f"{protocol}-seed{seed}.csv")
    target = folder / f"{protocol}-seed{seed}.json"
    target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    shown = ("n_clips", "accuracy", "uar", "macro_f1", "ece", "bare_network")
    print(protocol, json.dumps({key: result[key] for key in shown}, indent=2))


if __name__ == "__main__":
    main()
