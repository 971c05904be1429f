"""Moments: the segments in which an emotion is strongest; and alternatives to an answer.

A moment is a segment, so that the list of moments, the table, the timeline, an annotation and an
export mean the same span and show the same number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ser_desktop.emotion.doubt import is_clear, is_guess, is_very_short, shown_label
from ser_desktop.emotion.labels import is_emotion
from ser_desktop.emotion.results import Analysis, Overall, Segment, Span

MIN_PROBABILITY = 0.2
"""Smallest mean probability in a segment of another label that counts as a moment."""
MAX_MOMENTS = 100
MAX_ALTERNATIVES = 3
_AT_REST = ("neutral", "calm")


@dataclass(frozen=True)
class Moment:
    """A segment, ranked for one emotion.

    Args:
        segment: the segment, with its own label.
        label: the emotion for which it is ranked.
        confidence: mean probability of that emotion in the segment, 0..1; the confidence of the
            segment if that is its label.
    """

    segment: Segment
    label: str
    confidence: float

    @property
    def span_s(self) -> Span:
        """Start and end in seconds."""
        return self.segment.span_s

    @property
    def start_s(self) -> float:
        """Start in seconds."""
        return self.segment.start_s

    @property
    def is_of_its_label(self) -> bool:
        """Whether the segment is called by the emotion; else the emotion is only part of it."""
        return self.segment.label == self.label


def ranked_moments(analysis: Analysis, emotion: str, most: int = MAX_MOMENTS) -> list[Moment]:
    """Return the segments of an emotion, the likeliest first.

    If no segment has that label, the segments in which its mean probability is at least
    :data:`MIN_PROBABILITY` are returned, without guesses (:func:`.doubt.is_guess`).

    Args:
        analysis: the analysis of a recording.
        emotion: a label of its model; other labels have no moments.
        most: largest number of moments.
    """
    if emotion not in analysis.model.labels:
        return []
    moments = [
        Moment(segment, emotion, segment.confidence or 0.0)
        for segment in analysis.segments
        if segment.label == emotion
    ]
    if not moments:
        at = analysis.model.labels.index(emotion)
        moments = [
            Moment(segment, emotion, segment.probabilities[at])
            for segment in analysis.segments
            if segment.probabilities
            and segment.probabilities[at] >= MIN_PROBABILITY
            and not is_guess(segment)
        ]
    return _likeliest_first(moments)[:most]


def strongest_moments(analysis: Analysis, most: int = 5) -> list[Moment]:
    """Return the segments of highest confidence, in order of time.

    Segments of neutral, calm and uncertain speech are left out; guesses are uncertain.
    """
    moments = [
        Moment(segment, segment.label, segment.confidence or 0.0)
        for segment in analysis.segments
        if is_emotion(segment.label) and segment.label not in _AT_REST
    ]
    return sorted(_likeliest_first(moments)[:most], key=lambda moment: moment.start_s)


def _likeliest_first(moments: Iterable[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda moment: (-moment.confidence, moment.start_s))


def alternatives(answer: Overall) -> tuple[str, ...]:
    """Return the alternatives to an answer, likeliest first.

    These are the emotions of its set. A model without sets gives the second likeliest emotion, and
    only for uncertain answers. A guess on very little speech may have one alternative, the emotion
    that it would be; others have two, since neither is clearly more likely.
    """
    label = shown_label(answer)
    is_decided = bool(answer.top) and label == answer.top[0]
    if is_decided:
        candidates = answer.set
    elif is_very_short(answer) and is_clear(answer):
        candidates = answer.set or answer.top[:1]
    else:
        candidates = answer.set if len(answer.set) > 1 else answer.top
    others = tuple(one for one in candidates if one != label)
    return others[:MAX_ALTERNATIVES]
