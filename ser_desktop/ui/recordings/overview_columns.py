"""How wide the columns of the overview are, so that they fit where there is room for them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ser_desktop.emotion.labels import EMOTIONS

WANTED_WIDTHS = {
    "name": 152,
    "length": 52,
    "answer": 128,
    "shares": 64,
    "warnings": 112,
    "strongest": 148,
}
HEAT_WIDTH = 44
"""Enough for a number."""
_LEAST = {"answer": 100, "warnings": 60, "strongest": 124, "shares": 48}
"""Names keep their width: cut shorter, they no longer differ."""
_LEAST_WIDTHS = {**_LEAST, **dict.fromkeys(EMOTIONS, HEAT_WIDTH)}
_WIDENED = {"name": 0.4, "answer": 0.25, "warnings": 0.2, "strongest": 0.15}
"""Columns of words, and their shares of the room that is left over."""


def column_widths(wanted: Mapping[str, int], room: int) -> dict[str, int]:
    """Fit columns into a width.

    Args:
        wanted: pixels by column, as its heading and its words ask for.
        room: pixels there are.

    Returns:
        pixels by column. They exceed ``room`` only where every column has its least width.
    """
    widths = dict(wanted)
    spare = room - sum(widths.values())
    if spare >= 0:
        return {key: width + int(_WIDENED.get(key, 0) * spare) for key, width in widths.items()}
    can_lose = {key: max(0, width - _LEAST_WIDTHS.get(key, width)) for key, width in widths.items()}
    words = {key: lost for key, lost in can_lose.items() if key not in EMOTIONS}
    names = {key: lost for key, lost in can_lose.items() if key in EMOTIONS}
    for losing in (words, names):  # the names of emotions are shortened last
        missing = sum(widths.values()) - room
        share = min(1.0, max(0, missing) / max(1, sum(losing.values())))
        for key, lost in losing.items():
            widths[key] -= math.ceil(share * lost)
    return widths
