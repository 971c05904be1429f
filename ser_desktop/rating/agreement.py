"""Agreement of raters beyond chance. Labels have no order (nominal scale); -1 is no rating.

It uses numpy, since the program does not contain scikit-learn or statsmodels; the tests compare
with scikit-learn, the package ``krippendorff`` and published examples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
N_RESAMPLES = 1000
COVERAGE = 0.95
_MIN_UNITS = 2


@dataclass(frozen=True)
class Figure:
    """A figure with its bootstrap interval.

    Args:
        value: None if it is undefined (too few units, or only one label).
        low, high: 95 % interval of the resamples; None if undefined.
        n: number of units.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def cohen_kappa(one: Labels, other: Labels) -> float | None:
    """Return Cohen's kappa of two raters (Cohen 1960), over the units both rated.

    Args:
        one: labels of the first rater, [units]; negative if missing.
        other: labels of the second rater, in the same form.
    """
    both = (one >= 0) & (other >= 0)
    one, other = one[both], other[both]
    if not len(one):
        return None
    size = int(max(one.max(), other.max())) + 1
    observed = float(np.mean(one == other))
    expected = float(
        np.bincount(one, minlength=size) @ np.bincount(other, minlength=size) / len(one) ** 2
    )
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def fleiss_kappa(ratings: Labels) -> float | None:
    """Return Fleiss' kappa (Fleiss 1971), over the units every rater rated.

    Args:
        ratings: [raters, units].
    """
    n_raters = len(ratings)
    ratings = ratings[:, (ratings >= 0).all(axis=0)]
    if n_raters < 2 or not ratings.shape[1]:
        return None
    counts = _counts(ratings)
    shares = counts.sum(axis=0) / counts.sum()
    agreed = (np.square(counts).sum(axis=1) - n_raters) / (n_raters * (n_raters - 1))
    expected = float(np.square(shares).sum())
    return None if expected >= 1 else (float(agreed.mean()) - expected) / (1 - expected)


def krippendorff_alpha(ratings: Labels) -> float | None:
    """Return Krippendorff's alpha for nominal labels (Krippendorff 2011), ratings may be missing.

    Args:
        ratings: [raters, units].
    """
    counts = _counts(ratings)
    counts = counts[counts.sum(axis=1) >= 2]  # a single rating can neither agree nor disagree
    if not len(counts):
        return None
    per_unit = counts.sum(axis=1)
    total = float(per_unit.sum())
    pairs = np.square(per_unit) - np.square(counts).sum(axis=1)  # ordered pairs that differ
    observed = float((pairs / (per_unit - 1)).sum()) / total
    of_label = counts.sum(axis=0)
    expected = float(total**2 - np.square(of_label).sum()) / (total * (total - 1))
    return None if expected == 0 else 1 - observed / expected


def with_interval(
    measure: Callable[[Labels], float | None], ratings: Labels, seed: int = 0
) -> Figure:
    """Return a measure with the interval of a bootstrap over units.

    Args:
        measure: function of [raters, units].
        ratings: [raters, units].
        seed: seed of the resampling, so that equal ratings give equal intervals.
    """
    n = int(((ratings >= 0).sum(axis=0) >= 2).sum())
    value = measure(ratings) if n else None
    if value is None or n < _MIN_UNITS:
        return Figure(value, None, None, n)
    draw = np.random.default_rng(seed)
    n_units = ratings.shape[1]
    values = []
    for _ in range(N_RESAMPLES):
        resampled = measure(ratings[:, draw.integers(0, n_units, n_units)])
        if resampled is not None:
            values.append(resampled)
    if not values:
        return Figure(value, None, None, n)
    low, high = np.quantile(values, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return Figure(value, float(low), float(high), n)


def cohen_of(ratings: Labels) -> float | None:
    """Return Cohen's kappa of the first two raters, in the form :func:`with_interval` takes."""
    return cohen_kappa(ratings[0], ratings[1])


def one_label(ratings: Labels, label: int) -> Labels:
    """Return the ratings as *this label* (1) or *another* (0), for agreement per emotion."""
    return np.where(ratings < 0, ratings, (ratings == label).astype(np.int64))


def _counts(ratings: Labels) -> NDArray[np.float64]:
    """Return [units, labels]: number of raters for each label."""
    size = int(ratings.max(initial=0)) + 1
    return np.stack([(ratings == label).sum(axis=0) for label in range(size)], axis=1).astype(
        np.float64
    )
