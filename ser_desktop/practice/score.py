"""Scores a take against a target, with the uncertainty of the score.

The score is the probability of the target: the mean over the windows with speech, weighted by their
share of speech. Its uncertainty consists of the model's set (the alternatives), the spread of these
windows, and warnings about the sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ser_desktop.audio.level import QUIET_BELOW_DBFS, SOME_CLIPPED_SHARE
from ser_desktop.emotion.doubt import answer_warnings
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis
from ser_desktop.practice.target import Target, strength_of
from ser_desktop.texts.messages import Message

Verdict = Literal["hit", "near", "missed", "none"]

_UNRELIABLE = (
    "practice.no_speech",
    "practice.too_quiet",
    "practice.clipped",
    "warning.short_speech",
    "warning.low_snr",
)
"""Warnings with which a score does not count."""
_SAID_OF_TAKES = ("warning.too_quiet", "warning.clipped")
"""Warnings that practice says in its own words, and earlier."""


@dataclass(frozen=True)
class ScoredWindow:
    """A window with speech, one of those whose mean is the score.

    Args:
        start_s, end_s: the part of the take that the model heard at once.
        probability: of the target, 0..1.
        speech_share: share of the window that is speech, 0..1: its weight.
    """

    start_s: float
    end_s: float
    probability: float
    speech_share: float

    @property
    def middle_s(self) -> float:
        """Middle of the part, in seconds."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True)
class Score:
    """One take against one target.

    Args:
        target: what was aimed at.
        probability: of the target, 0..1: the mean of ``windows``, weighted by their share of
            speech; None where there is no speech or the model does not know the emotion.
        low, high: smallest and largest probability of the target in the windows with speech.
        answer: the label of the whole take.
        set: emotions that hold the truth with the stated coverage; empty where the model has none.
        coverage: share of such sets that hold the truth.
        intensity: probability of *strong*, 0..1.
        probabilities: probabilities of every emotion the model knows.
        doubts: warnings about the sound or the voice.
        windows: what the score is the mean of, in the order of time; empty without a score, and for
            scores that earlier versions stored.
    """

    target: Target
    probability: float | None
    low: float | None
    high: float | None
    answer: str
    set: tuple[str, ...]
    coverage: float | None
    intensity: float | None
    probabilities: dict[str, float]
    doubts: tuple[Message, ...]
    windows: tuple[ScoredWindow, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """``hit``: the set is only the target; ``near``: it contains it; else ``missed``.

        For a model without sets, the likeliest emotion is a hit and the second is near.
        """
        if self.probability is None:
            return "none"
        order = sorted(self.probabilities, key=lambda label: -self.probabilities[label])
        possible = self.set or tuple(order[:2])
        if self.target.emotion not in possible:
            return "missed"
        first = order[0] == self.target.emotion
        alone = len(self.set) == 1 if self.set else True
        return "hit" if first and alone else "near"

    @property
    def has_strength(self) -> bool | None:
        """Whether the take is as strong as the target; None if open or unknown."""
        strength = strength_of(self.intensity)
        if self.target.strength == "any" or strength is None:
            return None
        return strength == self.target.strength

    @property
    def is_reliable(self) -> bool:
        """Whether the sound was good enough for the score to count."""
        return self.probability is not None and not self.unreliable_for

    @property
    def unreliable_for(self) -> frozenset[str]:
        """The ids of the warnings with which the score does not count."""
        return frozenset(doubt.id for doubt in self.doubts) & frozenset(_UNRELIABLE)


def score_take(analysis: Analysis, target: Target) -> Score:
    """Score a take.

    Args:
        analysis: analysis of the take, with the settings and the voice in use.
        target: what was aimed at.
    """
    overall, labels = analysis.overall, analysis.model.labels
    row = None if overall.label == NO_SPEECH else overall.probabilities
    values = {} if row is None else dict(zip(labels, map(float, row), strict=True))
    windows = scored_windows(analysis, target.emotion)
    over_time = [window.probability for window in windows]
    return Score(
        target=target,
        probability=values.get(target.emotion),
        low=min(over_time, default=None),
        high=max(over_time, default=None),
        answer=overall.label,
        set=overall.set if values else (),
        coverage=overall.coverage if values else None,
        intensity=overall.intensity if values else None,
        probabilities=values,
        doubts=tuple(_doubts(analysis, target)),
        windows=windows,
    )


def scored_windows(analysis: Analysis, emotion: str) -> tuple[ScoredWindow, ...]:
    """Return the windows whose weighted mean is the probability of an emotion in a take.

    Args:
        analysis: analysis of a take.
        emotion: a label; an unknown one gives no windows.
    """
    if emotion not in analysis.model.labels:
        return ()
    at, end_s = analysis.model.labels.index(emotion), analysis.file.duration_s
    return tuple(
        ScoredWindow(
            max(0.0, window.start_s),
            min(window.end_s, end_s),
            float(window.probabilities[at]),
            float(window.speech_share),
        )
        for window in analysis.windows
        if window.is_speech and window.probabilities is not None
    )


def _doubts(analysis: Analysis, target: Target) -> list[Message]:
    file = analysis.file
    if target.emotion not in analysis.model.labels:
        model = analysis.model.name
        return [Message("practice.unknown_emotion", emotion=target.emotion, model=model)]
    if analysis.overall.label == NO_SPEECH:
        return [Message("practice.no_speech")]
    doubts = []
    if file.speech_level_dbfs < QUIET_BELOW_DBFS:
        doubts.append(Message("practice.too_quiet", level_dbfs=round(file.speech_level_dbfs)))
    if file.clipped_share > SOME_CLIPPED_SHARE:
        doubts.append(Message("practice.clipped"))
    return [*doubts, *(w for w in answer_warnings(analysis) if w.id not in _SAID_OF_TAKES)]
