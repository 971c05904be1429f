"""Collects Python's cyclic garbage on the window's thread only.

Python collects garbage on any thread that allocates, for example on a worker. A collected Qt object
with a timer must be destroyed on its own thread, or the next event reaches freed memory.

A collection examines every object it covers, and the window does not answer meanwhile: the program
alone has 90,000 objects, and 5,000 recordings add as many again. So an object that has survived two
collections is set aside (``gc.freeze``) and not examined again until the window can pause.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

LOOK_EVERY_MS = 1000
MAX_GROWTH = 4
"""The objects set aside are examined at the latest when their number has grown by this factor."""


class GarbageCollector(QObject):
    """Replaces Python's automatic collection by one on a timer of the window's thread.

    Args:
        parent: the application.
        may_pause: tells whether a pause of some tenths of a second would go unnoticed, once the
            user has turned to another program. It would be heard in a recording.
    """

    def __init__(self, parent: QObject, may_pause: Callable[[], bool] = lambda: True) -> None:
        super().__init__(parent)
        self._may_pause = may_pause
        gc.disable()
        gc.freeze()  # the modules, which live as long as the program
        self._n_examined = gc.get_freeze_count()
        """Number of objects set aside when all of them were last examined."""
        self._has_unexamined = False
        """Whether more were set aside since."""
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()
        app = QCoreApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._on_application_state)

    def look(self) -> None:
        """Collect the young objects, if enough of them were made since the last collection."""
        young, middle, _old = gc.get_count()
        young_limit, middle_limit, _old_limit = gc.get_threshold()
        if middle > middle_limit:
            gc.collect(1)
            gc.freeze()
            self._has_unexamined = True
            if gc.get_freeze_count() > MAX_GROWTH * self._n_examined:
                self.examine_all()
        elif young > young_limit:
            gc.collect(0)

    def examine_all(self) -> None:
        """Collect everything, also what was set aside."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._n_examined = gc.get_freeze_count()
        self._has_unexamined = False

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        """Use the time in which nobody looks at the window."""
        is_away = state != Qt.ApplicationState.ApplicationActive
        if is_away and self._has_unexamined and self._may_pause():
            self.examine_all()
