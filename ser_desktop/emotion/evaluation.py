"""Evaluates a model on labelled recordings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import in_order, is_emotion
from ser_desktop.emotion.metrics import Scores, score
from ser_desktop.emotion.results import Analysis


def restrict(
    probabilities: NDArray[np.float32], model_labels: Sequence[str], labels: Sequence[str]
) -> NDArray[np.float64]:
    """Restrict probabilities to some labels, and normalise them to sum to 1.

    *Calm* is added to *neutral* if calm is not among them. Labels that the model lacks get 0.
    """
    by_label = dict(zip(model_labels, probabilities.astype(np.float64), strict=True))
    if "calm" not in labels and "neutral" in labels:
        by_label["neutral"] = by_label.get("neutral", 0.0) + by_label.get("calm", 0.0)
    chosen = np.array([by_label.get(label, 0.0) for label in labels])
    total = chosen.sum()
    return chosen / total if total > 0 else np.full(len(labels), 1 / len(labels))


@dataclass(frozen=True)
class Evaluation:
    """Answers for labelled files, with forced choice and as shown."""

    labels: list[str]
    truth: list[int]
    probabilities: NDArray[np.float64]
    """[files, labels], by forced choice."""
    forced: Scores
    strict: Scores
    """"uncertain" and "no speech" counted as wrong."""
    coverage: float
    """Share of files answered with an emotion."""
    n_failed: int

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of the contract."""
        return {
            "n": len(self.truth),
            "n_failed": self.n_failed,
            **self.forced.summary(),
            "coverage": round(self.coverage, 4),
            "per_emotion": self.forced.per_label(self.labels),
            "confusion": self.forced.confusion.tolist(),
            "labels": self.labels,
            "unanswered_counted_wrong": self.strict.summary(),
        }


def evaluate(
    emotions: Sequence[str],
    analyses: Sequence[Analysis],
    n_failed: int = 0,
    asked: Collection[str] = (),
) -> Evaluation:
    """Score analyses made with ``classify_all``.

    Args:
        emotions: the true emotion of each analysis.
        analyses: in the same order.
        n_failed: number of files that could not be analysed; the figures exclude them.
        asked: further emotions for the forced choice, in addition to those of the analysed files.
    """
    labels = in_order(sorted({*emotions, *asked}))
    truth = [labels.index(emotion) for emotion in emotions]
    rows, free = [], []
    for analysis in analyses:
        if analysis.overall.probabilities is None:
            raise ValueError("evaluation needs analyses made with classify_all")
        row = restrict(analysis.overall.probabilities, analysis.model.labels, labels)
        rows.append(row)
        answered = is_emotion(analysis.overall.label)
        free.append(int(row.argmax()) if answered else -1)
    probabilities = np.array(rows).reshape(len(rows), len(labels))
    return Evaluation(
        labels=labels,
        truth=truth,
        probabilities=probabilities,
        forced=score(truth, probabilities.argmax(axis=1) if rows else [], len(labels)),
        strict=score(truth, free, len(labels)),
        coverage=float(np.mean([answer >= 0 for answer in free])) if free else 0.0,
        n_failed=n_failed,
    )
