"""Compare recipes on validation actors alone.

``python -m training.evaluate.ablation_table ours-1.2 warp robust``.

Reads the logs of finished runs and prints, fold by fold, the mean validation UAR of the last ten
epochs; then, of the chosen weights, each recipe alone and the logits of all of them averaged. With
``--stopped``, stopped runs count as well: it compares the last ten epochs that all runs have, and
the training loss in them. With several seeds, each pair of recipe and seed is a row, and
``averaged`` is the result of all of them as members of one model. Test actors are not used. The
output is kept in ``results/ablations.json``, which NOTES.md and the decisions quote.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.metrics import uar
from training.data.corpora.ravdess import scan
from training.data.splits import PROTOCOLS, TRAINED, Split
from training.evaluate.calibration import clip_probabilities
from training.places import RESULTS, add_place_options

LAST_EPOCHS = 10
AVERAGED = "averaged"

Tables = dict[str, dict[str, float]]
"""Figure by recipe (or recipe and seed) and fold."""


def n_epochs(log: Path) -> int:
    """Count the epochs that a run has finished."""
    return len(log.read_text("utf-8").splitlines()) - 1


def late_mean(log: Path, column: str, until: int | None = None) -> float:
    """Average a column of a log over its last epochs.

    A single epoch on 120 clips is too noisy for a comparison.

    Args:
        log: ``log.csv`` of a run.
        column: name of the column.
        until: number of epochs that are read; None reads all.
    """
    with log.open(encoding="utf-8", newline="") as handle:
        values = [float(row[column]) for row in csv.DictReader(handle)][:until]
    return float(np.mean(values[-LAST_EPOCHS:]))


def chosen_uar(folders: Sequence[Path], split: Split) -> float:
    """Compute the UAR of chosen weights on validation clips.

    Args:
        folders: runs whose logits are averaged.
        split: the split that they were trained on.

    Returns:
        UAR, 0 to 1.
    """
    logits = np.mean([np.load(folder / "validation_logits.npy") for folder in folders], axis=0)
    answered = clip_probabilities(logits, 1.0).argmax(axis=1)
    return uar([EMOTIONS.index(clip.emotion) for clip in split.validation], answered, len(EMOTIONS))


def finished(folders: dict[str, dict[str, Path]], splits: dict[str, Split]) -> dict[str, Tables]:
    """Compare runs in the folds that all recipes have finished.

    Args:
        folders: run folder by recipe and fold.
        splits: by fold.

    Returns:
        Validation UAR of the last epochs and of the chosen weights.
    """
    names = list(folders)
    late: Tables = {name: {} for name in names}
    chosen: Tables = {name: {} for name in [*names, AVERAGED]}
    for fold, split in splits.items():
        runs = {name: folders[name][fold] for name in names}
        if not all((run / "best.pt").exists() for run in runs.values()):
            continue
        for name, run in runs.items():
            late[name][fold] = late_mean(run / "log.csv", "validation_uar")
            chosen[name][fold] = chosen_uar([run], split)
        chosen[AVERAGED][fold] = chosen_uar(list(runs.values()), split)
    return {"last_epochs": late, "chosen_epoch": chosen}


def stopped(folders: dict[str, dict[str, Path]], splits: dict[str, Split]) -> dict[str, Tables]:
    """Compare runs over the epochs that all recipes have, in the folds that all have started.

    Args:
        folders: run folder by recipe and fold.
        splits: by fold.

    Returns:
        Validation UAR, training loss and number of epochs.
    """
    names = list(folders)
    tables: dict[str, Tables] = {
        title: {name: {} for name in names} for title in ("validation_uar", "loss", "epochs")
    }
    for fold in splits:
        logs = {name: folders[name][fold] / "log.csv" for name in names}
        if not all(log.exists() for log in logs.values()):
            continue
        until = min(n_epochs(log) for log in logs.values())
        for name, log in logs.items():
            for column in ("validation_uar", "loss"):
                tables[column][name][fold] = late_mean(log, column, until)
            tables["epochs"][name][fold] = until
    return tables


def main() -> None:
    """Run the command ``python -m training.evaluate.ablation_table``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="+")
    parser.add_argument("--stopped", action="store_true", help="runs that were given up as well")
    parser.add_argument("--protocol", choices=TRAINED, default="luna5")
    parser.add_argument("--seed", type=int, nargs="+", default=[0])
    add_place_options(parser)
    options = parser.parse_args()
    clips, _ = scan(options.corpora)
    protocol = PROTOCOLS[options.protocol]
    splits = {str(fold): protocol.split(clips, fold, True) for fold in range(protocol.n_folds)}
    several = len(options.seed) > 1
    folders = {
        f"{name}, seed {seed}" if several else name: {
            fold: options.runs / name / f"{split.name}-seed{seed}" for fold, split in splits.items()
        }
        for name in options.recipes
        for seed in options.seed
    }
    tables = (stopped if options.stopped else finished)(folders, splits)
    table_by_title = {title: _with_mean(table) for title, table in tables.items()}
    if not all(table_by_title.values()):
        raise SystemExit("These recipes have no fold in common.")
    for title, table in table_by_title.items():
        print(f"\n{title}\n| fold | {' | '.join(table)} |\n|{'---|' * (len(table) + 1)}")
        for fold_name in next(iter(table.values())):
            cells = " | ".join(f"{row[fold_name]:.3f}" for row in table.values())
            print(f"| {fold_name} | {cells} |")
    target = RESULTS / "ablations.json"
    known = json.loads(target.read_text("utf-8")) if target.exists() else {}
    mode = "stopped" if options.stopped else "finished"
    recipes, seeds = "+".join(sorted(options.recipes)), "+".join(map(str, sorted(options.seed)))
    key = f"{recipes}, {options.protocol}, seed {seeds}, {mode}"
    known[key] = table_by_title
    target.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def _with_mean(table: Tables) -> Tables:
    return {
        name: {
            **{fold: round(value, 4) for fold, value in row.items()},
            "mean": round(float(np.mean(list(row.values()))), 4),
        }
        for name, row in table.items()
        if row
    }


if __name__ == "__main__":
    main()
