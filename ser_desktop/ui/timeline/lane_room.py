"""Shares out the height below the sound among the lanes, whose order never changes.

A lane without room is closed to a bar with its name. Only where even the bars do not fit, lanes are
left out, so that waveform and spectrogram keep their least height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Choice = Literal["", "open", "closed"]
"""What the user chose for a lane; "" leaves it to the room."""
CLOSED = 0
"""The height of a lane that is a bar."""


@dataclass(frozen=True)
class LaneNeed:
    """The height that one lane asks for, in pixels.

    Args:
        key: name of the lane.
        wanted: its height with room.
        least: the least height at which it can be read.
        n_rows: rows of this height, one for each channel.
        choice: what the user chose.
    """

    key: str
    wanted: int
    least: int
    n_rows: int = 1
    choice: Choice = ""


def share_out(room: int, needs: Sequence[LaneNeed], bar: int, gap: int) -> dict[str, int]:
    """Return the height of a row of each lane; lanes without room for a bar are missing.

    Lanes that the user opened come first, then the others by importance. Each gets its least height
    before any gets more.

    Args:
        room: height for all lanes together.
        needs: what the lanes need, the most important first.
        bar: height of a closed lane.
        gap: room above each row.
    """
    shown = list(needs)
    left = room - sum((bar + gap) * need.n_rows for need in shown)
    while shown and left < 0:
        left += (bar + gap) * shown.pop().n_rows
    heights = {need.key: CLOSED for need in shown}
    ranked = sorted(shown, key=lambda need: need.choice != "open")
    opened = []
    for need in ranked:
        extra = (need.least - bar) * need.n_rows
        if need.choice != "closed" and need.least > 0 and extra <= left:
            heights[need.key] = need.least
            opened.append(need)
            left -= extra
    for need in opened:
        more = min(need.wanted - need.least, left // need.n_rows)
        heights[need.key] += more
        left -= more * need.n_rows
    return heights
