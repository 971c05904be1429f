"""Converts FFmpeg's frames to float32 in the layout and rate of their stream."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_PLANES = 7
"""Largest number of separate channels that PyAV reads: of more, it reads behind FFmpeg's list of
pointers, which ends the process."""


class ToFloat:
    """Converts the sample type, and rate and channels if they change within a stream.

    Args:
        layout: FFmpeg's layout of the output channels.
        rate_hz: rate of the output.
    """

    def __init__(self, layout: Any, rate_hz: int) -> None:
        self._layout, self._rate_hz = layout, rate_hz
        self._resampler: Any = None
        self._shape: tuple[str, str, int] | None = None

    def convert(self, frame: Any) -> list[NDArray[np.float32]] | None:
        """Convert a frame.

        Args:
            frame: a decoded frame of FFmpeg.

        Returns:
            blocks float32 [frames, channels], including delayed sound of an earlier shape; None if
            the frame has an impossible shape, as damaged ones may.
        """
        import av.error

        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        blocks = [] if shape == self._shape else self.rest()
        try:
            if self._resampler is None:
                self._resampler = _resampler(self._layout, self._rate_hz)
            self._shape = shape
            return blocks + _blocks(self._resampler.resample(frame))
        except (av.error.FFmpegError, ValueError):
            self._resampler = self._shape = None
            return None

    def rest(self) -> list[NDArray[np.float32]]:
        """Return the sound that the converter still delays, and reset it."""
        resampler, self._resampler, self._shape = self._resampler, None, None
        return _blocks(resampler.resample(None)) if resampler is not None else []


def samples_of(frame: Any) -> NDArray[Any]:
    """Return the samples of a decoded frame.

    Args:
        frame: a decoded frame of FFmpeg, of any type.

    Returns:
        [frames, channels] in the frame's own type.
    """
    n_channels = frame.layout.nb_channels
    if not frame.format.is_planar:
        return frame.to_ndarray().reshape(-1, n_channels)  # type: ignore[no-any-return]
    if n_channels <= MAX_PLANES:
        return frame.to_ndarray().T  # type: ignore[no-any-return]
    packer = _resampler(frame.layout, frame.sample_rate, frame.format.packed.name)
    packed = [*packer.resample(frame), *packer.resample(None)]
    return np.concatenate([samples_of(part) for part in packed])


def _resampler(layout: Any, rate_hz: int, sample_type: str = "flt") -> Any:
    import av

    return av.AudioResampler(format=sample_type, layout=layout, rate=rate_hz)


def _blocks(frames: list[Any]) -> list[NDArray[np.float32]]:
    return [samples_of(frame) for frame in frames]
