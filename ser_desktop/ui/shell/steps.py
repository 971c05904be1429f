"""What can be taken back, the last step first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

MOST_STEPS = 20


class Steps:
    """The last steps, each as what takes it back."""

    def __init__(self) -> None:
        self._back: deque[Callable[[], None]] = deque(maxlen=MOST_STEPS)

    def __bool__(self) -> bool:
        return bool(self._back)

    def add(self, back: Callable[[], None]) -> None:
        """A step was made."""
        self._back.append(back)

    def take_back(self) -> None:
        """Undo the last one."""
        self._back.pop()()
