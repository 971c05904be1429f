"""The headline of a recording: the few words that window, lists and exports have for it.

A short recording has the emotion of its mean, or the two that an uncertain one may be. A long or
mixed one has the emotions of most of its speech, since its mean says little (``course``), or none
if several have about the same small share. Whatever names a recording asks here, so that no table
contradicts the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ser_desktop.emotion.course import has_course_of
from ser_desktop.emotion.doubt import shown_label
from ser_desktop.emotion.labels import NO_SPEECH, UNCERTAIN, is_emotion
from ser_desktop.emotion.moments import alternatives
from ser_desktop.emotion.results import Analysis, Overall, Segment
from ser_desktop.emotion.summary import summarise
from ser_desktop.texts.forms import Language
from ser_desktop.texts.messages import ENGLISH, Message, either, emotion_name

MOSTLY = 0.5
"""An emotion with at least this share names the recording alone; below, the two largest do."""
PREVAILS_FROM = 0.3
"""An emotion with at least this share prevails, also among many."""
CLOSE = 0.03
"""Shares that differ by at most this are close: another recording of the talk may swap them."""
_NONE_PREVAILS = "result.none_prevails"
_COURSE_IDS = ("emotion.no_speech", "result.mostly", "result.mixed")
"""By the number of emotions that are named."""


@dataclass(frozen=True)
class Headline:
    """The words for a recording or one of its tracks.

    Args:
        id: id of the text.
        labels: labels that it names, the largest first; those of an uncertain answer are its
            alternatives.
        shares: share of the time with speech by label, the largest first.
        is_course: whether it is about shares of the speech, and not about the mean.
    """

    id: str
    labels: tuple[str, ...]
    shares: Mapping[str, float]
    is_course: bool

    @property
    def label(self) -> str:
        """The one label for a colour, an order or a filter; "" if no emotion prevails."""
        if self.id == "result.between":
            return UNCERTAIN
        if self.id == _NONE_PREVAILS:
            return ""
        return self.labels[0] if self.labels else NO_SPEECH

    def message(self, language: Language | None = None) -> Message:
        """Return the words as a message; its names are in a language, or in that of the window."""
        names = [emotion_name(label, language) for label in self.labels]
        fields: dict[str, dict[str, str]] = {
            "emotion.no_speech": {},
            _NONE_PREVAILS: {},
            "result.mostly": {"emotion": names[0] if names else ""},
            "result.mixed": dict(zip(("first", "second"), names, strict=False)),
            "result.between": {"emotions": either(names, language)},
            "plain": {"sentence": names[0] if names else ""},
        }
        return Message(self.id, **fields[self.id])

    def text(self, language: Language = ENGLISH) -> str:
        """Return the words; files have them in English in every language of the window."""
        return self.message(language).written_in(language)


def headline_of(analysis: Analysis) -> Headline:
    """Return the headline of a recording, which is that of its first track."""
    return track_headline(analysis.overall, analysis.segments, analysis.file.duration_s)


def track_headline(overall: Overall, segments: Sequence[Segment], duration_s: float) -> Headline:
    """Return the headline of one track.

    Args:
        overall: the mean answer of the track.
        segments: its segments.
        duration_s: length of the recording in seconds.
    """
    shares = summarise(segments).shares
    if has_course_of(overall, segments, duration_s):
        return course_headline(shares)
    return answer_headline(overall, shares)


def answer_headline(overall: Overall, shares: Mapping[str, float] | None = None) -> Headline:
    """Return the headline of one answer: of a short recording, a selection or the microphone.

    Args:
        overall: the answer.
        shares: share of the time with speech by label, the largest first; None if unknown.
    """
    others = alternatives(overall)
    label = shown_label(overall)
    if label == UNCERTAIN and others:
        return Headline("result.between", tuple(others[:2]), shares or {}, False)
    return Headline("plain", (label,), shares or {}, False)


def course_headline(shares: Mapping[str, float]) -> Headline:
    """Return the headline of a long or mixed recording.

    Args:
        shares: share of the time with speech by label, the largest first.
    """
    labels = tuple(named_labels(shares))
    if len(labels) > 1 and none_prevails(shares):
        return Headline(_NONE_PREVAILS, (), shares, True)
    return Headline(_COURSE_IDS[len(labels)], labels, shares, True)


def none_prevails(shares: Mapping[str, float]) -> bool:
    """Return whether the emotions to be named would be chosen by chance.

    Args:
        shares: share of the time with speech by label, the largest first.
    """
    largest = [share for label, share in shares.items() if is_emotion(label) and share > 0][:3]
    if len(largest) < 3 or largest[0] >= PREVAILS_FROM:
        return False
    return largest[1] - largest[2] <= CLOSE + 1e-9


def named_labels(shares: Mapping[str, float]) -> list[str]:
    """Return the labels that name a recording: one with most of the speech, or the two largest.

    *Uncertain* is named alone if it has most of the speech, and never together with an emotion.

    Args:
        shares: share of the time with speech by label, the largest first.
    """
    labels = [label for label, share in shares.items() if share > 0]
    if labels and shares[labels[0]] < MOSTLY:
        labels = [label for label in labels if label != UNCERTAIN] or labels
    has_most = bool(labels) and shares[labels[0]] >= MOSTLY
    return labels[: 1 if has_most else 2]
