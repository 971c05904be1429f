"""Python's cyclic garbage, collected on the window's thread alone.

Python looks for it on whichever thread happens to allocate, a worker in the midst of an import as
well. What it finds there may be an object of Qt with a timer, which must not be destroyed on any
thread but its own: the next event reaches freed memory.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1000


class GarbageCollector(QObject):
    """Does what Python's own collector does, when the window's thread has a moment."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
