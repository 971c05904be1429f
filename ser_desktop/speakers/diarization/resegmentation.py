"""Assigns each window to a known speaker by a Viterbi search over time.

A change of speaker has a cost, which is lower across a pause, so that a single odd window makes no
change. The speakers' mean voices are computed again from their windows, and the windows are
assigned again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.speakers.diarization.clustering import Groups, means
from ser_desktop.speakers.diarization.embedder import DiarizationSettings, Voices

ROUNDS = 4
COST_ACROSS_PAUSE = 0.4
"""What a change of speaker across a pause costs, as a share of one inside speech."""


def share_out(
    voices: Voices,
    stretch_of: NDArray[np.int64],
    speakers: Voices,
    settings: DiarizationSettings,
) -> tuple[Groups, Voices]:
    """Assign every window to a speaker.

    Args:
        voices: [windows, d], in the order of time.
        stretch_of: [windows], the stretch of speech each belongs to.
        speakers: [speakers, d], their initial mean voices.
        settings: sharpness, and the cost of a change.

    Returns:
        the speaker of every window, from 0, and the speakers' mean voices. Speakers who lost all
        their windows are left out.
    """
    costs = np.where(np.diff(stretch_of) == 0, 1.0, COST_ACROSS_PAUSE) * settings.change_cost
    for _ in range(ROUNDS):
        path = _best_path(settings.sharpness * (voices @ speakers.T), costs)
        groups = np.unique(path, return_inverse=True)[1].astype(np.int64)
        speakers = means(voices, groups)
    return groups, speakers


def _best_path(scores: NDArray[np.floating[Any]], costs: NDArray[np.float64]) -> Groups:
    """Return the speakers [windows] with the highest sum of scores minus costs.

    ``scores`` is [windows, speakers].
    """
    n, k = scores.shape
    came_from = np.zeros((n, k), dtype=np.int64)
    total = scores[0].astype(np.float64)
    everyone = np.arange(k)
    for i in range(1, n):
        leader = int(total.argmax())
        changed = total[leader] - costs[i - 1]
        came_from[i] = np.where(changed > total, leader, everyone)
        total = np.maximum(total, changed) + scores[i]
    path = np.zeros(n, dtype=np.int64)
    path[-1] = total.argmax()
    for i in range(n - 1, 0, -1):
        path[i - 1] = came_from[i, path[i]]
    return path
