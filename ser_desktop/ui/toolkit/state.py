"""What the person is doing with the window."""

from __future__ import annotations

from enum import Enum, auto


class State(Enum):
    """One at a time; analyses run beside any of them."""

    IDLE = auto()
    MONITORING = auto()
    RECORDING = auto()
    PAUSED = auto()
    PLAYING = auto()

    @property
    def is_take(self) -> bool:
        """Whether a take is being made, also while it pauses."""
        return self in (State.RECORDING, State.PAUSED)
