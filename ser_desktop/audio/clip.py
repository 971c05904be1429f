"""Random access to the decoded sound of a recording, for pictures and playback.

It can be read while it is still being decoded; missing parts are silence.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.frames import FileFrames, Frames, GrowingFrames, at_most_stereo
from ser_desktop.audio.mixing import Mix, mean_of_channels
from ser_desktop.audio.peaks import Peaks
from ser_desktop.errors import WorkCancelledError

PREVIEW_BLOCKS = 1500
PREVIEW_SAMPLES = 256
_PREVIEW_FROM_S = 60.0
_NEWS_AFTER_GROWTH = 1.5


class Clip:
    """Frames [frames, channels] of float32 at the recording's own rate, one or two channels."""

    def __init__(
        self, path: Path, sample_rate_hz: int, n_frames: int, frames: Frames, peaks: Peaks
    ) -> None:
        self.path = path
        self.sample_rate_hz = sample_rate_hz
        self.n_frames = n_frames
        """Length in samples per channel; while decoding, the length stated by the header."""
        self.peaks = peaks
        self.complete = True
        self.heard: int | None = None
        """The channel in use if two channels are opposite in phase; else None."""
        self._frames = frames

    @property
    def channels(self) -> int:
        """1 or 2; more are mixed down when the file is read."""
        return self._frames.channels

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_frames / self.sample_rate_hz

    def frames(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return frames of the recording; parts that are not decoded yet are silence.

        Args:
            start: the first frame.
            stop: behind the last frame.

        Returns:
            float32 [frames, channels], limited to the recording.
        """
        start, stop = max(0, start), min(max(0, stop), self.n_frames)
        part = self._frames.read(start, stop)
        missing = stop - start - len(part)
        return np.pad(part, ((0, missing), (0, 0))) if missing > 0 else part

    def mono(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return the channels mixed to one.

        The mean, or one channel if they are opposite in phase.

        Args:
            start: the first frame.
            stop: behind the last frame.

        Returns:
            float32 [frames].
        """
        part = self.frames(start, stop)
        if self.channels == 1:
            return part[:, 0]
        return mean_of_channels(part) if self.heard is None else part[:, self.heard]

    def close(self) -> None:
        """Close the files; reading then gives silence."""
        self._frames.close()


def load_clip(
    path: Path,
    on_part: Callable[[Clip], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Clip:
    """Decode a whole file.

    Args:
        path: the sound file.
        on_part: called with the clip when its first part is decoded, and repeatedly while it grows.
        cancelled: called between blocks; returning True stops the work.

    Raises:
        AudioFileError: as :func:`ser_desktop.audio.decode.open_audio`.
        WorkCancelledError: ``cancelled`` returned True.
    """
    stream = open_audio(path)
    rate_hz, peaks = stream.sample_rate_hz, Peaks()
    growing = (
        None if stream.in_place else GrowingFrames(1 if stream.channels > 2 else stream.channels)
    )
    frames: Frames = growing or FileFrames(path, stream.stretches)
    stated = round((stream.duration_s or 0.0) * rate_hz)
    clip = Clip(path, rate_hz, stated, frames, peaks)
    clip.complete = False
    n_read, news_at, mix = 0, 1, Mix()
    try:
        if growing is None and stated > _PREVIEW_FROM_S * rate_hz:
            peaks.set_preview(*_preview(clip))
            if on_part:
                on_part(clip)
        for block in stream.blocks():
            if cancelled and cancelled():
                raise WorkCancelledError
            block = at_most_stereo(block)
            peaks.push(mean_of_channels(mix.heard(block)))
            clip.heard = mix.opposite
            if growing is not None:
                growing.append(np.ascontiguousarray(block, dtype=np.float32))
            n_read += len(block)
            clip.n_frames = max(stated, n_read)
            if on_part and n_read >= news_at:
                news_at = round(n_read * _NEWS_AFTER_GROWTH)
                peaks.publish()
                on_part(clip)
    except BaseException:
        clip.close()
        raise
    peaks.finish()
    clip.n_frames = n_read
    clip.complete = True
    return clip


def _preview(clip: Clip) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Read extremes of short pieces spread over the file, for a first waveform."""
    starts = np.linspace(0, clip.n_frames - PREVIEW_SAMPLES, PREVIEW_BLOCKS).astype(np.int64)
    pieces = [clip.mono(int(start), int(start) + PREVIEW_SAMPLES) for start in starts]
    return starts, np.array([(piece.min(), piece.max()) for piece in pieces], dtype=np.float32)
