"""Voices to groups: agglomerative clustering by mean similarity.

Written out, since SciPy is no part of the program. Hours of speech are thinned out first: a few
thousand voices name the speakers, and resegmentation hands the others to them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ser_desktop.speakers.diarization.embedder import DiarizationSettings, Voices

MAX_CLUSTERED = 2000
MAX_FOUND = 12
"""More speakers are not told apart where their number is not given."""

Groups = NDArray[np.int64]
"""[voices], the number of each voice's group, from 0."""


def group_voices(
    voices: Voices,
    seconds: NDArray[np.float64],
    settings: DiarizationSettings,
    n_speakers: int | None = None,
) -> Voices:
    """Return one mean voice for each speaker [speakers, d], of length 1.

    Args:
        voices: of windows, in the order of time.
        seconds: [windows], the speech each stands for.
        settings: the threshold where the number is not given.
        n_speakers: how many people speak; None finds it.
    """
    step = -(-len(voices) // MAX_CLUSTERED)
    kept, weights = voices[::step], seconds[::step] * step
    merges = _merges(kept)
    if n_speakers is not None:
        groups = _sizeable(merges, kept, weights, min(n_speakers, len(kept)))
    else:
        groups = _above(merges, len(kept), settings.one_speaker_above)
        groups = _without_small(groups, kept, weights, settings.least_s)
    return means(kept, groups)


def means(voices: Voices, groups: Groups) -> Voices:
    """The mean of each group, brought to length 1."""
    sums = np.stack([voices[groups == group].sum(axis=0) for group in range(groups.max() + 1)])
    found: Voices = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return found


_Merge = tuple[float, int, int]
"""Mean similarity at which two groups become one, and one voice of each."""


def _merges(voices: Voices) -> list[_Merge]:
    """All merges down to one group, the most alike first."""
    n = len(voices)
    similarity = (voices @ voices.T).astype(np.float32)
    np.fill_diagonal(similarity, -np.inf)
    sizes = np.ones(n)
    best = similarity.max(axis=1)
    merges: list[_Merge] = []
    for _ in range(n - 1):
        a = int(best.argmax())
        b = int(similarity[a].argmax())
        merges.append((float(best[a]), a, b))
        total = sizes[a] + sizes[b]
        row = (sizes[a] * similarity[a] + sizes[b] * similarity[b]) / total
        row[[a, b]] = -np.inf
        # Mean similarity never rises by a merge, so that only those near a or b look again.
        near = np.flatnonzero((similarity[:, a] == best) | (similarity[:, b] == best))
        similarity[a], similarity[:, a] = row, row
        similarity[b], similarity[:, b] = -np.inf, -np.inf
        sizes[a] = total
        best[b] = -np.inf
        again = near[np.isfinite(best[near])]
        if len(again):
            best[again] = similarity[again].max(axis=1)
        best[a] = row.max()
    return merges


def _groups_after(merges: list[_Merge], n: int) -> Groups:
    parent = np.arange(n)
    for _, a, b in merges:
        parent[parent == b] = a
    return np.unique(parent, return_inverse=True)[1].astype(np.int64)


def _above(merges: list[_Merge], n: int, threshold: float) -> Groups:
    kept = 0
    while kept < len(merges) and merges[kept][0] > threshold:
        kept += 1
    return _groups_after(merges[:kept], n)


def _without_small(groups: Groups, voices: Voices, seconds: NDArray[np.float64],
                   least_s: float) -> Groups:  # fmt: skip
    """Voices of groups too small to be a speaker go to the nearest that is none."""
    lengths_s = np.bincount(groups, seconds)
    large = np.flatnonzero(lengths_s >= min(least_s, lengths_s.max()))
    large = large[np.argsort(-lengths_s[large], kind="stable")][:MAX_FOUND]
    renumbered = np.full(groups.max() + 1, -1)
    renumbered[large] = np.arange(len(large))
    kept: Groups = renumbered[groups]
    centres = means(voices, np.where(kept < 0, len(large), kept))[: len(large)]
    return np.where(kept < 0, (voices @ centres.T).argmax(axis=1), kept)


def _sizeable(merges: list[_Merge], voices: Voices, seconds: NDArray[np.float64],
              n_speakers: int) -> Groups:  # fmt: skip
    """The coarsest cut with so many groups of some size; what is smaller joins them.

    A cut at exactly so many groups would often spend one of them on a single odd voice.
    """
    least_s = 0.25 * seconds.sum() / (n_speakers + 1) / 2
    for n_groups in range(n_speakers, len(voices) + 1):
        groups = _groups_after(merges[: len(voices) - n_groups], len(voices))
        if np.count_nonzero(np.bincount(groups, seconds) >= least_s) >= n_speakers:
            return _largest(groups, voices, seconds, n_speakers)
        if n_groups > 40 * n_speakers:
            break
    groups = _groups_after(merges[: len(voices) - n_speakers], len(voices))
    return _largest(groups, voices, seconds, n_speakers)


def _largest(groups: Groups, voices: Voices, seconds: NDArray[np.float64], n: int) -> Groups:
    lengths_s = np.sort(np.bincount(groups, seconds))[::-1]
    return _without_small(groups, voices, seconds, float(lengths_s[min(n, len(lengths_s)) - 1]))
