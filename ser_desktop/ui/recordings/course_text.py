"""A long recording in a few words, from its shares of speech."""

from __future__ import annotations

from collections.abc import Mapping

from ser_desktop.emotion.headline import course_headline, named_labels
from ser_desktop.emotion.stretches import Stretch
from ser_desktop.texts.messages import Message, emotion_name
from ser_desktop.ui.toolkit.number_text import clock_text

__all__ = ["course_message", "joined_message", "named_labels", "stretch_message"]


def course_message(shares: Mapping[str, float]) -> Message:
    """Return a message that names the emotions of most of the speech.

    Args:
        shares: share of the time with speech by label, largest first.
    """
    return course_headline(shares).message()


def stretch_message(stretch: Stretch) -> Message:
    """Return a text for a stretch: from when to when, and its emotion."""
    return _of_stretch("result.stretch", stretch)


def joined_message(stretch: Stretch) -> Message:
    """Return a text for a stretch that also says what it joins."""
    return _of_stretch("timeline.stretch", stretch, n=stretch.n_segments)


def _of_stretch(id: str, stretch: Stretch, **fields: int) -> Message:
    start, end = clock_text(stretch.start_s, 0), clock_text(stretch.end_s, 0)
    return Message(id, start=start, end=end, emotion=emotion_name(stretch.label), **fields)
