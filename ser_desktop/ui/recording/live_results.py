"""Live results of the window: a worker classifies the samples of the microphone."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.live import LiveAnalysis
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import AdapterMark, Window
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.workers import Job, Workers

_LOG = logging.getLogger(__name__)


KEPT_S = 60.0
"""Seconds of live results that are kept; a session may last all day."""


class LiveResults(QObject):
    """Runs one job at a time: on a slow computer results are late, but do not pile up."""

    changed = Signal(object)
    """The windows of the last ``KEPT_S`` seconds: a tuple of :class:`Window`."""
    problem = Signal(object)
    """A message."""

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._analysis: LiveAnalysis | None = None
        self._pending: list[NDArray[np.float32]] = []
        self._faults = NO_FAULTS
        self._job: Job | None = None
        self._windows: tuple[Window, ...] = ()
        self.adapter: SpeakerAdapter | None = None
        """The speaker adapter for the following results."""
        self._info: ModelInfo | None = None

    def start(
        self, model: EmotionClassifier, sample_rate_hz: int, hop_s: float, offset_s: float = 0.0
    ) -> None:
        """Begin with an empty timeline, ``offset_s`` seconds into the take."""
        self.stop()
        self._info = model.info
        self._analysis = LiveAnalysis(model, sample_rate_hz, hop_s, offset_s)

    def feed(self, samples: NDArray[np.float32], faults: SoundFaults = NO_FAULTS) -> None:
        """Append the microphone's samples since the last call, and what was mended in them."""
        if self._analysis is not None:
            self._pending.append(samples)
            self._faults = self._faults.joined(faults)
            self._classify()

    def stop(self) -> None:
        """Stop, and discard the results of a running job."""
        self._analysis, self._job = None, None
        self._pending, self._faults, self._windows = [], NO_FAULTS, ()

    @property
    def info(self) -> ModelInfo | None:
        """The model that gives the results."""
        return self._info

    @property
    def mark(self) -> AdapterMark | None:
        """The speaker profile that corrects the results."""
        adapter = self._fitting_adapter
        return None if adapter is None else adapter.mark()

    @property
    def _fitting_adapter(self) -> SpeakerAdapter | None:
        """The adapter, if it was learned with this model."""
        adapter, info = self.adapter, self._info
        if adapter is None or info is None or not adapter.profile.fits(info):
            return None
        return adapter

    def _corrected(self, windows: Sequence[Window]) -> Sequence[Window]:
        adapter = self._fitting_adapter
        return windows if adapter is None else adapter.windows(windows)

    def _classify(self) -> None:
        analysis = self._analysis
        if self._job is not None or not self._pending or analysis is None:
            return
        # Samples come twenty times a second; the thread is woken only when a window is complete.
        if not analysis.completes_a_window(sum(map(len, self._pending))):
            return
        samples, faults = np.concatenate(self._pending), self._faults
        self._pending, self._faults = [], NO_FAULTS

        def work(_job: Job) -> tuple[Sequence[Window], Message | None]:
            return analysis.push(samples, faults), analysis.give_way()

        def done(result: tuple[Sequence[Window], Message | None]) -> None:
            if self._analysis is not analysis:
                return
            self._job = None
            windows, message = result
            if windows:
                kept_from_s = windows[-1].end_s - KEPT_S
                known = (*self._windows, *self._corrected(windows))
                self._windows = tuple(w for w in known if w.end_s > kept_from_s)
                self.changed.emit(self._windows)
            if message is not None:
                self._info = analysis.model.info
                self.problem.emit(message)
            self._classify()

        def failed(error: Exception) -> None:
            _LOG.error("Live results", exc_info=error)
            if self._analysis is analysis:
                self.stop()
                self.problem.emit(Message("live.failed", detail=reason_of(error)))

        self._job = self._workers.start("live", work, done, failed)
