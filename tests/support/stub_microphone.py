"""A microphone that hears what a test says: the take on disk is a real one, without a device."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from ser_desktop.audio.devices import AudioDevice, DeviceList
from ser_desktop.audio.faults import SoundFaults
from ser_desktop.audio.ring import Ring
from ser_desktop.ui.recording import microphone_input

RATE_HZ = 16_000
_RING_S = 60


class StubMicrophone:
    """Has what :class:`ser_desktop.audio.microphone.Microphone` has."""

    def __init__(self, device: AudioDevice) -> None:
        self.device = device
        self.sample_rate_hz = RATE_HZ
        self.ring = Ring(_RING_S * RATE_HZ)
        self.overflows = 0
        self.lost = False
        self.opposite: int | None = None

    def hear(self, samples: NDArray[np.float32]) -> None:
        """Speak into it."""
        self.ring.write(samples.astype(np.float32))

    def hear_file(self, path: Path, start_s: float = 0.0, end_s: float | None = None) -> None:
        """Speak a part of a file at 16 kHz into it."""
        stop = None if end_s is None else round(end_s * RATE_HZ)
        samples, rate_hz = soundfile.read(
            path, start=round(start_s * RATE_HZ), stop=stop, dtype="float32"
        )
        assert rate_hz == RATE_HZ
        self.hear(samples)

    def faults_since(self, _position: int) -> SoundFaults:
        """What is opposite in phase; no sample needs a repair."""
        return SoundFaults(opposite_phase=self.opposite)

    def close(self) -> None:
        """Nothing is open."""


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the window find one such microphone and no other."""
    device = AudioDevice(0, "Stub", "Test", 1, RATE_HZ, True)
    monkeypatch.setattr(microphone_input, "Microphone", StubMicrophone)
    monkeypatch.setattr(microphone_input, "list_devices", lambda *_a, **_k: DeviceList((device,)))
