"""Groups voices into speakers by k-means on the sphere, with several initialisations.

Agglomerative and spectral clustering of the same voices made more errors on validation
conversations: they separate one person's moods before they separate two people. Hours of speech are
subsampled first; resegmentation assigns the other windows to the speakers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ser_desktop.speakers.diarization.embedder import DiarizationSettings, Voices

MAX_CLUSTERED = 2000
MAX_FOUND = 8
"""More speakers are not told apart where their number is not given."""
_BEGINNINGS = 8
_MAX_ROUNDS = 20
_SEED = 0

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
        voices: voices of windows, in the order of time.
        seconds: [windows], seconds of speech in each window.
        settings: thresholds for another speaker if the number is not given.
        n_speakers: number of speakers; None estimates it.
    """
    step = -(-len(voices) // MAX_CLUSTERED)
    kept, lengths_s = voices[::step], seconds[::step] * step
    if n_speakers is not None:
        return _best_centres(kept, min(n_speakers, len(kept)))
    best = _best_centres(kept, 1)
    for n in range(2, min(MAX_FOUND, len(kept)) + 1):
        centres = _best_centres(kept, n)
        gain = _fit(kept, centres) - _fit(kept, best)
        groups = (kept @ centres.T).argmax(axis=1)
        shortest_s = float(np.bincount(groups, lengths_s, minlength=n).min())
        if gain < settings.gain_of_speaker or shortest_s < settings.min_speech_s:
            break
        best = centres
    return best


def means(voices: Voices, groups: Groups) -> Voices:
    """Return the mean of each group, normalised to length 1."""
    sums = np.stack([voices[groups == group].sum(axis=0) for group in range(groups.max() + 1)])
    mean_voices: Voices = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return mean_voices


def _fit(voices: Voices, centres: Voices) -> float:
    """Return the mean similarity of the voices to the nearest centre."""
    return float((voices @ centres.T).max(axis=1).mean())


def _best_centres(voices: Voices, n: int) -> Voices:
    """Return the centres of the best of several initialisations; deterministic."""
    rng = np.random.default_rng(_SEED)
    ended = [_settled(voices, _beginning(voices, n, rng)) for _ in range(_BEGINNINGS)]
    return max(ended, key=lambda centres: _fit(voices, centres))


def _beginning(voices: Voices, n: int, rng: np.random.Generator) -> Voices:
    """Draw initial centres far from one another (k-means++)."""
    chosen = [voices[rng.integers(len(voices))]]
    while len(chosen) < n:
        distance = np.maximum(1 - (voices @ np.stack(chosen).T).max(axis=1), 1e-6) ** 2.0
        weights = distance.astype(np.float64)
        chosen.append(voices[rng.choice(len(voices), p=weights / weights.sum())])
    return np.stack(chosen)


def _settled(voices: Voices, centres: Voices) -> Voices:
    groups = np.full(len(voices), -1)
    for _ in range(_MAX_ROUNDS):
        nearest = (voices @ centres.T).argmax(axis=1)
        if np.array_equal(nearest, groups):
            break
        groups = nearest
        centres = centres.copy()
        for group in np.unique(groups):
            total = voices[groups == group].sum(axis=0)
            centres[group] = total / max(float(np.linalg.norm(total)), 1e-9)
    return centres
