"""Compare recipes on validation actors alone: ``python -m training.lever_table ours warp robust``.

Reads the logs of finished runs and prints, fold by fold, the mean validation UAR of the last ten
epochs; then, of the chosen weights, each recipe alone and the logits of all of them averaged. Test
actors are not looked at. What it prints is kept in ``results/levers.json``, which NOTES.md and the
decisions quote.
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
from training.calibration import clip_probabilities
from training.corpora.ravdess import scan
from training.places import RESULTS, add_place_options
from training.splits import PROTOCOLS, Split

LAST_EPOCHS = 10
AVERAGED = "averaged"


def validation_uar(log: Path) -> float:
    """Mean over the last epochs: one epoch on 120 clips is too noisy to compare by."""
    with log.open(encoding="utf-8", newline="") as handle:
        values = [float(row["validation_uar"]) for row in csv.DictReader(handle)]
    return float(np.mean(values[-LAST_EPOCHS:]))


def chosen_uar(folders: Sequence[Path], split: Split) -> float:
    """UAR on the validation clips of the chosen weights, the logits of several runs averaged."""
    logits = np.mean([np.load(folder / "validation_logits.npy") for folder in folders], axis=0)
    answered = clip_probabilities(logits, 1.0).argmax(axis=1)
    return uar([EMOTIONS.index(clip.emotion) for clip in split.validation], answered, len(EMOTIONS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="+")
    parser.add_argument("--protocol", choices=sorted(PROTOCOLS), default="luna5")
    parser.add_argument("--seed", type=int, default=0)
    add_place_options(parser)
    options = parser.parse_args()
    clips, _ = scan(options.corpora)
    protocol = PROTOCOLS[options.protocol]
    late: dict[str, dict[str, float]] = {name: {} for name in options.recipes}
    chosen: dict[str, dict[str, float]] = {name: {} for name in [*options.recipes, AVERAGED]}
    for fold in range(protocol.n_folds):
        split = protocol.split(clips, fold, True)
        folders = {
            name: options.runs / name / f"{split.name}-seed{options.seed}"
            for name in options.recipes
        }
        if not all((folder / "best.pt").exists() for folder in folders.values()):
            continue
        for name, folder in folders.items():
            late[name][str(fold)] = round(validation_uar(folder / "log.csv"), 4)
            chosen[name][str(fold)] = round(chosen_uar([folder], split), 4)
        chosen[AVERAGED][str(fold)] = round(chosen_uar(list(folders.values()), split), 4)
    found = {"last_epochs": _with_mean(late), "chosen_epoch": _with_mean(chosen)}
    for title, table in found.items():
        print(f"\n{title}\n| fold | {' | '.join(table)} |\n|{'---|' * (len(table) + 1)}")
        for fold_name in next(iter(table.values())):
            cells = " | ".join(f"{row[fold_name]:.3f}" for row in table.values())
            print(f"| {fold_name} | {cells} |")
    target = RESULTS / "levers.json"
    known = json.loads(target.read_text("utf-8")) if target.exists() else {}
    known["+".join(options.recipes)] = {"seed": options.seed, **found}
    target.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def _with_mean(table: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        name: {**row, "mean": round(float(np.mean(list(row.values()))), 4)}
        for name, row in table.items()
        if row
    }


if __name__ == "__main__":
    main()
