"""The microphone of the window: level meter, takes, and devices that stop answering."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from ser_desktop.audio.devices import AudioDevice, DeviceList, list_devices
from ser_desktop.audio.faults import NO_FAULTS
from ser_desktop.audio.microphone import Microphone
from ser_desktop.audio.take import Take, discard, new_take_path
from ser_desktop.errors import DeviceError, OutputError
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings
from ser_desktop.texts.messages import Message
from ser_desktop.ui.toolkit.chosen_device import chosen_device, find_chosen
from ser_desktop.ui.toolkit.error_message import error_message

SILENT_S = 3.0
"""A working microphone does not deliver zeros for this long, in seconds."""
PULL_MS = 50
"""Interval at which the window reads samples; the meter moves twenty times a second."""


class MicrophoneInput(QObject):
    """Reads samples on a timer. A thread of its own writes the take."""

    samples_arrived = Signal(object, int)
    """Samples float32 [samples] since the last signal, and their rate in Hz."""
    devices_changed = Signal(object)
    """The :class:`DeviceList`: other microphones, or another one is chosen."""
    take_ended = Signal(object, float)
    """Path of the take, and its length in seconds."""
    lost = Signal()
    """The microphone stopped answering."""
    heard_again = Signal()
    """Sound arrived after a report of silence."""
    problem = Signal(object)
    """A message, or a sequence of messages."""

    def __init__(self, profile: Profile, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile, self._settings = profile, settings
        self.devices = DeviceList(())
        self.microphone: Microphone | None = None
        self.take: Take | None = None
        self._monitored = False
        self._meter_held = False
        self._position = 0
        self._silent_s = 0.0
        self.faults = NO_FAULTS
        """What was mended in the samples that arrived last."""
        self._told_silent = False
        self._told_opposite = False
        self._timer = QTimer(self)
        self._timer.setInterval(PULL_MS)
        self._timer.timeout.connect(self._pull)

    @property
    def device(self) -> AudioDevice | None:
        """The microphone of the settings, or the default one if that is missing."""
        return find_chosen(self.devices, self._settings["input_device"])

    def rescan(self, reload_system: bool = True) -> None:
        """Search for devices. Not during a take, since that would close the stream.

        Args:
            reload_system: reload the list of the sound system, which closes every stream.
        """
        if self.take is not None:
            return
        self._close_microphone()
        self.devices = list_devices("input", rescan=reload_system)
        self.devices_changed.emit(self.devices)
        self._open_for_meter()

    def choose(self, key: str) -> None:
        """Switch to another microphone."""
        if self.take is None and key != self._settings["input_device"]:
            self.lost.emit()
            self._settings["input_device"] = key
            self._close_microphone()
            self._open_for_meter()
            self.devices_changed.emit(self.devices)

    def apply_meter_setting(self) -> None:
        """Open or close the microphone as the setting demands; never during a take."""
        if self.take is None and not self._monitored:
            self._close_microphone()
            self._open_for_meter()

    def hold_meter(self) -> None:
        """Keep the microphone closed for the level meter until :meth:`release_meter`."""
        self._meter_held = True

    def release_meter(self) -> None:
        """Open the microphone for the level meter, if the setting wants that."""
        self._meter_held = False
        if self.take is None and self.microphone is None:
            self._open_for_meter()

    def start_monitoring(self) -> bool:
        """Keep the microphone open without a take. Returns whether it is open."""
        try:
            if self.microphone is None or self.microphone.lost:
                self._open()
        except DeviceError as error:
            self.problem.emit(error_message(error))
            return False
        self._monitored = True
        return True

    def stop_monitoring(self) -> None:
        """Close the microphone unless the level meter or a take needs it."""
        self._monitored = False
        self._close_unless_needed()

    def start_take(self, folder: Path | None = None) -> bool:
        """Start recording. Returns whether that worked; otherwise :attr:`problem` tells why.

        Without a microphone it looks for one first: it may have been connected just now.

        Args:
            folder: folder of the take; None is that of the recordings.
        """
        if self.device is None:
            self.rescan()
        try:
            if self.microphone is None or self.microphone.lost:
                self._open()
            assert self.microphone is not None
            self.take = Take(self.microphone, new_take_path(folder or self._profile.recordings))
        except (DeviceError, OutputError) as error:
            self.problem.emit(error_message(error))
            self._close_unless_needed()
            return False
        return True

    def stop_take(self, reason: Message | None = None) -> None:
        """End the take and signal its path; report all problems together."""
        take = self.take
        if take is None:
            return
        path = take.stop()
        self.take = None
        problems = [] if reason is None else [reason]
        problems += self._problems_of(take)
        if take.elapsed_s == 0:
            path.unlink(missing_ok=True)
            problems.append(Message("take.empty"))
        if problems:
            self.problem.emit(problems)
        self.take_ended.emit(path, take.elapsed_s)
        self._close_unless_needed()

    def _problems_of(self, take: Take) -> list[Message]:
        problems = []
        if take.problem:
            problems.append(take.problem)
        if take.lost_samples and self.microphone:
            lost_s = take.lost_samples / self.microphone.sample_rate_hz
            problems.append(Message("take.samples_lost", seconds=lost_s))
        if take.overflows:
            problems.append(Message("take.overflows", n=take.overflows))
        return problems

    def close(self) -> None:
        """Close the microphone. A running take is kept and opened at the next start."""
        if self.take:
            path = self.take.stop(keep_mark=True)
            if self.take.elapsed_s == 0:  # no samples arrived yet
                discard(path)
            self.take = None
        self._close_microphone()

    def _open_for_meter(self) -> None:
        wanted = self._settings["meter_before_recording"] and not self._meter_held
        if not wanted or self.device is None:
            return
        try:
            self._open()
        except DeviceError as error:
            self.problem.emit(error_message(error))

    def _open(self) -> None:
        self._close_microphone()
        device = chosen_device(
            self.devices, self._settings["input_device"], Message("device.no_microphone")
        )
        self.microphone = Microphone(device)
        self._position, self._silent_s, self._told_opposite = 0, 0.0, False
        self._timer.start()

    def _close_unless_needed(self) -> None:
        wanted = self._monitored or self._settings["meter_before_recording"]
        if not wanted and self.take is None:
            self._close_microphone()

    def _close_microphone(self) -> None:
        self._timer.stop()
        if self.microphone:
            self.microphone.close()
            self.microphone = None
        self.samples_arrived.emit(np.zeros(0, dtype=np.float32), 0)

    def _pull(self) -> None:
        microphone = self.microphone
        if microphone is None:
            return
        if microphone.lost:
            self._on_lost(microphone)
            return
        before = self._position
        samples, self._position, _ = microphone.ring.read(before)
        self.faults = microphone.faults_since(before)
        if len(samples):
            self.samples_arrived.emit(samples, microphone.sample_rate_hz)
            self._check_for_silence(samples, microphone)
            self._check_for_opposite_channels(microphone)
        if self.take is not None and self.take.problem:
            self.stop_take()

    def _check_for_silence(self, samples: NDArray[np.float32], microphone: Microphone) -> None:
        """Report once, during the take, that the microphone delivers only zeros."""
        is_wanted = self._monitored if self.take is None else not self.take.paused
        is_sound = bool(samples.any())
        if is_sound and self._told_silent:
            self._told_silent = False
            self.heard_again.emit()
        if not is_wanted or is_sound:
            self._silent_s = 0.0
            return
        before_s = self._silent_s
        self._silent_s += len(samples) / microphone.sample_rate_hz
        if before_s < SILENT_S <= self._silent_s:
            self._told_silent = True
            self.problem.emit(Message("microphone.silent", device=microphone.device.key))

    def _check_for_opposite_channels(self, microphone: Microphone) -> None:
        """Report once, during a take or monitoring, that opposite channels reduce to one."""
        is_wanted = self._monitored or self.take is not None
        if microphone.opposite is None or self._told_opposite or not is_wanted:
            return
        self._told_opposite = True
        channel = ("left", "right")[microphone.opposite]
        self.problem.emit(
            Message("microphone.opposite_phase", device=microphone.device.key, channel=channel)
        )

    def _on_lost(self, microphone: Microphone) -> None:
        device = microphone.device.key
        if self.take is not None:
            self.stop_take(Message("microphone.lost_during_take", device=device))
        else:
            self.problem.emit(Message("microphone.lost", device=device))
        self._close_microphone()
        self.lost.emit()
