"""Record and stop for the practice window, on the main window's microphone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from ser_desktop.audio.devices import DeviceList
from ser_desktop.texts.messages import Message
from ser_desktop.ui.practice.practice_parts import PracticeParts


class PracticeRecorder(QObject):
    """Tracks which takes are its own, since the main window records too.

    Its own takes have a folder of their own, and are in no list of recordings.
    """

    changed = Signal()
    """Recording began or ended, here or in the main window."""
    recorded = Signal(object)
    """The path of a take of its own that has ended."""
    level = Signal(object)
    """Peak amplitude since the last time; None while no microphone is open."""
    problem = Signal(object)
    """A message, or a sequence of them."""
    devices_changed = Signal(object, str)
    """The microphones, and the key of the chosen one."""

    def __init__(self, parts: PracticeParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts, self._listening = parts, parts.listening
        self._is_own = False
        self.microphone = ""
        """Key of the microphone of the last take."""
        self._listening.changed.connect(self.changed)
        self._listening.ended.connect(self._on_ended)
        self._listening.problem.connect(self.problem)
        self._listening.input.samples_arrived.connect(self._on_samples)
        self._listening.input.devices_changed.connect(self._on_devices)

    @property
    def is_recording(self) -> bool:
        """Whether a take of the practice window is being recorded."""
        return self._is_own and self._listening.state.is_take

    @property
    def is_taken(self) -> bool:
        """Whether the main window records."""
        return self._listening.state.is_take and not self._is_own

    @property
    def elapsed_s(self) -> float:
        """Length of the practice window's take in seconds."""
        take = self._listening.input.take
        return take.elapsed_s if take is not None and self._is_own else 0.0

    @property
    def missing(self) -> Message | None:
        """The reason why there is no microphone."""
        microphone = self._listening.input
        if microphone.device is not None:
            return None
        return microphone.devices.problem or Message("device.no_microphone")

    def choose_device(self, key: str) -> None:
        """Use another microphone, here and in the main window."""
        self._listening.input.choose(key)

    def show_devices(self) -> None:
        """Signal the microphones once."""
        self._on_devices(self._listening.input.devices)

    def toggle(self) -> None:
        """Start a take, or end it."""
        if self.is_recording:
            self.stop()
        elif not self.is_taken:
            self._parts.transport.stop()
            self._is_own = True
            self._listening.start_take(self._parts.profile.practice_takes)
            device = self._listening.input.device
            self.microphone = "" if device is None else device.key
            self._is_own = self._listening.state.is_take
            self.changed.emit()

    def stop(self) -> None:
        """End the practice window's take; it is kept."""
        if self.is_recording:
            self._listening.stop_take()

    def _on_devices(self, devices: DeviceList) -> None:
        device = self._listening.input.device
        self.devices_changed.emit(devices, device.key if device else "")
        self.changed.emit()

    def _on_ended(self, path: Path | None) -> None:
        was_own, self._is_own = self._is_own, False
        if was_own and path is not None:
            self.recorded.emit(path)

    def _on_samples(self, samples: NDArray[np.float32], _rate_hz: int) -> None:
        self.level.emit(float(np.abs(samples).max()) if len(samples) else None)
