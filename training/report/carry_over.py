"""The figures of a model on EmoDB, a corpus in another language."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ser_desktop.emotion.labels import EMOTIONS, UNCERTAIN
from training.data.splits import CARRY_OVER
from training.evaluate.records import read_figures, read_predictions, seed_files
from training.report.rendering import render


def carry_over_sentence(results: Path, system: str) -> str:
    """Write what a system reaches on the other corpus.

    Args:
        results: folder of the result files.
        system: name of the system's folder there.
    """
    measured = bool(seed_files(results / system, CARRY_OVER, ".json"))
    return render(
        "carry_over_sentence",
        figures=read_figures(results / system, CARRY_OVER) if measured else None,
        free_choice=free_choice(results, system) if measured else None,
        shown=shown_choice(results, system) if measured else None,
    ).strip()


def comparison_sentence(results: Path, accurate: str, fast: str) -> str:
    """Say which of two systems is better on the other corpus, so that nobody has to look for it.

    Args:
        results: folder of the result files.
        accurate: name of one system's folder there.
        fast: name of the other's.

    Returns:
        A sentence, or nothing where one of them was not measured.
    """
    both = [
        (name, read_figures(results / name, CARRY_OVER))
        for name in (accurate, fast)
        if seed_files(results / name, CARRY_OVER, ".json")
    ]
    return render("comparison_sentence", both=both).strip() if len(both) > 1 else ""


def free_choice(results: Path, system: str) -> float:
    """Compute the accuracy on the other corpus by choice among all eight emotions.

    *Calm* counts as *neutral*.

    Returns:
        Share of right answers, the mean over the seeds.
    """
    calm, neutral = EMOTIONS.index("calm"), EMOTIONS.index("neutral")
    shares = []
    for path in seed_files(results / system, CARRY_OVER, ".csv"):
        table = read_predictions(path)
        answered = np.where(table.answered == calm, neutral, table.answered)
        shares.append(float((answered == table.truth).mean()))
    return float(np.mean(shares))


@dataclass(frozen=True)
class ShownChoice:
    """What the application shows on the other corpus: shares of all clips, mean over the seeds."""

    right: float
    uncertain: float


def shown_choice(results: Path, system: str) -> ShownChoice:
    """Compute how often the label that is shown is right, and how often it is *uncertain*.

    *Calm* counts as *neutral*.
    """
    right, uncertain = [], []
    for path in seed_files(results / system, CARRY_OVER, ".csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            rows = [(row["emotion"], row["shown"]) for row in csv.DictReader(handle)]
        heard = [(truth, "neutral" if shown == "calm" else shown) for truth, shown in rows]
        right.append(np.mean([truth == shown for truth, shown in heard]))
        uncertain.append(np.mean([shown == UNCERTAIN for _, shown in heard]))
    return ShownChoice(float(np.mean(right)), float(np.mean(uncertain)))
