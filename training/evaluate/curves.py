"""Curves of reliability, risk and coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ser_desktop.emotion.metrics import ECE_BINS


@dataclass(frozen=True)
class Reliability:
    """Answers by confidence, in the bins of the expected calibration error, without empty bins."""

    confidence: NDArray[np.float64]
    """Mean of each bin."""
    accuracy: NDArray[np.float64]
    count: NDArray[np.int64]


def reliability(confidence: ArrayLike, correct: ArrayLike) -> Reliability:
    """Compute mean confidence and accuracy of each bin (Guo et al. 2017, arXiv 1706.04599).

    Args:
        confidence: [answers], 0 to 1.
        correct: [answers], whether each is right.
    """
    confidence, correct = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    filled = np.unique(bins)
    return Reliability(
        confidence=np.array([confidence[bins == b].mean() for b in filled]),
        accuracy=np.array([correct[bins == b].mean() for b in filled]),
        count=np.array([np.sum(bins == b) for b in filled]),
    )


def risk_coverage(
    confidence: ArrayLike, correct: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute risk and coverage when only the answers with the highest confidence are given.

    El-Yaniv & Wiener 2010, JMLR 11:1605.

    Args:
        confidence: [answers], 0 to 1.
        correct: [answers], whether each is right.

    Returns:
        Coverage (share given) and risk (share of wrong answers among those), both over the number
        of answers given, from 1 to all.
    """
    confidence, correct = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
    surest_first = np.argsort(-confidence, kind="stable")
    given = np.arange(1, len(correct) + 1)
    risk = np.cumsum(1 - correct[surest_first]) / given
    return given / len(correct), risk


def risk_coverage_area(confidence: ArrayLike, correct: ArrayLike) -> float:
    """Average the risk over all coverages.

    Args:
        confidence: [answers], 0 to 1.
        correct: [answers], whether each is right.

    Returns:
        0 is perfect; a confidence without information gives the error rate.
    """
    _, risk = risk_coverage(confidence, correct)
    return float(risk.mean())
