"""ASF (WMA, WMV): files in it that were joined, padding behind it, and damaged packets.

FFmpeg reads the first of joined files only, and guesses the length from the bytes behind it.
Damaged packets are left out, and the gap in the time stamps tells how much is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ser_desktop.audio.decoding.layout import Layout, View
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_INDEXES = tuple(
    map(
        bytes.fromhex,
        (
            "90080033b1e5cf1189f400a0c90349cb",  # simple index
            "d329e2d6da35d111903400a0c90349be",  # index
            "f803b1fead12644c840f2a1d2f7ad48c",  # media object index
            "3fb7203c73b6e4118d69001f3b3c92c2",  # time code index
        ),
    )
)
_KNOWN = re.compile(b"|".join(map(re.escape, (_HEADER, *_INDEXES))))
_OBJECT, _DATA_HEADER = 24, 50
_PACKET_SIZE_AT = 92
_SEARCHED_BYTES = 1 << 16
_READ_BYTES = 1 << 20
_MAX_OBJECTS = 4096
_MAX_PACKET = 1 << 20
_CORRECTION = 0x80
"""Set in the first byte of a packet with data for error correction, which all packets have."""


@dataclass
class _File:
    """One of the files that were joined."""

    start: int
    end: int
    cut: bool = False
    damaged: bool = False
    """Whether a packet is damaged."""
    data_at: int | None = None
    """Position of the data object, if its size is wrong."""
    data_end: int = 0

    def view(self, size: int) -> View:
        """Return its bytes, with the true size of the data.

        Args:
            size: size of the whole file.
        """
        end = min(self.end, size)
        if self.data_at is None:
            return View(((self.start, end),))
        n_bytes: Stretch = (self.data_end - self.data_at).to_bytes(8, "little")
        return View(((self.start, self.data_at + 16), n_bytes, (self.data_at + _OBJECT, end)))


def examine(source: Source) -> Layout | None:
    """Walk over the objects of an ASF file, and of joined files.

    Args:
        source: the file.

    Returns:
        its files, one after the other; None for another format.
    """
    if source.head(len(_HEADER)) != _HEADER:
        return None
    files: list[_File] = []
    at: int | None = source.start
    while at is not None:
        file = _walk(source, at)
        files.append(file)
        behind = source.after_tag(file.end)
        at = behind if source.read_at(behind, len(_HEADER)) == _HEADER else None
    return Layout(
        [file.view(source.size) for file in files],
        truncated=files[-1].cut,
        gaps_are_losses=any(file.damaged for file in files),
    )


def _walk(source: Source, start: int) -> _File:
    """Walk from object to object of one file."""
    file = _File(start, start)
    packet_bytes = 0
    data_at: int | None = None
    """Position of the last object, if it is the data."""
    for _ in range(_MAX_OBJECTS):
        head = source.read_at(file.end, _OBJECT)
        name, size = head[:16], int.from_bytes(head[16:], "little")
        if file.end > start and name not in (_DATA, *_INDEXES):
            if _is_end(source, file.end):
                return file
            file.end = _search(source, file.end)  # an unknown object, or the last size is wrong
            if data_at is not None:
                file.data_at, file.data_end = data_at, file.end
                file.damaged = _has_damage(source, data_at, file.end, packet_bytes)
            data_at = None
            continue
        if size < _OBJECT:  # a stream that was not finished
            file.end = source.size
            return file
        if name == _HEADER:
            packet_bytes = _packet_bytes(source, file.end, size)
        data_at = file.end if name == _DATA else None
        file.end += size
        if data_at is not None:
            file.damaged |= _has_damage(source, data_at, file.end, packet_bytes)
        if file.end > source.size:
            file.cut = True
            return file
    return file


def _is_end(source: Source, at: int) -> bool:
    """Return whether only another file, a tag or padding follows."""
    behind = source.after_tag(at)
    return source.read_at(behind, len(_HEADER)) == _HEADER or source.is_zero(behind, source.size)


def _search(source: Source, at: int) -> int:
    """Return the position of the next known object or file, or else the end."""
    while at < source.size:
        match = _KNOWN.search(source.read_at(at, _READ_BYTES + len(_HEADER)))
        if match is not None:
            return at + match.start()
        at += _READ_BYTES
    return source.size


def _packet_bytes(source: Source, at: int, size: int) -> int:
    """Return the length of all packets; 0 if they differ."""
    head = source.read_at(at, min(size, _SEARCHED_BYTES))
    place = head.find(_PROPERTIES)
    least, most = (head[place + n : place + n + 4] for n in (_PACKET_SIZE_AT, _PACKET_SIZE_AT + 4))
    if place < 0 or least != most or len(most) < 4:
        return 0
    return int.from_bytes(least, "little")


def _has_damage(source: Source, at: int, end: int, packet_bytes: int) -> bool:
    """Return whether a packet of the data does not begin as the first one does."""
    first = at + _DATA_HEADER
    kind = source.read_at(first, 1)
    if not 0 < packet_bytes <= _MAX_PACKET or not kind or not kind[0] & _CORRECTION:
        return False
    last = min(end, source.size)
    return any(source.read_at(n, 1) != kind for n in range(first, last, packet_bytes))
