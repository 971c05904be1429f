"""Changes of the recipe that are compared before the runs that count, and how they are chosen.

Seven changes are compared by eight candidates, each of which makes some of them (a fractional
factorial design: every change is made by half of the candidates, and no two by the same half), so
that each effect rests on all of them. Candidates are tuned on the joint folds and on each corpus
alone, and judged by validation actors: of both corpora, clean and augmented, and of the corpus that
was not learned from. The score is the mean of these six.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from training.data.crema_folds import N_FOLDS
from training.train.stacked.run_options import RunOptions, StackedRun

LEAST_GAIN = 0.001
"""Smallest effect on the score for which a change is made."""
JUDGING_SPLITS = (
    *(f"both-fold{fold}" for fold in range(N_FOLDS)),
    "ravdess-alone",
    "crema-d-alone",
)
CHANGES: dict[str, dict[str, Any]] = {
    "rate * 2": {"encoder_rate": 1e-4, "head_rate": 6e-4},
    "crema-d weighs 1": {"crema_weight": 1.0},
    "noise * 1.5": {"strength": (0.5, 1.5)},
    "votes 0.3": {"vote_share": 0.3},
    "mixup 0.5": {"mixup": 0.5},
    "drop path 0.1": {"drop_path": 0.1},
    "more of crema-d": {"pool_shares": (0.17, 0.05, 0.78)},
}


def design() -> dict[str, frozenset[str]]:
    """Which candidate makes which changes (the design 2^(7-4) of resolution III)."""
    names = list(CHANGES)
    candidates = {}
    for number, (a, b, c) in enumerate(product((-1, 1), repeat=3)):
        levels = (a, b, c, a * b, a * c, b * c, a * b * c)
        made = frozenset(name for name, level in zip(names, levels, strict=True) if level > 0)
        candidates[f"candidate {number}"] = made
    return candidates


def options_of(changes: Collection[str]) -> RunOptions:
    """Options of the recipe with some changes made."""
    made: dict[str, Any] = {}
    for name in changes:
        made |= CHANGES[name]
    return replace(RunOptions(), **made)


def judging_runs(options: RunOptions, seed: int) -> list[StackedRun]:
    """Runs that judge one candidate."""
    return [StackedRun(split, seed, options) for split in JUDGING_SPLITS]


def table_row(
    runs: Sequence[StackedRun], scores: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    """Summarise one candidate.

    Args:
        runs: of :func:`judging_runs`.
        scores: of the judge, for each run.

    Returns:
        The six columns and ``score``, their mean; UAR, 0 to 1.
    """
    columns: dict[str, list[float]] = {}
    for run, uars in zip(runs, scores, strict=True):
        joint = run.split.startswith("both")
        for name, uar in uars.items():
            if joint or name.endswith("clean"):
                columns.setdefault(name if joint else f"{name}, unheard corpus", []).append(uar)
    row = {name: float(np.mean(uars)) for name, uars in columns.items()}
    row["score"] = float(np.mean(list(row.values())))
    return {name: round(value, 4) for name, value in row.items()}


def effects(table: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Compute what each change adds, for each column.

    Args:
        table: a row for each candidate of :func:`design`.

    Returns:
        By change: mean of the candidates that make it less that of the others.
    """
    found: dict[str, dict[str, float]] = {}
    for change in CHANGES:
        sides = {True: [], False: []}  # type: dict[bool, list[Mapping[str, float]]]
        for name, made in design().items():
            sides[change in made].append(table[name])
        found[change] = {
            column: round(
                float(np.mean([row[column] for row in sides[True]]))
                - float(np.mean([row[column] for row in sides[False]])),
                4,
            )
            for column in sides[True][0]
        }
    return found


def gaining_changes(table: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Names of the changes that raise the score enough, the best first."""
    gains = {name: columns["score"] for name, columns in effects(table).items()}
    chosen = [name for name, gain in gains.items() if gain >= LEAST_GAIN]
    return sorted(chosen, key=lambda name: -gains[name])
