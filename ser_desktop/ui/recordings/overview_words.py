"""How narrow the overview's columns of words can be if their cells have two lines.

What the cells may say is known before: their widths depend on no recording, so that no column moves
when an answer comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.texts.messages import Message, either, emotion_name
from ser_desktop.texts.tables import ENGLISH_TEXTS
from ser_desktop.ui.recordings.overview_model import SHORT_WARNING
from ser_desktop.ui.toolkit.number_text import confidence_text, position_text
from ser_desktop.ui.toolkit.two_lines import in_two_lines

TWO_LINES = ("answer", "warnings", "strongest")
"""Columns whose cells can have two lines."""
WARNING_IDS = tuple(id for id in ENGLISH_TEXTS if id.startswith(SHORT_WARNING.format("")))
"""Ids of all cautions."""
_LATE_S = 3599.9


def two_line_widths(width: Callable[[str], int]) -> dict[str, int]:
    """Return the pixels that the words of each such column need in two lines.

    Args:
        width: returns the pixels of a text in one line.
    """
    texts = {"answer": _answers(), "warnings": _warnings(), "strongest": _moments()}
    return {key: max(in_two_lines(text, width) for text in texts[key]) for key in TWO_LINES}


def _answers() -> Iterator[str]:
    names = [emotion_name(label) for label in EMOTIONS]
    for first, second in permutations(names, 2):
        yield str(Message("result.between", emotions=either([first, second])))
        yield str(Message("result.mixed", first=first, second=second))
    yield from (str(Message("result.mostly", emotion=name)) for name in names)
    yield str(Message("result.none_prevails"))


def _warnings() -> Iterator[str]:
    return (str(Message(id)) for id in WARNING_IDS)


def _moments() -> Iterator[str]:
    time, confidence = position_text(_LATE_S), confidence_text(1.0)
    for label in EMOTIONS:
        name = emotion_name(label)
        yield str(Message("overview.moment", emotion=name, confidence=confidence, time=time))
