"""Samples in memory as an opened sound file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decoding.pieces import BLOCK_S
from ser_desktop.audio.decoding.stream import MAX_RATE_HZ, MIN_RATE_HZ, AudioStream
from ser_desktop.audio.full_scale import scale_of
from ser_desktop.errors import SettingsError
from ser_desktop.texts.messages import Message

NAME = Path("samples")
"""Path of such samples in results and messages."""
MAX_CHANNELS = 64
INTEGER_TYPES = ("int16", "int32", "uint8")
"""Integers whose full scale is certain, since sound files have them. Others come of arithmetic, and
may hold any of these."""


def as_frames(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Return samples as float32 [frames, channels], -1..1.

    Args:
        samples: [frames] or [frames, channels]; floats -1..1, or integers of
            :data:`INTEGER_TYPES`, at their full scale.

    Raises:
        SettingsError: the array has another shape, does not contain numbers, or contains integers
            of another type.
    """
    samples = np.asarray(samples)
    has_shape = samples.ndim == 1 or (samples.ndim == 2 and 1 <= samples.shape[1] <= MAX_CHANNELS)
    if not has_shape or samples.dtype.kind not in "fiu":
        raise SettingsError(
            Message("samples.shape", shape=str(samples.shape), type=str(samples.dtype))
        )
    frames = samples[:, None] if samples.ndim == 1 else samples
    if frames.dtype.kind == "f":
        with np.errstate(over="ignore"):  # what is beyond single precision counts as no number
            return np.ascontiguousarray(frames, dtype=np.float32)
    if frames.dtype.name not in INTEGER_TYPES:
        raise SettingsError(Message("samples.unclear_integers", type=str(frames.dtype)))
    half = 2.0 ** (8 * frames.dtype.itemsize - 1)
    middle = half if frames.dtype.kind == "u" else 0.0
    return np.ascontiguousarray((frames - middle) / half, dtype=np.float32)


def check_rate_of_samples(sample_rate_hz: int) -> None:
    """Refuse a sample rate outside 1 kHz to 768 kHz.

    Raises:
        SettingsError: the rate is outside.
    """
    if not MIN_RATE_HZ <= sample_rate_hz <= MAX_RATE_HZ:
        raise SettingsError(Message("samples.rate", rate_hz=sample_rate_hz))


def stream_of(frames: NDArray[np.float32], sample_rate_hz: int) -> AudioStream:
    """Return frames [frames, channels] as an opened sound file.

    Floats with the range of integers are scaled, as in files
    (:mod:`ser_desktop.audio.full_scale`).

    Raises:
        SettingsError: the rate is out of range.
    """
    check_rate_of_samples(sample_rate_hz)
    step, second = round(BLOCK_S * sample_rate_hz), sample_rate_hz
    divided_by = scale_of(frames[first : first + second] for first in range(0, len(frames), second))
    scale = np.float32(divided_by)
    return AudioStream(
        path=NAME,
        sample_rate_hz=sample_rate_hz,
        channels=frames.shape[1],
        duration_s=len(frames) / sample_rate_hz,
        format_name="samples",
        pieces=(
            frames[first : first + step] if scale == 1 else frames[first : first + step] / scale
            for first in range(0, len(frames), step)
        ),
        divided_by=divided_by,
    )
