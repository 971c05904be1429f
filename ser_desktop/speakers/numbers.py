"""Log-probabilities, their softmax, and the embeddings of examples as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MIN_PROBABILITY = 1e-6

Rows = NDArray[np.float64]


def log_probabilities_of(probabilities: NDArray[np.float32]) -> Rows:
    """Return logarithms of probabilities [n, labels]; those near 0 count as MIN_PROBABILITY."""
    return np.log(np.maximum(probabilities.astype(np.float64), MIN_PROBABILITY))


def softmax(scores: Rows) -> Rows:
    """Return probabilities [n, labels] of scores [n, labels]."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Rows = powers / powers.sum(axis=1, keepdims=True)
    return result
