"""Storage of a decoded recording: memory, a temporary file, or the recording's own file.

Each class returns frames float32 [frames, channels] at any position, on any thread.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from ser_desktop.audio.decoding.pieces import finite
from ser_desktop.audio.decoding.view import Stretch, open_view
from ser_desktop.audio.full_scale import full_scale
from ser_desktop.errors import AudioFileError

MAX_CHANNELS = 2
IN_MEMORY_BYTES = 64_000_000


class Frames(Protocol):
    """The protocol of a storage with one or two channels."""

    @property
    def channels(self) -> int:
        """1 or 2."""

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Frames start..stop, as many as there are."""

    def close(self) -> None:
        """Let go of files; reading gives nothing any more."""


def at_most_stereo(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mix more than two channels to one channel.

    Args:
        block: float32 [frames, channels].

    Returns:
        the block, or its mean as [frames, 1].
    """
    return block if block.shape[1] <= MAX_CHANNELS else block.mean(axis=1, keepdims=True)


class ArrayFrames:
    """Frames in an array."""

    def __init__(self, frames: NDArray[np.float32]) -> None:
        self._frames = frames

    @property
    def channels(self) -> int:
        """1 or 2."""
        return int(self._frames.shape[1])

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Frames start..stop, as many as there are."""
        return self._frames[start:stop]

    def close(self) -> None:
        """Do nothing."""


class GrowingFrames:
    """Frames that are appended block by block: in memory, and in a temporary file if long.

    The file has 16 bits per sample, enough for pictures and playback. The analysis reads the
    recording itself.
    """

    def __init__(self, channels: int, in_memory_bytes: int = IN_MEMORY_BYTES) -> None:
        self._channels, self._in_memory_bytes = channels, in_memory_bytes
        self._lock = threading.Lock()
        self._parts: list[NDArray[np.float32]] = []
        self._n_frames = 0
        self._file: IO[bytes] | None = None

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self._channels

    def append(self, block: NDArray[np.float32]) -> None:
        """Add frames at the end.

        Raises:
            OSError: the disk is full.
        """
        with self._lock:
            self._n_frames += len(block)
            if self._file is not None:
                self._spill(block)
                return
            self._parts.append(block)
            if self._n_frames * self._channels * 4 > self._in_memory_bytes:
                self._file = tempfile.TemporaryFile(prefix="ser-desktop-")  # noqa: SIM115
                for part in self._parts:
                    self._spill(part)
                self._parts = []

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Frames start..stop, as many as there are."""
        with self._lock:
            stop = min(stop, self._n_frames)
            if stop <= start:
                return np.zeros((0, self._channels), np.float32)
            if self._file is None:
                if len(self._parts) > 1:
                    self._parts = [np.concatenate(self._parts)]
                return self._parts[0][start:stop] if self._parts else self._nothing()
            self._file.seek(2 * self._channels * start)
            raw = self._file.read(2 * self._channels * (stop - start))
        pcm = np.frombuffer(raw, dtype=np.int16).reshape(-1, self._channels)
        return pcm.astype(np.float32) / np.float32(32767)

    def close(self) -> None:
        """Free the memory or delete the file."""
        with self._lock:
            self._parts, self._n_frames = [], 0
            if self._file is not None:
                self._file.close()

    def _nothing(self) -> NDArray[np.float32]:
        return np.zeros((0, self._channels), np.float32)

    def _spill(self, block: NDArray[np.float32]) -> None:
        assert self._file is not None
        self._file.seek(0, 2)
        self._file.write(np.round(np.clip(block, -1, 1) * 32767).astype(np.int16).tobytes())


KEEPS_OPEN = os.name != "nt"
"""Whether the file stays open: Windows cannot rename or delete an open file."""


class FileFrames:
    """Frames read directly from a file with random access.

    Args:
        path: the file.
        stretches: the view to open if its header is wrong.

    Raises:
        AudioFileError: the file cannot be opened.
        soundfile.LibsndfileError: libsndfile cannot read it.
    """

    def __init__(self, path: Path, stretches: Sequence[Stretch] | None = None) -> None:
        self._path, self._stretches, self._closed = path, stretches, False
        self._lock = threading.Lock()
        self._open()
        self._scale = np.float32(full_scale(self._file))
        channels = int(self._file.channels)
        self._channels = channels if channels <= MAX_CHANNELS else 1
        if not KEEPS_OPEN:
            self._let_go()

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self._channels

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Frames start..stop, as many as there are."""
        nothing = np.zeros((0, self.channels), np.float32)
        with self._lock:
            if self._closed:
                return nothing
            try:
                if not KEEPS_OPEN:
                    self._open()
                self._file.seek(start)
                block = self._file.read(max(0, stop - start), dtype="float32", always_2d=True)
            except (soundfile.LibsndfileError, AudioFileError, ValueError, RuntimeError):
                return nothing  # gone, or shorter than it was
            finally:
                if not KEEPS_OPEN:
                    self._let_go()
        repaired, _ = finite(block if self._scale == 1 else block / self._scale)
        return at_most_stereo(repaired)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed = True
            self._let_go()

    def _open(self) -> None:
        self._handle = open_view(self._path, self._stretches)
        try:
            self._file = soundfile.SoundFile(self._handle)
        except soundfile.LibsndfileError:
            self._handle.close()
            raise

    def _let_go(self) -> None:
        self._file.close()
        self._handle.close()
