"""The microphone of the window: level before and during recording, takes, lost devices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from ser_desktop.audio.devices import AudioDevice, DeviceList, list_devices
from ser_desktop.audio.microphone import Microphone
from ser_desktop.audio.take import Take, discard, new_take_path
from ser_desktop.errors import DeviceError, OutputError
from ser_desktop.paths import Profile
from ser_desktop.settings import Settings

SILENT_S = 3.0
"""So long a stretch of zeros no microphone gives that is heard."""
PULL_MS = 50
"""How often the window asks what was heard: the meter moves twenty times a second."""


class Input(QObject):
    """Pulls from the microphone at the window's pace; the take writes itself."""

    heard = Signal(object, int)
    """Samples float32 [samples] since the last time, and their rate in Hz."""
    devices_changed = Signal(object)
    take_ended = Signal(object, float)
    """Path of the take and its seconds."""
    lost = Signal()
    """The microphone stopped answering."""
    problem = Signal(str)

    def __init__(self, profile: Profile, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile, self._settings = profile, settings
        self.found = DeviceList(())
        self.microphone: Microphone | None = None
        self.take: Take | None = None
        self._monitored = False
        self._position = 0
        self._silent_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(PULL_MS)
        self._timer.timeout.connect(self._pull)

    @property
    def device(self) -> AudioDevice | None:
        """The chosen microphone, or the default where the chosen one is gone."""
        return self.found.find(self._settings["input_device"]) or self.found.find("")

    def rescan(self, look_anew: bool = True) -> None:
        """Look for devices; not while recording, since that would close the stream."""
        if self.take is not None:
            return
        self._close_microphone()
        self.found = list_devices("input", rescan=look_anew)
        self.devices_changed.emit(self.found)
        self._open_for_meter()

    def choose(self, key: str) -> None:
        """Take another microphone from now on."""
        if self.take is None and key != self._settings["input_device"]:
            self.lost.emit()
            self._settings["input_device"] = key
            self._close_microphone()
            self._open_for_meter()

    def apply_meter_setting(self) -> None:
        """Open or close the microphone as the setting says; never during a take."""
        if self.take is None and not self._monitored:
            self._close_microphone()
            self._open_for_meter()

    def start_monitoring(self) -> bool:
        """Keep the microphone open without a take. Returns whether that worked."""
        try:
            if self.microphone is None or self.microphone.lost:
                self._open()
        except DeviceError as error:
            self.problem.emit(str(error))
            return False
        self._monitored = True
        return True

    def stop_monitoring(self) -> None:
        """Close it again, unless something else wants it."""
        self._monitored = False
        self._rest_unless_metering()

    def start_take(self) -> bool:
        """Begin to record. Returns whether that worked; otherwise the reason was signalled."""
        try:
            if self.microphone is None or self.microphone.lost:
                self._open()
            assert self.microphone is not None
            self.take = Take(self.microphone, new_take_path(self._profile.recordings))
        except (DeviceError, OutputError) as error:
            self.problem.emit(str(error))
            self._rest_unless_metering()
            return False
        return True

    def stop_take(self, because: str = "") -> None:
        """End the take and hand it on; what there is to say of it is said in one go."""
        take = self.take
        if take is None:
            return
        path = take.stop()
        self.take = None
        said = [because] if because else []
        if take.problem:
            said.append(take.problem)
        if take.lost_samples and self.microphone:
            lost_s = take.lost_samples / self.microphone.sample_rate_hz
            said.append(f"The computer was too busy: {lost_s:.2f} s of the take are missing.")
        if take.overflows:
            said.append(f"The sound system lost samples {take.overflows} times in this take.")
        if take.elapsed_s == 0:
            path.unlink(missing_ok=True)
            said.append("Nothing was recorded.")
        if said:
            self.problem.emit(" ".join(said))
        self.take_ended.emit(path, take.elapsed_s)
        self._rest_unless_metering()

    def close(self) -> None:
        """End everything; a take under way is kept on disk and marked, to be opened next time."""
        if self.take:
            path = self.take.stop(keep_mark=True)
            if self.take.elapsed_s == 0:  # nothing was heard yet
                discard(path)
            self.take = None
        self._close_microphone()

    def _open_for_meter(self) -> None:
        if not self._settings["meter_before_recording"] or self.device is None:
            return
        try:
            self._open()
        except DeviceError as error:
            self.problem.emit(str(error))

    def _open(self) -> None:
        self._close_microphone()
        device = self.device
        if device is None:
            raise DeviceError(self.found.problem or "No microphone was found.")
        self.microphone = Microphone(device)
        self._position, self._silent_s = 0, 0.0
        self._timer.start()

    def _rest_unless_metering(self) -> None:
        wanted = self._monitored or self._settings["meter_before_recording"]
        if not wanted and self.take is None:
            self._close_microphone()

    def _close_microphone(self) -> None:
        self._timer.stop()
        if self.microphone:
            self.microphone.close()
            self.microphone = None
        self.heard.emit(np.zeros(0, dtype=np.float32), 0)

    def _pull(self) -> None:
        microphone = self.microphone
        if microphone is None:
            return
        if microphone.lost:
            self._on_lost(microphone)
            return
        samples, self._position, _ = microphone.ring.read(self._position)
        if len(samples):
            self.heard.emit(samples, microphone.sample_rate_hz)
            self._listen_for_silence(samples, microphone)
        if self.take is not None and self.take.problem:
            self.stop_take()

    def _listen_for_silence(self, samples: NDArray[np.float32], microphone: Microphone) -> None:
        """Say once that nothing but zeros comes, while that can still be mended."""
        wanted = self._monitored if self.take is None else not self.take.paused
        if not wanted or samples.any():
            self._silent_s = 0.0
            return
        before_s, self._silent_s = (
            self._silent_s,
            self._silent_s + len(samples) / (microphone.sample_rate_hz),
        )
        if before_s < SILENT_S <= self._silent_s:
            self.problem.emit(
                f"Nothing is heard from {microphone.device.key}, not even noise. Check that it is "
                "not muted and that the system lets this program use it."
            )

    def _on_lost(self, microphone: Microphone) -> None:
        sentence = f"The microphone {microphone.device.key} stopped answering."
        remedy = "Connect it again and choose Record > Rescan devices."
        if self.take is not None:
            self.stop_take(f"{sentence} What was recorded is kept. {remedy}")
        else:
            self.problem.emit(f"{sentence} {remedy}")
        self._close_microphone()
        self.lost.emit()
