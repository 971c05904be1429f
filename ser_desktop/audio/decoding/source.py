"""The bytes of a file, with the tags at its start and end located."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast

from ser_desktop.errors import AudioFileError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

_ID3V1_BYTES = 128
_APE_FOOTER_BYTES = 32
_MAX_PADDED_TAG = 1 << 22
_READ_BYTES = 1 << 20
_MAX_TAGS = 16
"""Some programs add a new tag in front of the old one each time."""


def check_regular(path: Path) -> None:
    """Refuse a path that is no regular file or an empty one.

    Args:
        path: the file.

    Raises:
        AudioFileError: it is missing, empty, a folder, a pipe or a device.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        raise AudioFileError("vanished", Message("audio.missing", file=path.name)) from None
    except (OSError, ValueError) as error:
        raise _cannot_open(path, error) from None
    if stat.S_ISDIR(status.st_mode):
        id = "audio.is_folder" if _can_be_listed(path) else "audio.unlisted_folder"
        raise AudioFileError("unreadable", Message(id, file=path.name or str(path)))
    if not stat.S_ISREG(status.st_mode):
        raise AudioFileError("unreadable", Message("audio.not_a_file", file=path.name))
    if status.st_size == 0:
        raise AudioFileError("empty", Message("audio.zero_bytes", file=path.name))


def _can_be_listed(folder: Path) -> bool:
    try:
        with os.scandir(os.fspath(folder)):
            return True
    except OSError:
        return False


class _Reader(io.BufferedReader):
    """A reader that ignores a seek to an impossible position.

    Decoders seek there after a damaged header, and an exception in their callbacks would be printed
    to standard error.
    """

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset, whence)
        except (OSError, OverflowError, ValueError):
            if self.closed:
                raise
            return self.tell()


def open_bytes(path: Path) -> BinaryIO:
    """Open a file by its descriptor, so that decoders cannot guess by the suffix.

    Args:
        path: the file; any name of the system is allowed.

    Returns:
        the bytes.

    Raises:
        AudioFileError: the file cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        return cast(BinaryIO, _Reader(io.FileIO(descriptor)))
    except OSError as error:
        raise _cannot_open(path, error) from None


def _cannot_open(path: Path, error: Exception) -> AudioFileError:
    message = Message("audio.cannot_open", file=path.name, reason=reason_of(error))
    return AudioFileError("unreadable", message)


class Source:
    """The bytes of a file, and the range between the tags at its start and end.

    Args:
        path: the file; it is opened anew for each source.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = open_bytes(path)
        self.size = self._handle.seek(0, 2)
        self.start = self._after_id3(0)
        """Position of the first byte after ID3v2 tags."""
        self.end = self._before_tags()
        """Position after the last byte before ID3v1 and APE tags."""

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()

    def read_at(self, at: int, n_bytes: int) -> bytes:
        """Read bytes at a position.

        Args:
            at: the position; outside the file no bytes are returned.
            n_bytes: number of bytes; fewer at the end of the file.

        Raises:
            AudioFileError: reading failed.
        """
        if not 0 <= at < self.size:  # a wrong size in a header may lead outside the file
            return b""
        try:
            self._handle.seek(at)
            return self._handle.read(n_bytes)
        except OSError as error:
            message = Message("audio.read_failed", file=self.path.name, reason=reason_of(error))
            raise AudioFileError("vanished", message) from None

    def head(self, n_bytes: int = 64) -> bytes:
        """Return the first bytes behind the tags.

        Args:
            n_bytes: number of bytes.
        """
        return self.read_at(self.start, n_bytes)

    def is_zero(self, at: int, end: int) -> bool:
        """Return whether a stretch of the file contains only zeros.

        Args:
            at: where it begins.
            end: the position after its end.
        """
        while at < end:
            data = self.read_at(at, min(_READ_BYTES, end - at))
            if not data or data.strip(b"\0"):
                return not data
            at += len(data)
        return True

    def after_tag(self, at: int) -> int:
        """Return the position after ID3v2, ID3v1 and APE tags.

        Args:
            at: where the first tag begins.

        Returns:
            the position after the tags, or ``at`` without a tag.
        """
        for _ in range(_MAX_TAGS):
            behind = self._after_one_tag(at)
            if behind == at:
                break
            at = behind
        return at

    def _after_one_tag(self, at: int) -> int:
        behind = self._after_id3(at)
        head = self.read_at(at, 16)
        if head[:3] == b"TAG" and at + _ID3V1_BYTES <= self.size:
            behind = at + _ID3V1_BYTES
        elif head[:8] == b"APETAGEX":
            behind = at + _APE_FOOTER_BYTES + int.from_bytes(head[12:16], "little")
        return min(behind, self.size)

    def _after_id3(self, at: int) -> int:
        for _ in range(_MAX_TAGS):
            head = self.read_at(at, 10)
            if head[:3] != b"ID3" or len(head) < 10 or max(head[6:]) > 0x7F:
                break
            size = 0
            for byte in head[6:]:
                size = size << 7 | byte
            footer = 10 if head[5] & 0x10 else 0
            if at + 10 + size + footer > self.size:
                break
            early = self._end_of_padding(at, size) if head[3] in (3, 4) and not head[5] else None
            if early is not None:
                return early
            at += 10 + size + footer
        return at

    def _end_of_padding(self, at: int, size: int) -> int | None:
        """Find the end of an ID3v2.3 or 2.4 tag's padding that is before its stated end.

        Args:
            at: where the tag begins.
            size: stated size, without the tag's header.

        Returns:
            the position of the first byte that is not zero; None if the stated size is plausible.
        """
        tag = self.read_at(at, 10 + min(size, _MAX_PADDED_TAG))
        place = 10
        while place + 10 <= len(tag) and tag[place : place + 4].isalnum():
            bits = 7 if tag[3] == 4 else 8
            n_bytes = 0
            for byte in tag[place + 4 : place + 8]:
                n_bytes = n_bytes << bits | byte
            place += 10 + n_bytes
        padding = tag[place:]
        rest = padding.lstrip(b"\0")
        if not rest or len(rest) == len(padding):
            return None
        return at + len(tag) - len(rest)

    def _before_tags(self) -> int:
        end = self.size
        if self.read_at(max(0, end - _ID3V1_BYTES), 3) == b"TAG":
            end -= _ID3V1_BYTES
        footer = self.read_at(max(0, end - _APE_FOOTER_BYTES), _APE_FOOTER_BYTES)
        if footer[:8] == b"APETAGEX":
            size = int.from_bytes(footer[12:16], "little")
            header = _APE_FOOTER_BYTES if footer[23] & 0x80 else 0
            if size + header <= end - self.start:
                end -= size + header
        return max(end, self.start)
