"""Finds sounds, pauses and syllables of a voice from its level.

Syllables are peaks of the level with a dip before them (de Jong & Wempe 2009,
doi:10.3758/BRM.41.2.385), voiced where the pitch is known. It is an estimate to compare takes of
one speaker and one sentence, not an exact count.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.01
MIN_PAUSE_S = 0.25
"""Shorter gaps, in seconds, are no pauses: a stop consonant is silent for a tenth of a second."""
MIN_SOUND_S = 0.05
"""Shorter sounds, in seconds, are clicks."""
MAX_BELOW_LOUD_DB = 25.0
"""Frames this many dB below the loudest one are silent."""
MIN_ABOVE_NOISE_DB = 6.0
MIN_LEVEL_DBFS = -75.0
"""Frames below this level, in dBFS, are silent."""
MIN_DIP_DB = 2.0
MIN_STEPS = 2
"""Smallest number of distances between syllables for which a tempo is stated."""
_WINDOW_S = 0.032
_SMOOTH_FRAMES = 5
_FLOOR_DB = -120.0
_LOUD_PERCENTILE = 98
_MIN_SPAN_DB = 12.0
"""Without pauses, no frame shows the level of the noise."""

Span = tuple[float, float]
"""Start and end in seconds."""


@dataclass(frozen=True)
class SpeechRhythm:
    """Sounds, pauses and syllables of a voice.

    Args:
        sounds: stretches of sound without a pause in them.
        pauses: the gaps between them.
        syllables_s: middles of the syllables.
        level_dbfs: RMS level of the stretches of sound.
    """

    sounds: tuple[Span, ...]
    pauses: tuple[Span, ...]
    syllables_s: tuple[float, ...]
    level_dbfs: float

    @property
    def onset_s(self) -> float:
        """Start of the first sound in seconds; 0 without sound."""
        return self.sounds[0][0] if self.sounds else 0.0

    @property
    def sound_s(self) -> float:
        """Seconds of sound, without pauses."""
        return sum(end_s - start_s for start_s, end_s in self.sounds)

    @property
    def syllables_per_s(self) -> float | None:
        """Tempo between the first and the last syllable of each sound; None with too few.

        Counted over distances, it is not rounded to whole syllables as a count over a length is.
        """
        n_steps, time_s = 0, 0.0
        for start_s, end_s in self.sounds:
            inside = [at for at in self.syllables_s if start_s <= at <= end_s]
            if len(inside) > 1:
                n_steps, time_s = n_steps + len(inside) - 1, time_s + inside[-1] - inside[0]
        return n_steps / time_s if n_steps >= MIN_STEPS and time_s > 0 else None


def speech_rhythm(
    samples: NDArray[np.float32],
    rate_hz: int,
    pitch_hz: NDArray[np.float64] | None = None,
    pitch_hop_s: float = FRAME_S,
) -> SpeechRhythm:
    """Find sounds, pauses and syllables.

    Args:
        samples: float32 [samples].
        rate_hz: sample rate.
        pitch_hz: pitch of each column, NaN if unvoiced; None counts every peak as voiced.
        pitch_hop_s: seconds from one column to the next.
    """
    level_db = _level_db(samples, rate_hz)
    if not len(level_db) or level_db.max() <= _FLOOR_DB:
        return SpeechRhythm((), (), (), _FLOOR_DB)
    loud, quiet = np.percentile(level_db, _LOUD_PERCENTILE), np.percentile(level_db, 5)
    above_noise = min(quiet, loud - _MIN_SPAN_DB) + MIN_ABOVE_NOISE_DB
    silent_below = max(MIN_LEVEL_DBFS, loud - MAX_BELOW_LOUD_DB, above_noise)
    runs = [
        (first, stop)
        for first, stop in _joined(_runs(level_db >= silent_below), MIN_PAUSE_S / FRAME_S)
        if (stop - first) * FRAME_S >= MIN_SOUND_S
    ]
    sounds = tuple((first * FRAME_S, stop * FRAME_S) for first, stop in runs)
    pauses = tuple((before[1], after[0]) for before, after in pairwise(sounds))
    is_sound = np.zeros(len(level_db), dtype=np.bool_)
    for first, stop in runs:
        is_sound[first:stop] = True
    power = float(np.mean(10 ** (level_db[is_sound] / 10))) if is_sound.any() else 0.0
    peaks = _peaks(level_db, is_sound, silent_below)
    if pitch_hz is not None:
        peaks = [at for at in peaks if _is_voiced(at * FRAME_S, pitch_hz, pitch_hop_s)]
    return SpeechRhythm(
        sounds, pauses, tuple(at * FRAME_S for at in peaks), 10 * float(np.log10(power + 1e-12))
    )


def _level_db(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float64]:
    """RMS level in dBFS [frames] around every ``FRAME_S``."""
    sums = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])
    middles = np.arange(int(len(samples) / rate_hz / FRAME_S)) * FRAME_S * rate_hz
    half = _WINDOW_S / 2 * rate_hz
    first = np.clip(middles - half, 0, len(samples)).astype(np.int64)
    stop = np.clip(middles + half, 0, len(samples)).astype(np.int64)
    power = (sums[stop] - sums[first]) / np.maximum(1, stop - first)
    level: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 10 ** (_FLOOR_DB / 10)))
    return level


def _runs(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first frame, and the frame after the last, of every run of marks."""
    steps = np.diff(np.concatenate([[0], marks.astype(np.int8), [0]]))
    firsts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return [(int(a), int(b)) for a, b in zip(firsts, stops, strict=True)]


def _joined(runs: list[tuple[int, int]], min_gap: float) -> list[tuple[int, int]]:
    """Join stretches with a short gap between them."""
    joined: list[tuple[int, int]] = []
    for first, stop in runs:
        if joined and first - joined[-1][1] < min_gap:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((first, stop))
    return joined


def _peaks(
    level_db: NDArray[np.float64], is_sound: NDArray[np.bool_], silent_below: float
) -> list[int]:
    """Return the frames of syllables: peaks of the level with a dip on both sides."""
    kernel = np.ones(_SMOOTH_FRAMES) / _SMOOTH_FRAMES
    padded = np.pad(level_db, _SMOOTH_FRAMES // 2, mode="edge")
    smooth = np.convolve(padded, kernel, mode="valid")
    peaks: list[int] = []
    best, dip = -1, float("inf")
    for at, level in enumerate(smooth):
        if best >= 0 and (level <= smooth[best] - MIN_DIP_DB or not is_sound[at]):
            peaks.append(best)
            best, dip = -1, float(level)
        elif best >= 0 and level > smooth[best]:
            best = at
        elif best < 0:
            dip = min(dip, float(level))
            rises = level >= dip + MIN_DIP_DB or (at > 0 and not is_sound[at - 1])
            if is_sound[at] and level >= silent_below and (rises or dip == float("inf")):
                best = at
    return [*peaks, best] if best >= 0 else peaks


def _is_voiced(time_s: float, pitch_hz: NDArray[np.float64], hop_s: float) -> bool:
    at = round(time_s / hop_s)
    return bool(np.isfinite(pitch_hz[max(0, at - 2) : at + 3]).any())
