"""The state of the window: idle, playing, recording, monitoring."""

from __future__ import annotations

from enum import Enum, auto


class State(Enum):
    """One state at a time; analyses run independently of it."""

    IDLE = auto()
    MONITORING = auto()
    RECORDING = auto()
    PAUSED = auto()
    PLAYING = auto()

    @property
    def is_take(self) -> bool:
        """Whether a take is running or paused."""
        return self in (State.RECORDING, State.PAUSED)
