"""Progress and remaining time of all queued analyses."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from ser_desktop.texts.messages import Message
from ser_desktop.ui.recordings.recordings_model import RecordingsModel
from ser_desktop.ui.toolkit.theme import GRID

SHOW_EVERY_MS = 250
MIN_DONE_FOR_ESTIMATE = 1


class BatchClock(QObject):
    """Counts what was analysed since analyses last began.

    Args:
        now: the monotonic clock in seconds; tests give their own.
    """

    def __init__(
        self, now: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._began_at = 0.0
        self.total = 0
        self.active = 0

    def update(self, active: int) -> None:
        """Set the number of waiting and running analyses."""
        if self.active == 0 and active:
            self.total, self._began_at = 0, self._now()
        self.total = max(self.total + max(0, active - self.active), active)
        self.active = active

    @property
    def done(self) -> int:
        """Number of finished analyses."""
        return self.total - self.active

    @property
    def remaining_s(self) -> float | None:
        """Estimated seconds until all are finished; None while that cannot be estimated."""
        if self.active == 0 or self.done < MIN_DONE_FOR_ESTIMATE:
            return None
        return (self._now() - self._began_at) / self.done * self.active


class ListProgress(QWidget):
    """Hidden unless several recordings are analysed; a single one shows its own progress."""

    def __init__(self, rows: RecordingsModel) -> None:
        super().__init__()
        self.setObjectName("listProgress")
        self._rows = rows
        self.clock = BatchClock(parent=self)
        self.text = QLabel()
        self.text.setObjectName("listProgressText")
        self.text.setProperty("role", "muted")
        self._bar = QProgressBar()
        self._bar.setObjectName("listProgressBar")
        self._bar.setAccessibleName(str(Message("recordings.progress")))
        self._bar.setTextVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3 // 2, GRID, GRID * 3 // 2, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.text)
        column.addWidget(self._bar)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOW_EVERY_MS)
        self._later.timeout.connect(self.show_now)
        for signal in (rows.dataChanged, rows.rowsInserted, rows.rowsRemoved):
            signal.connect(self._on_change)
        self.hide()

    def _on_change(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def show_now(self) -> None:
        """Update the counts and the remaining time."""
        clock = self.clock
        clock.update(self._rows.counts.active)
        self.setVisible(clock.active > 0 and clock.total > 1)
        self._bar.setRange(0, max(1, clock.total))
        self._bar.setValue(clock.done)
        self.text.setText(str(progress_message(clock)))


def progress_message(clock: BatchClock) -> Message:
    """Return a message with the counts and the remaining time."""
    left_s = clock.remaining_s
    fields = {"done": clock.done, "n": clock.total}
    if left_s is None:
        return Message("recordings.progress_count", **fields)
    if left_s >= 90:
        return Message("recordings.progress_minutes", left=round(left_s / 60), **fields)
    return Message("recordings.progress_seconds", left=max(1, round(left_s)), **fields)
