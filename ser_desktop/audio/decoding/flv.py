"""FLV: a chain of tags, each with its length and its time.

FFmpeg continues behind a hole without reporting it. A walk from tag to tag finds where the chain
breaks and where it continues. FFmpeg gets only complete tags, and their times show how much is
missing.
"""

from __future__ import annotations

import re
import struct

from ser_desktop.audio.decoding.layout import AS_IT_IS, Layout, Part, View
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_MAGIC = b"FLV\x01"
_TAG_HEADER, _SIZE_BEHIND = 11, 4
_READ_BYTES = 1 << 20
_TAG = re.compile(rb"[\x08\x09\x12\x28\x29\x32][\s\S]{7}\x00\x00\x00")
"""Sound, picture or script, maybe encrypted; the number of the stream at its end is 0."""
_DURATION = b"\x00\x08duration\x00"
"""Key and type of the duration in the script tag; a big-endian double follows, in seconds."""
_SCRIPT_BYTES = 4096
_SPARE_S = 0.15
"""Sound of the last tag, and rounding of the duration."""


def examine(source: Source) -> Layout | None:
    """Walk over the tags of an FLV file.

    Args:
        source: the file.

    Returns:
        its whole tags; None for another format.
    """
    head = source.head(9)
    if head[:4] != _MAGIC:
        return None
    start = source.start
    whole = AS_IT_IS.parts if start == 0 else (View(((start, source.size),)),)
    first = start + _header_bytes(source, start)
    if _next_tag(source, first) is None:
        return Layout((View(_with_sizes(source, first)),))
    parts: list[Part] = []
    stretches: list[Stretch] = []
    at, has_holes = first, False
    while True:
        last, end = _end_of_chain(source, at)
        stretches.append((start, end))
        joined_at = source.after_tag(end)
        if source.read_at(joined_at, len(_MAGIC)) == _MAGIC:
            parts.append(View(stretches))
            stretches, start = [], joined_at
            at = first = joined_at + _header_bytes(source, joined_at)
            continue
        resumed_at = _search(source, end)
        if resumed_at is None:
            break
        start = at = resumed_at
        has_holes = True
    stated_s = _stated_s(source, first)
    truncated = stated_s is not None and stated_s - _time_s(source, last) > _SPARE_S
    if not parts and not has_holes:
        return Layout(whole, truncated=truncated)
    parts.append(View(stretches))
    return Layout(parts, truncated=truncated, gaps_are_losses=has_holes)


def _header_bytes(source: Source, at: int) -> int:
    """Length of the header of a file at a position, with the empty size behind it."""
    return int.from_bytes(source.read_at(at + 5, 4), "big") + _SIZE_BEHIND


def _next_tag(source: Source, at: int) -> int | None:
    """Return the position after a whole tag; None if there is no whole tag."""
    head = source.read_at(at, _TAG_HEADER)
    if not _TAG.match(head):
        return None
    n_bytes = _TAG_HEADER + int.from_bytes(head[1:4], "big")
    behind = source.read_at(at + n_bytes, _SIZE_BEHIND)
    return at + n_bytes + _SIZE_BEHIND if behind == n_bytes.to_bytes(4, "big") else None


def _end_of_chain(source: Source, at: int) -> tuple[int, int]:
    """Return the position of the last tag of a chain, and the end of the chain."""
    last, following = at, _next_tag(source, at)
    while following is not None:
        last, at = at, following
        following = _next_tag(source, at)
    return last, at


def _search(source: Source, at: int) -> int | None:
    """Find the next whole tag; None without one."""
    while at < source.end:
        data = source.read_at(at, _READ_BYTES + _TAG_HEADER)
        for match in _TAG.finditer(data):
            if _next_tag(source, at + match.start()) is not None:
                return at + match.start()
        at += _READ_BYTES
    return None


def _with_sizes(source: Source, at: int) -> list[Stretch]:
    """Add the size behind each tag, which some writers leave empty."""
    stretches: list[Stretch] = [(source.start, at)]
    while _TAG.match(head := source.read_at(at, _TAG_HEADER)):
        n_bytes = _TAG_HEADER + int.from_bytes(head[1:4], "big")
        stretches += [(at, min(at + n_bytes, source.size)), n_bytes.to_bytes(4, "big")]
        at += n_bytes + _SIZE_BEHIND
    return stretches


def _stated_s(source: Source, first: int) -> float | None:
    """The duration in the script tag at the start; None without one."""
    _, key, behind = source.read_at(first, _SCRIPT_BYTES).partition(_DURATION)
    if not key or len(behind) < 8:
        return None
    stated_s = float(struct.unpack(">d", behind[:8])[0])
    return stated_s if 0 < stated_s < 1e7 else None


def _time_s(source: Source, tag: int) -> float:
    """Return the time of a tag in seconds. The most significant byte follows the other three."""
    time = source.read_at(tag + 4, 4)
    return int.from_bytes(time[3:] + time[:3], "big") / 1000
