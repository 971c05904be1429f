"""An open microphone, which writes its samples to a ring buffer for any number of readers."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decoding.pieces import finite
from ser_desktop.audio.devices import AudioDevice, portaudio, start_stream
from ser_desktop.audio.faults import SoundFaults
from ser_desktop.audio.mixing import LiveMix
from ser_desktop.audio.pulse_sources import recording_from
from ser_desktop.audio.ring import Ring
from ser_desktop.errors import DeviceError
from ser_desktop.texts.error_reasons import sound_reason
from ser_desktop.texts.messages import Message

_LOG = logging.getLogger(__name__)

RING_S = 10.0
SILENT_FOR_S = 1.0
"""Seconds without a callback after which the device counts as lost; PortAudio does not report it
(python-sounddevice#627)."""
STARTS_WITHIN_S = 5.0
"""Seconds to wait for the first samples, which some sound servers delay."""
LATENCY_S = 0.1


class Microphone:
    """Opens a device at its own rate.

    The caller resamples. This class mixes two channels itself, since the system's mix would cancel
    out channels that are opposite in phase.

    Args:
        device: the microphone.
        latency_s: requested latency; the sound system may use more.

    Raises:
        DeviceError: the device cannot be opened; the message has advice.
    """

    def __init__(self, device: AudioDevice, latency_s: float = LATENCY_S) -> None:
        self.device = device
        self._latency_s = latency_s
        self.sample_rate_hz = device.default_rate_hz
        self.ring = Ring(round(RING_S * self.sample_rate_hz))
        self.overflows = 0
        self._mix = LiveMix(self.sample_rate_hz)
        self._last_callback = 0.0
        self._repaired_until = 0
        self._ended = False
        self._stream = self._open()
        self._opened = time.monotonic()

    @property
    def lost(self) -> bool:
        """Whether the device stopped delivering samples."""
        now = time.monotonic()
        if self.ring.written == 0:
            return self._ended or now - self._opened > STARTS_WITHIN_S
        return self._ended or now - self._last_callback > SILENT_FOR_S

    @property
    def opposite(self) -> int | None:
        """The channel in use, from 0, if two channels are opposite in phase; else None."""
        return self._mix.opposite

    def faults_since(self, position: int) -> SoundFaults:
        """Return what was mended in the samples from a position of the ring on."""
        return SoundFaults(self._repaired_until > position, self._mix.taken)

    def close(self) -> None:
        """Close the stream. A second call does nothing."""
        self._stream.close(ignore_errors=True)

    def _open(self) -> Any:
        sound = portaudio()
        refused = ""
        # Try two channels first; some professional devices only open with all channels.
        for channels in dict.fromkeys((min(2, self.device.channels), 1, self.device.channels)):
            make = partial(
                sound.InputStream,
                samplerate=self.sample_rate_hz,
                device=self.device.index,
                channels=channels,
                dtype="float32",
                latency=self._latency_s,
                callback=self._on_samples,
                finished_callback=self._on_finished,
            )
            try:
                with recording_from(self.device.pulse_source):
                    return start_stream(make)
            except (sound.PortAudioError, ValueError) as error:
                if not refused or "-9998" in refused:  # an unsupported number of channels
                    refused = str(error)
                self._ended = False  # closing a refused stream may call _on_finished
                _LOG.warning("%s with %d channels: %s", self.device.key, channels, error)
        raise DeviceError(_advice(self.device, refused))

    def _on_samples(
        self, block: NDArray[np.float32], _frames: int, _time: Any, status: Any
    ) -> None:
        self._last_callback = time.monotonic()
        if status.input_overflow:
            self.overflows += 1
        # A sound server that mixes programs passes on what they play, and that may be no number.
        sound, is_repaired = finite(block)
        self.ring.write(self._mix.mono(sound))
        if is_repaired:
            self._repaired_until = self.ring.written

    def _on_finished(self) -> None:
        self._ended = True


def _advice(device: AudioDevice, refused: str) -> Message:
    """Return advice by PortAudio's error number."""
    if "-9985" in refused or "unavailable" in refused.lower():
        return Message("microphone.in_use", device=device.key)
    if "-9997" in refused:
        return Message("microphone.rate", device=device.key, rate_hz=device.default_rate_hz)
    if "-9999" in refused:
        return Message("microphone.not_allowed", device=device.key)
    return Message("microphone.cannot_open", device=device.key, reason=sound_reason(refused))
