"""Confidence intervals of figures, by resampling the actors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.metrics import score

ROUNDS = 1000


def uar_interval(
    truth: NDArray[np.int64],
    answered: Sequence[NDArray[np.int64]],
    actors: Sequence[str],
    n_labels: int,
) -> list[float]:
    """95 % interval of the pooled UAR, resampling actors and not clips.

    Args:
        truth: label index of each clip [clips].
        answered: answered label index [clips] of each seed; the UAR is averaged over seeds.
        actors: the actor of each clip.
        n_labels: number of labels.
    """
    names = np.array(actors)
    of_actor = [np.nonzero(names == actor)[0] for actor in np.unique(names)]
    rng = np.random.default_rng(0)
    values = []
    for _ in range(ROUNDS):
        drawn = rng.integers(0, len(of_actor), len(of_actor))
        chosen = np.concatenate([of_actor[i] for i in drawn])
        uars = [score(truth[chosen], answers[chosen], n_labels).uar for answers in answered]
        values.append(np.mean(uars))
    return [round(float(q), 4) for q in np.quantile(values, [0.025, 0.975])]
