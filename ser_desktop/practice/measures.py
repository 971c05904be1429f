"""Measures of a take: pitch and its range, tempo, level, pauses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.description import HOP_S, MAX_S, LibrosaMissingError, describe
from ser_desktop.practice.speech_rhythm import SpeechRhythm, speech_rhythm

_RANGE_PERCENTILES = (5, 95)
"""Range of pitch in Hz; values outside are mostly octave errors."""
MIN_VOICED = 10
"""Smallest number of voiced columns for which a pitch is stated."""


@dataclass(frozen=True)
class Measures:
    """Measures of one take; None if they cannot be determined.

    Args:
        duration_s: length of the recording.
        sound_s: seconds of sound, without pauses and silence around it.
        n_pauses: pauses of a quarter of a second and more.
        pause_s: seconds of all of them.
        level_dbfs: RMS level of the sound.
        pitch_hz: median pitch.
        pitch_range_st: from the lowest twentieth of the pitch to the highest, in semitones.
        syllables_per_s: estimated syllables in a second of sound.
    """

    duration_s: float
    sound_s: float
    n_pauses: int
    pause_s: float
    level_dbfs: float
    pitch_hz: float | None
    pitch_range_st: float | None
    syllables_per_s: float | None


@dataclass(frozen=True)
class MeasuredTake:
    """Measures, and data for the pictures.

    Args:
        measures: the figures.
        rhythm: sounds, pauses and syllables.
        pitch_hz: pitch [columns] every ``HOP_S`` seconds, NaN where there is none; None without
            librosa.
    """

    measures: Measures
    rhythm: SpeechRhythm
    pitch_hz: NDArray[np.float64] | None


def measure(clip: Clip, cancelled: Callable[[], bool] = lambda: False) -> MeasuredTake:
    """Measure the first minute of a take.

    Args:
        clip: the take.
        cancelled: called between steps; returning True stops the work.

    Raises:
        WorkCancelledError: ``cancelled`` returned True.
    """
    end_s = min(clip.duration_s, MAX_S)
    samples = clip.mono(0, round(end_s * clip.sample_rate_hz))
    try:
        pitch_hz = describe(clip, 0.0, end_s, cancelled).f0_hz
    except LibrosaMissingError:
        pitch_hz = None
    rhythm = speech_rhythm(samples, clip.sample_rate_hz, pitch_hz, HOP_S)
    if pitch_hz is not None:
        pitch_hz = _while_it_sounds(pitch_hz, rhythm)
    voiced = np.zeros(0) if pitch_hz is None else pitch_hz[np.isfinite(pitch_hz)]
    has_pitch = len(voiced) >= MIN_VOICED
    low_hz, high_hz = np.percentile(voiced, _RANGE_PERCENTILES) if has_pitch else (1.0, 1.0)
    return MeasuredTake(
        Measures(
            duration_s=clip.duration_s,
            sound_s=rhythm.sound_s,
            n_pauses=len(rhythm.pauses),
            pause_s=sum(end_s - start_s for start_s, end_s in rhythm.pauses),
            level_dbfs=rhythm.level_dbfs,
            pitch_hz=float(np.median(voiced)) if has_pitch else None,
            pitch_range_st=semitones(float(low_hz), float(high_hz)) if has_pitch else None,
            syllables_per_s=rhythm.syllables_per_s,
        ),
        rhythm,
        pitch_hz,
    )


def semitones(from_hz: float, to_hz: float) -> float:
    """Return the distance of two pitches in semitones."""
    return float(12 * np.log2(to_hz / from_hz))


def _while_it_sounds(pitch_hz: NDArray[np.float64], rhythm: SpeechRhythm) -> NDArray[np.float64]:
    """Remove pitch values in silence."""
    times_s = np.arange(len(pitch_hz)) * HOP_S
    sounds = np.zeros(len(pitch_hz), dtype=np.bool_)
    for start_s, end_s in rhythm.sounds:
        sounds |= (times_s >= start_s) & (times_s <= end_s)
    return np.where(sounds, pitch_hz, np.nan)
