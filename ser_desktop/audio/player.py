"""Plays a recording. The position is that of the loudspeaker, not of the buffer."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.devices import AudioDevice, portaudio, start_stream
from ser_desktop.audio.tempo import Tempo
from ser_desktop.errors import DeviceError
from ser_desktop.texts.error_reasons import sound_reason
from ser_desktop.texts.messages import Message

_READ_FRAMES = 2048
_MAX_EMPTY = 64
"""Largest number of empty reads in a callback, which must not wait longer."""


class Player:
    """One playback of one clip. Opens the device at the clip's rate, else at the device's own.

    Args:
        clip: the recording.
        device: the loudspeaker.
        start_s: start position in seconds.
        span_s: start and end of the played part; None is the whole recording.
        loop: repeat the part.
        speed: 0.5 to 2, without change of pitch.

    Raises:
        DeviceError: the device cannot be opened.
    """

    def __init__(
        self,
        clip: Clip,
        device: AudioDevice,
        start_s: float,
        span_s: tuple[float, float],
        loop: bool = False,
        speed: float = 1.0,
    ) -> None:
        self._clip = clip
        self.loop = loop
        self._speed = speed
        self._tempo = self._make_tempo(speed)
        self._wanted_speed: float | None = None
        self._held_s, self._wrapped = 0.0, False
        self._wanted_span_s: tuple[float, float] | None = None
        self._keep_to(span_s)
        self._next = min(max(0, round(start_s * clip.sample_rate_hz)), clip.n_frames)
        self._waiting = np.zeros((0, clip.channels), dtype=np.float32)
        self._converter: Any = None
        self.finished = False
        self._wanted_frame: int | None = None
        self._stream = self._open(device)

    @property
    def position_s(self) -> float:
        """The position that is audible now, in seconds."""
        queued_s: float = len(self._waiting) / self._stream.samplerate + float(self._stream.latency)
        rate_hz = self._clip.sample_rate_hz
        position_s = self._next / rate_hz - self._held_s - queued_s * self._speed
        first_s = self._first / rate_hz
        if self._wrapped and position_s < first_s:  # the buffer still contains the end of the loop
            span_s = (min(self._end, self._clip.n_frames) - self._first) / rate_hz
            position_s = first_s + (position_s - first_s) % span_s
        return max(0.0, position_s)

    def set_span(self, span_s: tuple[float, float]) -> None:
        """Set the played part.

        Args:
            span_s: its start and end in seconds.
        """
        self._wanted_span_s = span_s  # applied by the callback, like a seek

    def seek(self, position_s: float) -> None:
        """Continue at another position.

        Args:
            position_s: in seconds.
        """
        frame = round(position_s * self._clip.sample_rate_hz)
        # The callback applies it, since only the callback changes the position.
        self._wanted_frame = min(max(0, frame), self._clip.n_frames)

    def set_speed(self, speed: float) -> None:
        """Set the speed.

        Args:
            speed: 0.5 to 2.
        """
        self._wanted_speed = speed  # applied by the callback, like a seek

    def close(self) -> None:
        """Stop at once. A second call does nothing."""
        self._stream.close(ignore_errors=True)

    def _open(self, device: AudioDevice) -> Any:
        sound = portaudio()
        refused = ""
        for rate_hz in dict.fromkeys((self._clip.sample_rate_hz, device.default_rate_hz)):
            if rate_hz != self._clip.sample_rate_hz:
                self._converter = soxr.ResampleStream(
                    self._clip.sample_rate_hz, rate_hz, self._clip.channels, dtype="float32"
                )
            make = partial(
                sound.OutputStream,
                samplerate=rate_hz,
                device=device.index,
                channels=self._clip.channels,
                dtype="float32",
                callback=self._on_wanted,
                finished_callback=self._on_finished,
            )
            try:
                return start_stream(make)
            except (sound.PortAudioError, ValueError) as error:
                refused = str(error)
                self.finished = False  # closing a refused stream may call _on_finished
        raise DeviceError(
            Message("device.output_failed", device=device.key, reason=sound_reason(refused))
        )

    def _on_wanted(self, out: NDArray[np.float32], frames: int, _time: Any, _status: Any) -> None:
        span_s, self._wanted_span_s = self._wanted_span_s, None
        target_frame, self._wanted_frame = self._wanted_frame, None
        if span_s is not None:
            if self._wrapped and target_frame is None:  # discard buffered sound of the old part
                target_frame = round(self.position_s * self._clip.sample_rate_hz)
            self._keep_to(span_s)
        if self._wanted_speed is not None:
            if target_frame is None:
                target_frame = round(self.position_s * self._clip.sample_rate_hz)
            self._speed, self._wanted_speed = self._wanted_speed, None
            self._tempo = self._make_tempo(self._speed)
        if target_frame is not None:
            self._jump(target_frame)
        n_empty = 0
        while len(self._waiting) < frames and n_empty < _MAX_EMPTY:
            block = self._read()
            if block is None:
                break
            n_empty = 0 if len(block) else n_empty + 1
            self._waiting = np.concatenate([self._waiting, block])
        ready = self._waiting[:frames]
        self._waiting = self._waiting[frames:]
        out[: len(ready)] = ready
        out[len(ready) :] = 0
        if len(ready) == 0:
            raise portaudio().CallbackStop

    def _keep_to(self, span_s: tuple[float, float]) -> None:
        rate_hz = self._clip.sample_rate_hz
        self.end_s = min(span_s[1], self._clip.duration_s)
        self._first = max(0, round(span_s[0] * rate_hz))
        self._end = min(self._clip.n_frames, round(span_s[1] * rate_hz))

    def _jump(self, frame: int) -> None:
        self._next = frame
        self._waiting = self._waiting[:0]
        self._clear()

    def _clear(self) -> None:
        self._held_s, self._wrapped = 0.0, False
        if self._converter is not None:
            self._converter.clear()
        if self._tempo is not None:
            self._tempo.clear()

    def _make_tempo(self, speed: float) -> Tempo | None:
        if speed == 1.0:
            return None
        return Tempo(self._clip.sample_rate_hz, self._clip.channels, speed)

    def _read(self) -> NDArray[np.float32] | None:
        # While a file is decoded, its length is the stated one and may turn out shorter.
        end = min(self._end, self._clip.n_frames)
        if self._next >= end:
            if not self.loop or self._first >= end:
                return None
            # Tempo and converter keep their buffers, since a loop is one continuous sound.
            self._next = self._first
            self._wrapped = True
        block = self._clip.frames(self._next, min(self._next + _READ_FRAMES, end))
        if len(block) == 0:
            return None
        self._next += len(block)
        last = self._next >= end and not self.loop
        if self._tempo is not None:
            slower = self._tempo.push(block, last)
            # Count the samples that the time stretch still holds back.
            heard_frames = len(slower) * self._speed
            self._held_s += (len(block) - heard_frames) / self._clip.sample_rate_hz
            block = slower
        if self._converter is None:
            return block
        converted: NDArray[np.float32] = self._converter.resample_chunk(
            np.ascontiguousarray(block), last=last
        )
        return converted.reshape(-1, self._clip.channels)

    def _on_finished(self) -> None:
        self.finished = True
