"""The figures of a model on EmoDB, a corpus in another language."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ser_desktop.emotion.labels import EMOTIONS
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
    ).strip()


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
