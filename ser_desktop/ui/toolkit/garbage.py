"""Collects Python's cyclic garbage on the window's thread only.

Python collects garbage on any thread that allocates, for example on a worker. A collected Qt object
with a timer must be destroyed on its own thread, or the next event reaches freed memory.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1000


class GarbageCollector(QObject):
    """Replaces Python's automatic collection by one on a timer of the window's thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect the oldest generation whose threshold is reached."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
