"""Figures of merit for labelled recordings.

Labels are indices into an ordered list. UAR is the unweighted average recall, the mean of the
recalls of the labels that occur (Schuller et al. 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

ECE_BINS = 15


@dataclass(frozen=True)
class Scores:
    """Metrics of one set of answers."""

    accuracy: float
    uar: float
    macro_f1: float
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    support: NDArray[np.int64]
    confusion: NDArray[np.int64]
    """[true label, answered label]."""

    def summary(self) -> dict[str, float]:
        """Accuracy, UAR and macro F1, rounded to four digits."""
        return {
            "accuracy": round(self.accuracy, 4),
            "uar": round(self.uar, 4),
            "macro_f1": round(self.macro_f1, 4),
        }

    def per_label(self, labels: list[str]) -> dict[str, dict[str, Any]]:
        """Precision, recall, F1 and support by label."""
        return {
            label: {
                "precision": round(float(self.precision[i]), 4),
                "recall": round(float(self.recall[i]), 4),
                "f1": round(float(self.f1[i]), 4),
                "support": int(self.support[i]),
            }
            for i, label in enumerate(labels)
        }


def confusion(truth: ArrayLike, answered: ArrayLike, n_labels: int) -> NDArray[np.int64]:
    """Return counts [true label, answered label]. An answer of -1 (none) has no column."""
    truth, answered = np.asarray(truth, dtype=int), np.asarray(answered, dtype=int)
    matrix = np.zeros((n_labels, n_labels), dtype=np.int64)
    has_answer = answered >= 0
    np.add.at(matrix, (truth[has_answer], answered[has_answer]), 1)
    return matrix


def score(truth: ArrayLike, answered: ArrayLike, n_labels: int) -> Scores:
    """Compute all metrics. An answer of -1 (none) counts as wrong."""
    truth = np.asarray(truth, dtype=int)
    matrix = confusion(truth, answered, n_labels)
    support = np.bincount(truth, minlength=n_labels)
    hits = np.diag(matrix).astype(np.float64)
    recall = hits / np.maximum(support, 1)
    precision = hits / np.maximum(matrix.sum(axis=0), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    occurs = support > 0
    return Scores(
        accuracy=float(hits.sum() / max(len(truth), 1)),
        uar=float(recall[occurs].mean()) if occurs.any() else 0.0,
        macro_f1=float(f1[occurs].mean()) if occurs.any() else 0.0,
        precision=precision,
        recall=recall,
        f1=f1,
        support=support,
        confusion=matrix,
    )


def uar(truth: ArrayLike, answered: ArrayLike, n_labels: int) -> float:
    """Unweighted average recall over the labels that occur."""
    return score(truth, answered, n_labels).uar


def expected_calibration_error(confidence: ArrayLike, correct: ArrayLike) -> float:
    """ECE over 15 equal-width bins (Guo et al. 2017, arXiv 1706.04599)."""
    confidence, correct = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [
        abs(correct[bins == b].mean() - confidence[bins == b].mean()) * np.mean(bins == b)
        for b in np.unique(bins)
    ]
    return float(np.sum(gaps))


def accuracy_at_coverage(confidence: ArrayLike, correct: ArrayLike, coverage: float) -> float:
    """Accuracy on the most confident share of the answers."""
    confidence, correct = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
    n_kept = max(1, round(coverage * len(confidence)))
    most = np.argsort(-confidence, kind="stable")[:n_kept]
    return float(correct[most].mean())
