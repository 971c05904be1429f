"""An open microphone: samples go into a ring, whoever wants them reads from it."""

from __future__ import annotations

import logging
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.devices import AudioDevice, portaudio
from ser_desktop.audio.pulse_sources import recording_from
from ser_desktop.audio.ring import Ring
from ser_desktop.errors import DeviceError

_LOG = logging.getLogger(__name__)

RING_S = 10.0
SILENT_FOR_S = 1.0
"""Without a callback for this long the device is lost: PortAudio does not say so itself
(python-sounddevice#627)."""
STARTS_WITHIN_S = 5.0
"""Some sound servers take seconds before the first samples come."""
LATENCY_S = 0.1


class Microphone:
    """Opens a device at its own rate; the caller resamples. Mono, channels are mixed.

    Args:
        device: what is opened.
        latency_s: asked of the sound system; it may take more.

    Raises:
        DeviceError: the device cannot be opened, with what to do.
    """

    def __init__(self, device: AudioDevice, latency_s: float = LATENCY_S) -> None:
        self.device = device
        self._latency_s = latency_s
        self.sample_rate_hz = device.default_rate_hz
        self.ring = Ring(round(RING_S * self.sample_rate_hz))
        self.overflows = 0
        self._last_callback = 0.0
        self._ended = False
        self._stream = self._open()
        self._opened = time.monotonic()

    @property
    def lost(self) -> bool:
        """Whether the device stopped delivering."""
        now = time.monotonic()
        if self.ring.written == 0:
            return self._ended or now - self._opened > STARTS_WITHIN_S
        return self._ended or now - self._last_callback > SILENT_FOR_S

    def close(self) -> None:
        """Close the stream; harmless when done twice."""
        self._stream.close(ignore_errors=True)

    def _open(self) -> Any:
        sound = portaudio()
        refused = ""
        # Most devices give one channel; some professional ones only all they have.
        for channels in dict.fromkeys((1, min(2, self.device.channels), self.device.channels)):
            stream = None
            try:
                with recording_from(self.device.pulse_source):
                    stream = sound.InputStream(
                        samplerate=self.sample_rate_hz,
                        device=self.device.index,
                        channels=channels,
                        dtype="float32",
                        latency=self._latency_s,
                        callback=self._on_samples,
                        finished_callback=self._on_finished,
                    )
                    stream.start()
                return stream
            except (sound.PortAudioError, ValueError) as error:
                refused = str(error)
                if stream is not None:
                    stream.close(ignore_errors=True)
                    self._ended = False
                _LOG.warning("%s with %d channels: %s", self.device.key, channels, error)
        raise DeviceError(_advice(self.device, refused))

    def _on_samples(
        self, block: NDArray[np.float32], _frames: int, _time: Any, status: Any
    ) -> None:
        self._last_callback = time.monotonic()
        if status.input_overflow:
            self.overflows += 1
        self.ring.write(block[:, 0] if block.shape[1] == 1 else block.mean(axis=1))

    def _on_finished(self) -> None:
        self._ended = True


def _advice(device: AudioDevice, refused: str) -> str:
    start = f"The microphone {device.key} cannot be opened"
    if "-9985" in refused or "unavailable" in refused.lower():
        return f"{start}: another program uses it. Close that program or choose another microphone."
    if "-9997" in refused:
        return f"{start} at its own rate of {device.default_rate_hz} Hz. Choose another microphone."
    if "-9999" in refused:
        return f"{start}. Allow microphone access in the system's privacy settings and try again."
    return f"{start} ({refused}). Choose another microphone or Rescan devices."
