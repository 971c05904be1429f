"""Ogg (RFC 3533): walks over pages, which have a checksum, a number and an end time.

libsndfile stops at damage and at the end of the first stream. A walk over the pages finds the links
of a chained file, also with equal serial numbers, and damaged pages.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from ser_desktop.audio.decoding.layout import AS_IT_IS, Frames, Layout, Part, View
from ser_desktop.audio.decoding.ogg_packets import OggCodec, codec_of, pieces_of
from ser_desktop.audio.decoding.source import Source

MAGIC = b"OggS"
_READ_BYTES = 1 << 20
_HEADER_BYTES = 27
_MAX_PAGE = 27 + 255 + 255 * 255
_BEGINS, _ENDS = 2, 4
_NO_TIME = (1 << 64) - 1
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class Page:
    """Position and header of a page."""

    place: int
    n_bytes: int
    flags: int
    serial: int
    number: int
    time: int
    """Granule position: end time of the page in the codec's units."""


@dataclass
class Link:
    """One link of a chained file: the pages of a stream from first to last."""

    start: int
    serials: set[int]
    pages: list[Page] = field(default_factory=list)
    damaged: bool = False
    ended: bool = False
    end: int = 0


def examine(source: Source) -> Layout | None:
    """Walk over the pages of an Ogg file.

    Args:
        source: the file.

    Returns:
        its links, in order; None for another format.
    """
    if source.head(4) != MAGIC:
        return None
    links = [_with_possible_times(link) for link in _walk(source) if link.pages]
    if not links or any(len(link.serials) > 1 for link in links):
        return AS_IT_IS  # a video, or an unknown structure
    last = links[-1]
    whole = len(links) == 1 and not last.damaged
    if whole and source.start == 0 and last.end == source.size:
        return Layout(AS_IT_IS.parts, truncated=not last.ended)
    parts: list[Part] = []
    name = None
    for link in links:
        codec = codec_of(source, link.pages) if link.damaged else None
        if codec is None:
            parts.append(View(((link.start, link.end),)))
            continue
        name = f"OGG {codec.name.upper()}"
        parts.append(_frames(source.path, link.pages, codec))
    return Layout(parts, truncated=not last.ended, format_name=name)


def _frames(path: Path, pages: list[Page], codec: OggCodec) -> Frames:
    n_frames = max(0, max(page.time for page in pages if page.time != _NO_TIME) - codec.skip)
    return Frames(
        codec.sample_rate_hz, codec.channels, n_frames, lambda: pieces_of(path, pages, codec)
    )


def _walk(source: Source) -> list[Link]:
    links: list[Link] = []
    at, base, data = source.start, 0, b""
    expected: dict[int, int] = {}
    while at + _HEADER_BYTES <= source.size:
        if not data or at + _MAX_PAGE > base + len(data):
            base, data = at, source.read_at(at, _READ_BYTES)
        page = _page_at(data, at - base, at)
        if page is None:
            magic_at = data.find(MAGIC, at - base + 1)
            if magic_at < 0:
                at = max(at + 1, base + len(data) - 3)
                data = b""
            else:
                at = base + magic_at
            continue
        at += page.n_bytes
        if page.flags & _BEGINS and _begins_link(links, page):
            links.append(Link(page.place, set()))
            expected.clear()
        elif not links:
            continue
        link = links[-1]
        if page.flags & _BEGINS:
            link.serials.add(page.serial)
        elif page.serial not in link.serials:
            link.damaged = True  # a page of a stream with a lost first page
            continue
        if page.number != expected.get(page.serial, page.number):
            link.damaged = True
        expected[page.serial] = page.number + 1 & 0xFFFFFFFF
        link.pages.append(page)
        link.end = at
        link.ended |= bool(page.flags & _ENDS)
    return links


def _with_possible_times(link: Link) -> Link:
    """Remove times that are earlier than the times of earlier pages."""
    if len(link.serials) > 1:
        return link
    latest, pages = 0, []
    for page in link.pages:
        if page.time != _NO_TIME and page.time < latest:
            link.damaged = True
            pages.append(replace(page, time=_NO_TIME))
            continue
        if page.time != _NO_TIME:
            latest = page.time
        pages.append(page)
    link.pages = pages
    return link


def _begins_link(links: list[Link], page: Page) -> bool:
    """Return whether a first page starts a new link.

    Simultaneous streams have all their first pages at the start.
    """
    if not links:
        return True
    pages = links[-1].pages
    together = all(before.flags & _BEGINS for before in pages)
    return not together or page.serial in links[-1].serials


def _page_at(data: bytes, at: int, place: int) -> Page | None:
    """Return the page at an offset, if its checksum is correct; else None."""
    head = data[at : at + _HEADER_BYTES]
    if head[:5] != MAGIC + b"\x00" or len(head) < _HEADER_BYTES:
        return None
    lacing = data[at + _HEADER_BYTES : at + _HEADER_BYTES + head[26]]
    n_bytes = _HEADER_BYTES + head[26] + sum(lacing)
    page = data[at : at + n_bytes]
    if len(page) < n_bytes:
        return None
    if checksum(page[:22] + bytes(4) + page[26:]) != int.from_bytes(head[22:26], "little"):
        return None
    return Page(
        place,
        n_bytes,
        head[5],
        int.from_bytes(head[14:18], "little"),
        int.from_bytes(head[18:22], "little"),
        int.from_bytes(head[6:14], "little"),
    )


def checksum(page: bytes) -> int:
    """Compute the checksum of RFC 3533 with zlib, which uses reversed bits.

    Args:
        page: a page with its checksum set to zero.
    """
    value = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{value:032b}"[::-1], 2)
