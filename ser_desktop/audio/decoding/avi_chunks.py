"""The chunks of an AVI file: where its sound lies, and how much of it a hole costs.

Each stretch between two holes becomes a file of its own, with a header that states its length. The
index at the end of the file states the sound in a hole; without an index its share of the bytes
around the hole tells it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ser_desktop.audio.decoding.layout import Frames, Part, View
from ser_desktop.audio.decoding.pieces import Lost, Piece
from ser_desktop.audio.decoding.source import Source

_MAX_WALKED_BYTES = 1 << 30
"""Longer files are films; a walk would take seconds."""
_HEADER_BYTES = 1 << 20
_READ_BYTES = 1 << 20
_CHAIN = 3
"""Number of consecutive chunks that confirm a position behind a hole."""
_MAX_STREAMS = 100
_STREAM = rb"[0-9][0-9](?:wb|dc|db|pc|tx|iv)"
_NAME = re.compile(_STREAM + rb"|ix[0-9][0-9]|JUNK|idx1|LIST|RIFF")
_LISTS = (b"LIST", b"RIFF")
_INDEX_ENTRY = 16
_MAX_UNIT_S = 1.0
"""Longest credible unit, in seconds: a sample, or a frame. A damaged one makes a hole last days."""
_CREDIBLE = (0.5, 2.0)
"""Share of the estimated loss within which the stated length is believed."""


@dataclass(frozen=True)
class _Header:
    """The description of the sound track at the start of a file."""

    chunk: bytes
    """Name of its chunks, for example ``01wb``."""
    rate_hz: int
    channels: int
    seconds: float
    """Length of a unit."""
    unit_bytes: int
    """Bytes of a unit; 0: each chunk is one."""
    n_stated: int
    """Stated number of units."""
    length_at: int
    """Position of the stated number of units."""
    movi_at: int
    """Position of the list of chunks; -1: not found."""

    def units(self, n_bytes: int) -> int:
        """Return the number of units in a chunk.

        Args:
            n_bytes: size of the chunk.
        """
        return -(-n_bytes // self.unit_bytes) if self.unit_bytes else 1


@dataclass
class _Stretch:
    """Whole chunks between two holes."""

    start: int
    end: int
    n_units: int = 0


@dataclass
class _Walk:
    stretches: list[_Stretch] = field(default_factory=list)
    index: tuple[int, int] | None = None
    """Start and end of the entries of the index."""
    hole_at_end: tuple[int, int] | None = None
    """A hole, or padding, up to the end."""


def parts_of(source: Source, start: int, end: int) -> list[Part]:
    """Divide one AVI file at its holes.

    Args:
        source: the file.
        start: where the AVI begins in it.
        end: where the AVI ends in it.

    Returns:
        a view, or views with losses between them.
    """
    whole: list[Part] = [View(((start, end),))]
    header = _header(source, start, end) if end - start <= _MAX_WALKED_BYTES else None
    if header is None:
        return whole
    if header.movi_at < start:  # lost in a hole, with a part of the sound
        return [*whole, _loss(header, 0)]
    walk = _walk(source, header, end)
    lost = _lost_units(source, header, walk)
    if not any(lost):
        return whole
    parts: list[Part] = []
    for stretch, n_lost in zip(walk.stretches, lost, strict=True):
        if stretch.n_units:
            parts.append(_view(source, header, start, stretch))
        if n_lost:
            parts.append(_loss(header, n_lost))
    return parts


def _header(source: Source, start: int, end: int) -> _Header | None:
    """Read the description of the first sound track; None without one."""
    head = source.read_at(start, min(_HEADER_BYTES, end - start))
    list_of_chunks = re.search(rb"LIST....movi", head, re.DOTALL)
    movi = len(head) if list_of_chunks is None else list_of_chunks.start()
    movi_at = -1 if list_of_chunks is None else start + movi
    number, at = -1, head.find(b"strh")
    while 0 <= at < movi and number < _MAX_STREAMS:
        number += 1
        if head[at + 8 : at + 12] == b"auds":
            return _sound_header(head[:movi], start, at, number, movi_at)
        at = head.find(b"strh", at + 4)
    return None


def _sound_header(head: bytes, start: int, at: int, number: int, movi_at: int) -> _Header | None:
    form = head.find(b"strf", at)
    if form < 0 or len(head) < max(at + 56, form + 22):  # missing, or the file is cut in it
        return None
    scale, rate, _, n_stated = struct.unpack("<4I", head[at + 28 : at + 44])
    (sample_bytes,) = struct.unpack("<I", head[at + 52 : at + 56])
    channels, rate_hz, _, align = struct.unpack("<HIIH", head[form + 10 : form + 22])
    if not (scale and rate and channels and rate_hz) or scale / rate > _MAX_UNIT_S:
        return None
    return _Header(
        chunk=b"%02dwb" % number,
        rate_hz=rate_hz,
        channels=channels,
        seconds=scale / rate,
        unit_bytes=sample_bytes or (align if align > 1 else 0),  # as FFmpeg counts
        n_stated=n_stated,
        length_at=start + at + 40,
        movi_at=movi_at,
    )


def _walk(source: Source, header: _Header, end: int) -> _Walk:
    """Walk from chunk to chunk; behind damage, search for the next whole ones."""
    walk = _Walk()
    at = header.movi_at + 12
    stretch = _Stretch(at, at)
    while at < end:
        name, size = _chunk(source, at)
        is_named = _NAME.fullmatch(name) is not None
        if not is_named or (name not in _LISTS and at + 8 + size > end):
            resumed_at = _search(source, at + 1, end)
            if resumed_at is None and is_named:  # the last chunk of a cut file
                stretch.end = end
                stretch.n_units += header.units(end - at - 8) if name == header.chunk else 0
                break
            walk.stretches.append(stretch)
            if resumed_at is None:
                walk.hole_at_end = (at, end)
                return walk
            at = resumed_at
            stretch = _Stretch(at, at)
            continue
        if name == b"idx1":
            walk.index = (at + 8, min(at + 8 + size, end))
        if name == header.chunk:
            stretch.n_units += header.units(size)
        at += 12 if name in _LISTS else 8 + size + size % 2
        if walk.index is None:
            stretch.end = min(at, end)
    walk.stretches.append(stretch)
    return walk


def _chunk(source: Source, at: int) -> tuple[bytes, int]:
    head = source.read_at(at, 8)
    return head[:4], int.from_bytes(head[4:], "little")


def _search(source: Source, at: int, end: int) -> int | None:
    """Find the next whole chunks; None without them."""
    while at < end:
        data = source.read_at(at, min(_READ_BYTES + 4, end - at))
        for match in _NAME.finditer(data):
            if _continues(source, at + match.start(), end):
                return at + match.start()
        at += _READ_BYTES
    return None


def _continues(source: Source, at: int, end: int) -> bool:
    """Return whether several chunks follow each other, or chunks up to the end."""
    for _ in range(_CHAIN):
        name, size = _chunk(source, at)
        if at >= end:
            return True
        if not _NAME.fullmatch(name):
            return False
        if name == b"idx1":
            return size > 0 and size % _INDEX_ENTRY == 0 and at + 8 + size <= end
        at += 12 if name in _LISTS else 8 + size + size % 2
    return True


def _lost_units(source: Source, header: _Header, walk: _Walk) -> list[int]:
    """Return how many units are lost behind each stretch."""
    n_bytes = sum(stretch.end - stretch.start for stretch in walk.stretches)
    n_units = sum(stretch.n_units for stretch in walk.stretches)
    index = _index(source, header, walk)
    indexed_up_to = 0 if walk.index is None else walk.index[0]
    known: list[int] = []
    estimated: list[float] = []
    n_before = 0
    for stretch, (start, end) in zip(walk.stretches, _holes(walk), strict=False):
        n_before += stretch.n_units
        is_known = end <= indexed_up_to
        stated = sum(units for at, units in index if at < end) if is_known else 0
        known.append(max(0, stated - n_before - sum(known)))
        estimated.append(0.0 if is_known else n_units / max(1, n_bytes) * (end - start))
    # The stated length is exact, but may be wrong.
    missing, expected = header.n_stated - n_units - sum(known), sum(estimated)
    factor = missing / expected if expected else 0.0
    if not _CREDIBLE[0] <= factor <= _CREDIBLE[1]:
        factor = 1.0
        if walk.hole_at_end is not None:
            estimated[-1] = 0.0  # padding
    lost = [units + round(factor * more) for units, more in zip(known, estimated, strict=True)]
    return [*lost, 0][: len(walk.stretches)]


def _holes(walk: _Walk) -> list[tuple[int, int]]:
    """Return the holes; the last one may reach up to the end, or be padding."""
    inside = [
        (stretch.end, following.start)
        for stretch, following in zip(walk.stretches, walk.stretches[1:], strict=False)
    ]
    return inside if walk.hole_at_end is None else [*inside, walk.hole_at_end]


def _index(source: Source, header: _Header, walk: _Walk) -> list[tuple[int, int]]:
    """Return position and units of each chunk of sound in the index."""
    if walk.index is None:
        return []
    start, end = walk.index
    data = source.read_at(start, end - start)
    entries = [struct.unpack("<4s3I", entry) for entry in _split(data, _INDEX_ENTRY)]
    # Offsets count from the name of the list, or from the start of the file.
    base = header.movi_at + 8 if entries and entries[0][2] < header.movi_at else 0
    return [
        (base + offset, header.units(size))
        for name, _, offset, size in entries
        if name == header.chunk
    ]


def _split(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data) - size + 1, size))


def _view(source: Source, header: _Header, start: int, stretch: _Stretch) -> View:
    """Return a stretch as a file of its own."""
    movi, n_bytes = header.movi_at, stretch.end - stretch.start
    size = struct.pack("<I", movi + 12 - start - 8 + n_bytes)
    return View(
        (
            *((start, start + 4), size, (start + 8, header.length_at)),
            *(struct.pack("<I", stretch.n_units), (header.length_at + 4, movi + 4)),
            *(struct.pack("<I", 4 + n_bytes), b"movi", (stretch.start, stretch.end)),
        )
    )


def _loss(header: _Header, n_units: int) -> Frames:
    n_frames = round(n_units * header.seconds * header.rate_hz)

    def pieces() -> Iterator[Piece]:
        yield Lost(n_frames)

    return Frames(header.rate_hz, header.channels, n_frames, pieces)
