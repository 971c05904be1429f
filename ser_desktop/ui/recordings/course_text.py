"""A long recording in a few words, from its shares of speech."""

from __future__ import annotations

from collections.abc import Mapping

from ser_desktop.texts.messages import Message, emotion_name

MOSTLY = 0.5
"""An emotion with at least this share names the recording alone; below, the two largest do."""


def course_message(shares: Mapping[str, float]) -> Message:
    """Return a message that names the emotions of most of the speech.

    Args:
        shares: share of the time with speech by label, most first.
    """
    labels = [label for label, share in shares.items() if share > 0]
    if not labels:
        return Message("emotion.no_speech")
    first = emotion_name(labels[0])
    if shares[labels[0]] >= MOSTLY or len(labels) == 1:
        return Message("result.mostly", emotion=first)
    return Message("result.mixed", first=first, second=emotion_name(labels[1]))
