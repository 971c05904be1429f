"""A long recording in a few words, from its shares of speech."""

from __future__ import annotations

from collections.abc import Mapping

from ser_desktop.emotion.labels import UNCERTAIN
from ser_desktop.emotion.stretches import Stretch
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.number_text import clock_text

MOSTLY = 0.5
"""An emotion with at least this share names the recording alone; below, the two largest do."""


def named_labels(shares: Mapping[str, float]) -> list[str]:
    """Return the labels that name a recording: one with most of the speech, or the two largest.

    *Uncertain* is named alone if it has most of the speech, and never together with an emotion.

    Args:
        shares: share of the time with speech by label, largest first.
    """
    labels = [label for label, share in shares.items() if share > 0]
    if labels and shares[labels[0]] < MOSTLY:
        labels = [label for label in labels if label != UNCERTAIN] or labels
    has_most = bool(labels) and shares[labels[0]] >= MOSTLY
    return labels[: 1 if has_most else 2]


def course_message(shares: Mapping[str, float]) -> Message:
    """Return a message that names the emotions of most of the speech.

    Args:
        shares: share of the time with speech by label, largest first.
    """
    names = [emotion_name(label) for label in named_labels(shares)]
    if not names:
        return Message("emotion.no_speech")
    if len(names) == 1:
        return Message("result.mostly", emotion=names[0])
    return Message("result.mixed", first=names[0], second=names[1])


def stretch_message(stretch: Stretch) -> Message:
    """Return a text for a stretch: from when to when, and its emotion."""
    return _of_stretch("result.stretch", stretch)


def joined_message(stretch: Stretch) -> Message:
    """Return a text for a stretch that also says what it joins."""
    return _of_stretch("timeline.stretch", stretch, n=stretch.n_segments)


def _of_stretch(id: str, stretch: Stretch, **fields: int) -> Message:
    start, end = clock_text(stretch.start_s, 0), clock_text(stretch.end_s, 0)
    return Message(id, start=start, end=end, emotion=emotion_name(stretch.label), **fields)
