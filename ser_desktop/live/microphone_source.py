"""A microphone as a source of live sound, with optional recording to a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.devices import AudioDevice
from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.audio.microphone import Microphone
from ser_desktop.audio.take import Take, discard
from ser_desktop.texts.messages import Message

PULL_S = 0.01
LATENCY_S = 0.03
"""Latency requested from the sound system, in seconds."""


class MicrophoneSource:
    """Reads the microphone's samples a hundred times a second.

    Sound that was read too late becomes silence, so that times stay correct.

    Args:
        device: the microphone.
        record_to: path of a new WAV file for the recording; None does not record.
        wait: called between reads with the seconds to sleep.

    Raises:
        DeviceError: the microphone cannot be opened.
        OutputError: the file cannot be written.
    """

    def __init__(
        self,
        device: AudioDevice,
        record_to: Path | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = device.key
        self._wait = wait
        self._microphone = Microphone(device, LATENCY_S)
        self.sample_rate_hz = self._microphone.sample_rate_hz
        self._position = 0
        self._n_lost = 0
        self._faults = NO_FAULTS
        self._problem: Message | None = None
        self._take: Take | None = None
        if record_to is not None:
            try:
                self._take = Take(self._microphone, record_to)
            except BaseException:
                self._microphone.close()
                raise

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield the samples since the last read; end when the device is lost."""
        while True:
            before = self._position
            samples, self._position, n_lost = self._microphone.ring.read(self._position)
            self._n_lost += n_lost
            self._faults = self._microphone.faults_since(before)
            yield np.concatenate([np.zeros(n_lost, np.float32), samples]) if n_lost else samples
            if not len(samples):
                if self._microphone.lost:
                    self._problem = self._why_it_ended()
                    return
                self._wait(PULL_S)

    def faults(self) -> SoundFaults:
        """Return what was mended in the last block."""
        return self._faults

    def problem(self) -> Message | None:
        """Return why the sound ended or the recording is incomplete; else None."""
        if self._problem is None and self._take is not None and self._take.problem is not None:
            return self._take.problem
        return self._problem

    def warnings(self) -> list[Message]:
        """Return messages about lost sound."""
        warnings = []
        opposite = self._microphone.opposite
        if opposite is not None:
            channel = ("left", "right")[opposite]
            warnings.append(Message("microphone.opposite_phase", device=self.name, channel=channel))
        if self._n_lost:
            warnings.append(Message("record.lost_samples", n=self._n_lost))
        if self._microphone.overflows:
            warnings.append(Message("record.overflows", n=self._microphone.overflows))
        return warnings

    def close(self) -> None:
        """Close the device and complete the file, or delete it if it is empty."""
        take, self._take = self._take, None
        if take is not None:
            take.stop()
            if self._problem is None and take.problem is not None:
                self._problem = take.problem
        self._microphone.close()
        if take is not None and take.elapsed_s == 0:
            discard(take.path)

    def _why_it_ended(self) -> Message:
        heard_s = self._position / self.sample_rate_hz
        if heard_s == 0:
            return Message("live.nothing_came", device=self.name)
        id = "live.device_lost" if self._take is None else "live.device_lost_recorded"
        return Message(id, device=self.name, seconds=f"{heard_s:.1f}")
