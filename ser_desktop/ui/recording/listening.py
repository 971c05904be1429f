"""Takes and monitoring: the microphone's samples go to the model while they arrive."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.ui.recording.live_results import LiveResults
from ser_desktop.ui.recording.microphone_input import MicrophoneInput
from ser_desktop.ui.toolkit.state import State
from ser_desktop.ui.toolkit.workers import Workers

WHILE_HEARD = ("microphone.silent", "live")
"""Ids or families of messages about what is heard: they end when nothing is heard any more."""


class Listening(QObject):
    """Starts, pauses and ends takes and monitoring."""

    changed = Signal()
    """A take or monitoring started, paused, continued or ended."""
    started = Signal()
    ended = Signal(object)
    """The path of the take; None after monitoring or an empty take."""
    problem = Signal(object)
    """A message, or a sequence of messages."""

    def __init__(
        self, profile: Profile, settings: Settings, workers: Workers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.input = MicrophoneInput(profile, settings, self)
        self.input.take_ended.connect(self._on_take_ended)
        self.input.problem.connect(self.problem)
        self.input.samples_arrived.connect(self._on_samples)
        self.input.lost.connect(self.stop_monitoring)
        self.live = LiveResults(workers, self)
        self.live.problem.connect(self.problem)
        self._model: EmotionClassifier | None = None
        self._monitoring = False
        self._monitored_s = 0.0

    @property
    def state(self) -> State:
        """Whether a take or monitoring runs; *idle* if only the meter is active."""
        if self.input.take is not None:
            return State.PAUSED if self.input.take.paused else State.RECORDING
        return State.MONITORING if self._monitoring else State.IDLE

    def use_model(self, model: EmotionClassifier | None) -> None:
        """Classify with this model; None pauses live results."""
        self._model = model
        self.live.stop()
        take = self.input.take
        if take is not None:
            self._classify_from(take.elapsed_s)
        elif self._monitoring:
            self._classify_from(self._monitored_s)

    def start_take(self, folder: Path | None = None) -> None:
        """Start recording, also while monitoring.

        Args:
            folder: folder of the take; None is that of the recordings.
        """
        if self.input.take is not None:
            return
        was_monitoring = self._monitoring
        self._end_monitoring()
        has_started = self.input.start_take(folder)
        if has_started:
            self.started.emit()
            self._classify_from(0.0)
        self.changed.emit()
        if was_monitoring and not has_started:
            self.ended.emit(None)

    def pause_take(self) -> None:
        """Pause or continue the take."""
        if self.input.take is not None:
            self.input.take.pause(not self.input.take.paused)
            self.changed.emit()

    def stop_take(self) -> None:
        """End the take and complete its file."""
        self.input.stop_take()

    def start_monitoring(self) -> None:
        """Classify without recording."""
        if self.state is not State.IDLE:
            return
        self._monitoring = self.input.start_monitoring()
        if self._monitoring:
            self._monitored_s = 0.0
            self.started.emit()
            self._classify_from(0.0)
        self.changed.emit()

    def stop_monitoring(self) -> None:
        """End monitoring; a take continues."""
        if self._monitoring:
            self._end_monitoring()
            self.changed.emit()
            self.ended.emit(None)

    def rescan(self) -> None:
        """Look for devices again, which closes every stream."""
        self.stop_monitoring()
        self.input.rescan()

    def close(self) -> None:
        """End and keep a take, and close the microphone."""
        self.live.stop()
        self.input.close()

    def _classify_from(self, offset_s: float) -> None:
        if self._model is not None and self.input.microphone is not None:
            hop_s = self._settings["live_hop_s"]
            self.live.start(self._model, self.input.microphone.sample_rate_hz, hop_s, offset_s)

    def _end_monitoring(self) -> None:
        if self._monitoring:
            self._monitoring = False
            self.live.stop()
            self.input.stop_monitoring()

    def _on_samples(self, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
        if self.state in (State.RECORDING, State.MONITORING) and len(samples):
            self.live.feed(samples, self.input.faults)
            self._monitored_s += len(samples) / sample_rate_hz

    def _on_take_ended(self, path: Path, heard_s: float) -> None:
        self.live.stop()
        self.changed.emit()
        self.ended.emit(path if heard_s > 0 else None)
