"""A decoded recording for the pictures and the loudspeaker: any part of it, at once.

Long recordings lie in a temporary file and are mapped, so that memory does not grow with them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.peaks import Peaks
from ser_desktop.errors import WorkCancelledError

IN_MEMORY_BYTES = 64_000_000
MOST_CHANNELS = 2


class Clip:
    """Frames [frames, channels] of float32 at the recording's own rate, one or two channels."""

    def __init__(self, path: Path, sample_rate_hz: int, frames: NDArray[np.float32], peaks: Peaks):
        self.path = path
        self.sample_rate_hz = sample_rate_hz
        self.peaks = peaks
        self._frames = frames

    @property
    def n_frames(self) -> int:
        """Length in samples per channel."""
        return len(self._frames)

    @property
    def channels(self) -> int:
        """1 or 2; more are mixed down when the file is read."""
        return int(self._frames.shape[1])

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_frames / self.sample_rate_hz

    def frames(self, start: int, stop: int) -> NDArray[np.float32]:
        """Frames start..stop, as many as there are."""
        return self._frames[max(0, start) : max(0, stop)]

    def mono(self, start: int, stop: int) -> NDArray[np.float32]:
        """The mean of the channels."""
        part = self.frames(start, stop)
        return part[:, 0] if self.channels == 1 else part.mean(axis=1)


def load_clip(
    path: Path,
    on_progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Clip:
    """Decode a whole file.

    Raises:
        AudioFileError: as :func:`ser_desktop.audio.decode.open_audio`.
        WorkCancelledError: ``cancelled`` said so.
    """
    stream = open_audio(path)
    channels = min(stream.channels, MOST_CHANNELS)
    peaks = Peaks()
    parts: list[NDArray[np.float32]] = []
    n_bytes = 0
    with tempfile.TemporaryFile(prefix="ser-desktop-") as spill:
        spilled = False
        for block in stream.blocks():
            if cancelled and cancelled():
                raise WorkCancelledError
            frames = block if stream.channels <= MOST_CHANNELS else block.mean(axis=1)[:, None]
            channels = frames.shape[1]
            frames = np.ascontiguousarray(frames, dtype=np.float32)
            peaks.push(frames.mean(axis=1))
            n_bytes += frames.nbytes
            parts.append(frames)
            if n_bytes > IN_MEMORY_BYTES:
                spilled = True
                for part in parts:
                    spill.write(part.tobytes())
                parts = []
            if on_progress and stream.duration_s:
                done_s = n_bytes / frames.itemsize / channels / stream.sample_rate_hz
                on_progress(min(1.0, done_s / stream.duration_s))
        peaks.finish()
        if spilled:
            spill.flush()
            # The map keeps the file's contents after it is closed and unlinked.
            mapped = np.memmap(spill, dtype=np.float32, mode="r").reshape(-1, channels)
            return Clip(path, stream.sample_rate_hz, mapped, peaks)
    return Clip(path, stream.sample_rate_hz, np.concatenate(parts), peaks)
