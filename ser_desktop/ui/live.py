"""Live results of the window: samples go to the worker, windows come back."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.live import LiveAnalysis
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AdapterMark, Window
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.ui.workers import Job, Workers

_LOG = logging.getLogger(__name__)


KEPT_S = 60.0
"""A session may last all day; the pictures show the last seconds alone."""


class Live(QObject):
    """One piece of work at a time: on a slow computer results come late but never pile up."""

    changed = Signal(object)
    """The windows of the last ``KEPT_S`` seconds: a tuple of :class:`Window`."""
    problem = Signal(str)

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._analysis: LiveAnalysis | None = None
        self._pending: list[NDArray[np.float32]] = []
        self._job: Job | None = None
        self._windows: tuple[Window, ...] = ()
        self.correction: SpeakerAdapter | None = None
        """What a voice makes of the answers that come from now on."""
        self._info: ModelInfo | None = None

    def start(
        self, model: EmotionClassifier, sample_rate_hz: int, hop_s: float, offset_s: float = 0.0
    ) -> None:
        """Begin with an empty timeline, ``offset_s`` seconds into the take."""
        self.stop()
        self._info = model.info
        self._analysis = LiveAnalysis(model, sample_rate_hz, hop_s, offset_s)

    def feed(self, samples: NDArray[np.float32]) -> None:
        """What was heard since the last time."""
        if self._analysis is not None:
            self._pending.append(samples)
            self._work()

    def stop(self) -> None:
        """No more results; work under way ends unheard."""
        self._analysis, self._job = None, None
        self._pending, self._windows = [], ()

    @property
    def mark(self) -> AdapterMark | None:
        """The voice that corrects the answers now."""
        fitting = self._fitting
        return None if fitting is None else fitting.mark()

    @property
    def _fitting(self) -> SpeakerAdapter | None:
        """The correction, where it is this model's."""
        correction, info = self.correction, self._info
        if correction is None or info is None or not correction.profile.fits(info):
            return None
        return correction

    def _corrected(self, windows: list[Window]) -> Sequence[Window]:
        fitting = self._fitting
        return windows if fitting is None else fitting.windows(windows)

    def _work(self) -> None:
        analysis = self._analysis
        if self._job is not None or not self._pending or analysis is None:
            return
        # Twenty times a second is often to wake a thread; as often as there is an answer will do.
        if not analysis.completes_a_window(sum(map(len, self._pending))):
            return
        samples = np.concatenate(self._pending)
        self._pending = []

        def done(windows: list[Window]) -> None:
            if self._analysis is not analysis:
                return
            self._job = None
            if windows:
                kept_from_s = windows[-1].end_s - KEPT_S
                known = (*self._windows, *self._corrected(windows))
                self._windows = tuple(w for w in known if w.end_s > kept_from_s)
                self.changed.emit(self._windows)
            self._work()

        def failed(error: Exception) -> None:
            _LOG.error("Live results", exc_info=error)
            if self._analysis is analysis:
                self.stop()
                self.problem.emit(f"Live results have stopped ({error}); the take goes on.")

        self._job = self._workers.start("live", lambda _job: analysis.push(samples), done, failed)
