"""Compare two recipes on validation actors alone: ``python -m training.lever_table A B``.

Reads the logs of finished runs and prints, fold by fold, the mean validation UAR of the last ten
epochs. Test actors are not looked at. Its output is what ``NOTES.md`` quotes.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from training.places import add_place_options
from training.splits import PROTOCOLS

LAST_EPOCHS = 10


def validation_uar(log: Path) -> float:
    """Mean over the last epochs: one epoch on 120 clips is too noisy to compare by."""
    with log.open(encoding="utf-8", newline="") as handle:
        values = [float(row["validation_uar"]) for row in csv.DictReader(handle)]
    return float(np.mean(values[-LAST_EPOCHS:]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs=2)
    parser.add_argument("--protocol", choices=sorted(PROTOCOLS), default="luna5")
    parser.add_argument("--seed", type=int, default=0)
    add_place_options(parser)
    options = parser.parse_args()
    first, second = options.recipes
    print(f"| fold | {first} | {second} | difference |\n|---|---|---|---|")
    differences = []
    for fold in range(PROTOCOLS[options.protocol].n_folds):
        name = f"{options.protocol}-fold{fold}-seed{options.seed}"
        folders = [options.runs / recipe / name for recipe in options.recipes]
        if not all((folder / "best.pt").exists() for folder in folders):
            continue
        a, b = (validation_uar(folder / "log.csv") for folder in folders)
        differences.append(b - a)
        print(f"| {fold} | {a:.3f} | {b:.3f} | {b - a:+.3f} |")
    if differences:
        print(f"| mean | | | {np.mean(differences):+.3f} |")


if __name__ == "__main__":
    main()
