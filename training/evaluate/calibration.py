"""Temperature and the threshold of "uncertain", chosen on validation actors alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

ANSWERED_SHARE = 0.85
"""Share of the validation clips whose confidence reaches the threshold."""
MAX_THRESHOLD = 0.9
_TEMPERATURES = np.geomspace(0.3, 3.0, 93)


def clip_probabilities(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    """Average the calibrated softmax over the windows of each clip.

    Args:
        logits: [clips, windows, labels].
        temperature: divisor of the logits.

    Returns:
        Probabilities [clips, labels].
    """
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=-1, keepdims=True)
    powers = np.exp(scaled)
    mean: NDArray[np.float64] = (powers / powers.sum(axis=-1, keepdims=True)).mean(axis=1)
    return mean


def fit_temperature(logits: NDArray[np.float32], truth: ArrayLike) -> float:
    """Fit the temperature of least negative log-likelihood (Guo et al. 2017, arXiv 1706.04599).

    Args:
        logits: [clips, windows, labels].
        truth: index of the true label of each clip.
    """
    truth = np.asarray(truth, dtype=int)
    losses = [
        -np.log(clip_probabilities(logits, t)[np.arange(len(truth)), truth]).mean()
        for t in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def fit_threshold(logits: NDArray[np.float32], temperature: float) -> float:
    """Find the confidence that ``ANSWERED_SHARE`` of the clips reach.

    Args:
        logits: [clips, windows, labels].
        temperature: divisor of the logits.

    Returns:
        Threshold of "uncertain", at most ``MAX_THRESHOLD``.
    """
    confidences = clip_probabilities(logits, temperature).max(axis=1)
    return min(float(np.quantile(confidences, 1 - ANSWERED_SHARE)), MAX_THRESHOLD)
