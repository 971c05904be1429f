"""The format of sound on standard input: given by options, or read from a WAV header."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import Message

SAMPLE_FORMATS = ("s16le", "s24le", "s32le", "f32le", "u8")
"""Sample formats by FFmpeg's names."""
MIN_RATE_HZ, MAX_RATE_HZ = 1_000, 768_000
MAX_CHANNELS = 64
_BYTES = {"s16le": 2, "s24le": 3, "s32le": 4, "f32le": 4, "u8": 1}
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_OF_WAV = {
    (_PCM, 8): "u8",
    (_PCM, 16): "s16le",
    (_PCM, 24): "s24le",
    (_PCM, 32): "s32le",
    (_FLOAT, 32): "f32le",
}
_MAX_CHUNK_BYTES = 10_000_000
_LENGTH_UNKNOWN = (0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Lengths written by programs that do not know it; the sound lasts until the input ends."""


@dataclass(frozen=True)
class InputFormat:
    """The format of the bytes.

    Args:
        sample_rate_hz: frames per second.
        channels: samples per frame.
        sample_format: one of ``SAMPLE_FORMATS``.
        n_bytes: bytes of sound; None reads until the input ends.
    """

    sample_rate_hz: int
    channels: int
    sample_format: str
    n_bytes: int | None = None

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame."""
        return self.channels * _BYTES[self.sample_format]

    def decode(self, data: bytes) -> NDArray[np.float32]:
        """Convert whole frames to samples [frames, channels], -1..1; floats as they are."""
        name = self.sample_format
        if name == "f32le":
            samples = np.frombuffer(data, "<f4")
        elif name == "u8":
            samples = (np.frombuffer(data, np.uint8).astype(np.float32) - 128) / 128
        elif name == "s24le":
            padded = np.zeros((len(data) // 3, 4), np.uint8)
            padded[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
            samples = padded.reshape(-1).view("<i4").astype(np.float32) / 2**31
        else:
            whole = np.frombuffer(data, "<i2" if name == "s16le" else "<i4")
            samples = whole.astype(np.float32) / (2**15 if name == "s16le" else 2**31)
        return samples.astype(np.float32, copy=False).reshape(-1, self.channels)


def read_wav_header(read: Callable[[int], bytes]) -> InputFormat:
    """Read a WAV header up to its first sample.

    Args:
        read: returns the given number of bytes, or fewer at the end of the input.

    Raises:
        AudioFileError: the input is empty, no WAV, or of an unsupported format.
    """
    head = read(12)
    if not head:
        raise AudioFileError("empty", Message("live.input_empty"))
    if head[:4] not in (b"RIFF", b"RF64") or head[8:12] != b"WAVE":
        raise AudioFileError("unsupported", Message("live.input_not_wav"))
    format: InputFormat | None = None
    while len(chunk := read(8)) == 8:
        name, size = chunk[:4], struct.unpack("<I", chunk[4:])[0]
        if name == b"data":
            if format is None:
                break
            n_bytes = None if size in _LENGTH_UNKNOWN or head[:4] == b"RF64" else size
            return InputFormat(
                format.sample_rate_hz, format.channels, format.sample_format, n_bytes
            )
        if size > _MAX_CHUNK_BYTES:
            break
        body = read(size + size % 2)
        if name == b"fmt ":
            format = _format(body)
    raise AudioFileError("unreadable", Message("live.input_damaged"))


def _format(body: bytes) -> InputFormat:
    if len(body) < 16:
        raise AudioFileError("unreadable", Message("live.input_damaged"))
    tag, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", body[:16])
    if tag == _EXTENSIBLE and len(body) >= 26:
        tag = struct.unpack("<H", body[24:26])[0]
    sample_format = _OF_WAV.get((tag, bits))
    in_range = MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ and 1 <= channels <= MAX_CHANNELS
    if sample_format is None or not in_range:
        raise AudioFileError("unsupported", Message("live.input_not_wav"))
    return InputFormat(rate_hz, channels, sample_format)
