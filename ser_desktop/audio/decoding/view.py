"""A view of a file: stretches of the file, and inserted bytes."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, cast

from ser_desktop.audio.decoding.source import open_bytes

Stretch = bytes | tuple[int, int]
"""Inserted bytes, or start and end of a stretch of the file."""

_BUFFER_BYTES = 1 << 16


class _View(io.RawIOBase):
    """A raw stream over the stretches."""

    def __init__(self, handle: BinaryIO, stretches: Sequence[Stretch]) -> None:
        self._handle = handle
        self._stretches = list(stretches)
        self._begins = list(accumulate((_length(part) for part in stretches), initial=0))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._at, self._begins[-1])[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at >= self._begins[-1]:
            return 0
        number = bisect_right(self._begins, self._at) - 1
        part, inside = self._stretches[number], self._at - self._begins[number]
        n_bytes = min(len(buffer), self._begins[number + 1] - self._at)
        if isinstance(part, bytes):
            data = part[inside : inside + n_bytes]
        else:
            self._handle.seek(part[0] + inside)
            data = self._handle.read(n_bytes)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._handle.close()
        super().close()


def open_view(path: Path, stretches: Sequence[Stretch] | None) -> BinaryIO:
    """Open a view of a file.

    Args:
        path: the file.
        stretches: stretches of the file and inserted bytes; None is the file itself.

    Returns:
        a binary stream.

    Raises:
        AudioFileError: the file cannot be opened.
    """
    handle = open_bytes(path)
    if stretches is None:
        return handle
    kept = [part for part in stretches if _length(part) > 0]
    return cast(BinaryIO, io.BufferedReader(_View(handle, kept), _BUFFER_BYTES))


def _length(part: Stretch) -> int:
    return len(part) if isinstance(part, bytes) else part[1] - part[0]
