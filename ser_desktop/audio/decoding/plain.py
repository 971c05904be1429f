"""AU, W64 and CAF: finds the true end of the sound, independent of the stated size.

If the stated size is wrong, the sound ends at the end of the file or at the header of a joined
file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ser_desktop.audio.decoding.chunks import PADDING_BYTES
from ser_desktop.audio.decoding.layout import AS_IT_IS, Layout, View
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_AU_UNKNOWN = 0xFFFFFFFF
_AU_HEADER = 24
_W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_W64_DATA = bytes.fromhex("64617461f3acd3118cd100c04f8edb8a")
_W64_HEADER, _W64_CHUNK = 40, 24
_CAF_HEADER, _CAF_CHUNK = 8, 12
_CAF_BEGIN = b"caff\x00\x01\x00\x00desc"
_CAF_UNKNOWN = (1 << 64) - 1
_CAF_NAMES = (
    *(b"desc", b"kuki", b"chan", b"info", b"free", b"uuid", b"pakt", b"mark", b"strg"),
    *(b"peak", b"ovvw", b"regn", b"inst", b"midi", b"umid", b"edct"),
)
_MAX_CHUNKS = 4096
_MAX_SIZE_32 = 0xFFFF_0000
_READ_BYTES = 1 << 20
_OVERLAP_BYTES = 32
"""Overlap of consecutive reads, so that a header across both is found."""


@dataclass(frozen=True)
class _Header:
    """Position of the size field and of the sound."""

    size_at: int
    n_size: int
    order: Literal["big", "little"]
    body: int
    stated: int | None
    """Bytes of sound stated by the header; None if unknown."""
    counts_itself: int = 0
    """Bytes of the chunk's header that are included in its size."""
    alignment: int = 1
    """Alignment of the next chunk, in bytes from the start of this one."""

    @property
    def behind(self) -> int:
        """Position of the next chunk or file by the stated size."""
        size = (self.stated or 0) + self.counts_itself
        return self.body - self.counts_itself + -(-size // self.alignment) * self.alignment

    def size_for(self, end: int) -> bytes:
        """Return the bytes of the size field for a given end of the sound.

        Args:
            end: position of the sound's end in the file.
        """
        return (end - self.body + self.counts_itself).to_bytes(self.n_size, self.order)


@dataclass(frozen=True)
class _Container:
    """Recognises and reads files of one format."""

    begin: re.Pattern[bytes]
    header: Callable[[Source, int], _Header | None]
    """Reads the header of a file at a position."""
    after_chunks: Callable[[Source, int], int]
    """Returns the end of the chunks at a position, or the position without chunks."""


@dataclass(frozen=True)
class _Sound:
    start: int
    header: _Header
    end: int
    has_chunks: bool = False
    """Whether chunks follow the sound."""
    is_end: bool = False
    """Whether nothing but zeros follows the sound."""

    def stretches(self) -> tuple[Stretch, ...]:
        """Return the stretches of this file with a correct header."""
        header = self.header
        before, after = header.size_at, header.size_at + header.n_size
        sound = (header.body, self.end)
        return (self.start, before), header.size_for(self.end), (after, header.body), sound


def examine(source: Source) -> Layout | None:
    """Read the header of an AU, W64 or CAF file, and of joined files.

    Args:
        source: the file.

    Returns:
        the layout of the sound; None for another format.
    """
    head = source.head(_OVERLAP_BYTES)
    container = next((c for c in _CONTAINERS if c.begin.match(head)), None)
    if container is None:
        return None
    sounds: list[_Sound] = []
    at: int | None = source.start
    while at is not None:
        sound, at = _sound_at(source, at, container)
        if sound is not None:
            sounds.append(sound)
    if not sounds:
        return AS_IT_IS
    last = sounds[-1].header
    n_left = source.size - last.body
    truncated = last.stated is not None and last.stated > n_left + PADDING_BYTES
    if len(sounds) == 1:
        return _layout(source, sounds[0], truncated)
    return Layout([View(sound.stretches()) for sound in sounds], truncated=truncated)


def _layout(source: Source, sound: _Sound, truncated: bool) -> Layout:
    """Return the layout of a single file."""
    stated, n_bytes = sound.header.stated, source.end - sound.header.body
    if sound.has_chunks or stated is None or stated >= n_bytes:
        as_it_is = source.start == 0
        parts = AS_IT_IS.parts if as_it_is else (View(((source.start, source.end),)),)
        return Layout(parts, truncated=truncated)
    return Layout((View(sound.stretches()),))


def _sound_at(
    source: Source, start: int, container: _Container
) -> tuple[_Sound | None, int | None]:
    """Return the sound of the file at a position, and the position of the next file."""
    header = container.header(source, start)
    if header is None:
        return None, None
    searched = header.body
    if header.stated is not None and header.body + header.stated <= source.end:
        searched = header.body + header.stated
        behind = min(header.behind, source.end)
        after = container.after_chunks(source, behind)
        following = source.after_tag(after)
        if container.begin.match(source.read_at(following, _OVERLAP_BYTES)):
            return _Sound(start, header, searched), following
        is_end = behind == source.end or source.is_zero(behind, source.end)
        if after > behind or is_end:
            return _Sound(start, header, searched, has_chunks=after > behind, is_end=is_end), None
    joined = _search(source, searched, container)
    return _Sound(start, header, source.end if joined is None else joined), joined


def _search(source: Source, at: int, container: _Container) -> int | None:
    """Find the start of another file within the sound."""
    while at < source.end:
        data = source.read_at(at, _READ_BYTES + _OVERLAP_BYTES)
        for match in container.begin.finditer(data):
            if container.header(source, at + match.start()) is not None:
                return at + match.start()
        at += _READ_BYTES
    return None


def _au_header(source: Source, start: int) -> _Header | None:
    head = source.read_at(start, _AU_HEADER)
    order: Literal["big", "little"] = "big" if head[:4] == b".snd" else "little"
    offset, size = (int.from_bytes(head[at : at + 4], order) for at in (4, 8))
    body = start + offset
    if not start + _AU_HEADER <= body <= source.end or source.end - body > _MAX_SIZE_32:
        return None
    return _Header(start + 8, 4, order, body, None if size == _AU_UNKNOWN else size)


def _w64_header(source: Source, start: int) -> _Header | None:
    at = start + _W64_HEADER
    for _ in range(_MAX_CHUNKS):
        head = source.read_at(at, _W64_CHUNK)
        size = int.from_bytes(head[16:], "little")
        if len(head) < _W64_CHUNK or size < _W64_CHUNK:
            return None
        if head[:16] == _W64_DATA:
            stated = size - _W64_CHUNK
            return _Header(at + 16, 8, "little", at + _W64_CHUNK, stated, _W64_CHUNK, 8)
        at += (size + 7) // 8 * 8
    return None


def _after_w64_chunks(source: Source, at: int) -> int:
    for _ in range(_MAX_CHUNKS):
        head = source.read_at(at, _W64_CHUNK)
        size = int.from_bytes(head[16:], "little")
        if head[:16] == _W64_RIFF or not _W64_CHUNK <= size <= source.end - at:
            break
        at += (size + 7) // 8 * 8
    return at


def _caf_header(source: Source, start: int) -> _Header | None:
    at = start + _CAF_HEADER
    for _ in range(_MAX_CHUNKS):
        head = source.read_at(at, _CAF_CHUNK)
        size = int.from_bytes(head[4:], "big")
        if len(head) < _CAF_CHUNK:
            return None
        if head[:4] == b"data":
            stated = None if size == _CAF_UNKNOWN else size
            return _Header(at + 4, 8, "big", at + _CAF_CHUNK, stated)
        at += _CAF_CHUNK + size
    return None


def _after_caf_chunks(source: Source, at: int) -> int:
    for _ in range(_MAX_CHUNKS):
        head = source.read_at(at, _CAF_CHUNK)
        if head[:4] not in _CAF_NAMES or len(head) < _CAF_CHUNK:
            break
        at = min(source.end, at + _CAF_CHUNK + int.from_bytes(head[4:], "big"))
    return at


def _no_chunks(_source: Source, at: int) -> int:
    return at


_AU_BEGIN = re.compile(
    # Magic, offset, any size, encoding, rate and channels that occur.
    rb"\.snd\x00\x00[\s\S]{6}\x00\x00\x00[\x01-\x1b]\x00[\x00-\x0b][\s\S]{2}\x00\x00\x00[\x01-\xff]"
    rb"|dns\.[\s\S]{2}\x00\x00[\s\S]{4}[\x01-\x1b]\x00{3}[\s\S]{2}[\x00-\x0b]\x00[\x01-\xff]\x00{3}"
)
_CONTAINERS = (
    _Container(_AU_BEGIN, _au_header, _no_chunks),
    _Container(re.compile(re.escape(_W64_RIFF)), _w64_header, _after_w64_chunks),
    _Container(re.compile(re.escape(_CAF_BEGIN)), _caf_header, _after_caf_chunks),
)
