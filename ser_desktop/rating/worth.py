"""Accuracy of the model on the ratings of a project, and the threshold for a required accuracy."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_RATINGS = 10
"""Smallest number of answers behind a threshold."""
N_BINS = 5
_Z = 1.96


@dataclass(frozen=True)
class Accuracy:
    """A share of right answers with its interval (Wilson 1927, 95 %)."""

    right: int
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers of about the same confidence, and how many of them are right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Threshold:
    """A threshold of confidence from which the model is as accurate as required.

    Args:
        uncertain_below: smaller confidences are to be called uncertain.
        required: the accuracy that is required, 0..1.
        accuracy: accuracy of the answers that are left.
        coverage: share of the ratings' answers that are left, 0..1.
        n_ratings: stretches it was found on.
    """

    uncertain_below: float
    required: float
    accuracy: Accuracy
    coverage: float
    n_ratings: int


def accuracy_of(right: NDArray[np.bool_]) -> Accuracy | None:
    """Return the accuracy of answers; None without any.

    Args:
        right: [answers], whether each is right.
    """
    n = len(right)
    if n == 0:
        return None
    share = float(right.mean())
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return Accuracy(int(right.sum()), n, share, max(middle - half, 0.0), min(middle + half, 1.0))


def reliability(right: NDArray[np.bool_], confidence: NDArray[np.float64]) -> list[ReliabilityBin]:
    """Return bins of as many answers each, the least sure first.

    Args:
        right: [answers].
        confidence: [answers], 0..1.
    """
    order = np.argsort(confidence, kind="stable")
    bins = []
    for part in np.array_split(order, min(N_BINS, max(len(order), 1))):
        if len(part):
            sure = confidence[part]
            bins.append(
                ReliabilityBin(
                    float(sure[0]),
                    float(sure[-1]),
                    len(part),
                    float(sure.mean()),
                    float(right[part].mean()),
                )
            )
    return bins


def calibration_error(bins: list[ReliabilityBin]) -> float | None:
    """Return the mean distance of confidence and accuracy, weighted by answers."""
    n = sum(one.n for one in bins)
    return sum(one.n * abs(one.confidence - one.accuracy) for one in bins) / n if n else None


def ratings_needed(required: float) -> int:
    """Return the number of ratings a threshold needs if every answer is right; others need more."""
    if required >= 1:
        raise ValueError("no number of ratings shows that every answer is right")
    return max(MIN_RATINGS, math.ceil(_Z**2 * required / (1 - required) - 1e-9))


def threshold_for(
    required: float, right: NDArray[np.bool_], confidence: NDArray[np.float64]
) -> Threshold | None:
    """Return the smallest threshold above which the model is at least as good as required.

    The lower end of the 95 % interval of its accuracy has to reach it: among few
    ratings the share of right answers is high by chance too often, most of all at the best of many
    thresholds.

    Args:
        required: the accuracy that is required, 0..1.
        right: [answers].
        confidence: [answers], 0..1.

    Returns:
        None where no threshold that leaves :data:`MIN_RATINGS` answers is surely good enough.
    """
    n = len(right)
    for below in (0.0, *np.unique(confidence)):
        left = confidence >= below
        accuracy = accuracy_of(right[left])
        if accuracy is None or accuracy.n < MIN_RATINGS:
            return None
        if accuracy.low >= required:
            # Rounded down, so that the answer it was read from stays above it.
            rounded = math.floor(float(below) * 1e6) / 1e6
            return Threshold(rounded, required, accuracy, accuracy.n / n, n)
    return None
