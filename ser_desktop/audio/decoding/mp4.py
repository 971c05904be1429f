"""MP4, M4A and MOV: finds joined files and damaged boxes before FFmpeg reads the samples.

FFmpeg reads only the first of two files that were joined, stops at a hole in the index of a
fragment, and reads nothing if the box with the sound states a wrong size, since it then misses the
index behind that box. A walk over the outer boxes finds all three cases.
"""

from __future__ import annotations

import re

from ser_desktop.audio.decoding.layout import Layout, View
from ser_desktop.audio.decoding.mp4_index import Patch, patched, patches
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_OUTER = (
    *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"styp"),
    *(b"uuid", b"meta", b"pnot", b"emsg", b"prft", b"pdin", b"udta", b"ssix"),
)
_BEGINS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_SEARCHED_BYTES = 1 << 26
"""Search range for the index; an hour needs a few megabytes."""
_READ_BYTES = 1 << 20
_MAX_BOXES = 1 << 20


def examine(source: Source) -> Layout | None:
    """Walk over the outer boxes.

    Args:
        source: the file.

    Returns:
        the files in it, one after the other; None for another container, and for a file that FFmpeg
        reads as it is.
    """
    if source.read_at(source.start + 4, 4) not in _BEGINS:
        return None
    begins = [source.start]
    at, sound_at, names = source.start, None, set[bytes]()
    holes: list[tuple[int, int]] = []
    changes: list[Patch] = []
    for _ in range(_MAX_BOXES):
        name, size = _box(source, at)
        if name not in _OUTER or size < 8 or not _is_whole(source, name, at, size):
            joined_at = source.after_tag(at)
            if joined_at > at and source.read_at(joined_at + 4, 4) == b"ftyp":
                at = joined_at
                continue
            resumed_at = _next_fragment(source, at) if b"moof" in names else None
            if resumed_at is None:
                break
            holes.append((at, resumed_at))
            at = resumed_at
            continue
        if name == b"ftyp" and {b"moov", b"mdat"} <= names:
            begins.append(at)
            names = set()
        names.add(name)
        if name == b"mdat":
            sound_at = at
        elif name == b"moov":
            changes += patches(source, at, min(at + size, source.size))
        at += size
    if len(begins) > 1:
        return Layout(_files(begins, source.size, changes), gaps_are_losses=bool(holes))
    if holes:
        return _without_holes(source, holes)
    if b"moov" not in names and sound_at is not None:
        return _with_reachable_index(source, sound_at)
    return Layout(_files(begins, source.size, changes)) if changes else None


def _files(begins: list[int], end: int, changes: list[Patch]) -> list[View]:
    """Return the joined files, each with its corrections."""
    ends = [*begins[1:], end]
    return [
        View(patched(first, last, [change for change in changes if first <= change[0] < last]))
        for first, last in zip(begins, ends, strict=True)
    ]


def _box(source: Source, at: int) -> tuple[bytes, int]:
    """Return name and size of a box, including its header."""
    head = source.read_at(at, 16)
    size = int.from_bytes(head[:4], "big")
    if size == 1:
        size = int.from_bytes(head[8:16], "big")
    elif size == 0:
        size = source.size - at
    return head[4:8], size


def _is_whole(source: Source, name: bytes, at: int, size: int) -> bool:
    """Return whether the boxes in the index of a fragment form a chain up to its end."""
    if name != b"moof":
        return True
    inner, end = at + 8, min(at + size, source.size)
    while inner < end:
        inner_name, inner_size = _box(source, inner)
        if inner_name not in (b"mfhd", b"traf", b"uuid", b"free") or inner_size < 8:
            return False
        inner += inner_size
    return True


def _next_fragment(source: Source, at: int) -> int | None:
    """Find where the next whole fragment begins."""
    at += 1
    while at < source.end:
        data = source.read_at(at, _READ_BYTES + 16)
        for match in re.finditer(b"moof....mfhd", data, re.DOTALL):
            place = at + match.start() - 4
            if _is_whole(source, b"moof", place, _box(source, place)[1]):
                return place
        at += _READ_BYTES
    return None


def _without_holes(source: Source, holes: list[tuple[int, int]]) -> Layout:
    """Replace each hole by a box that readers skip."""
    stretches: list[Stretch] = []
    start = source.start
    for at, end in holes:
        if end - at < 8:
            continue
        stretches += [(start, at), (end - at).to_bytes(4, "big") + b"free"]
        start = at + 8
    return Layout((View([*stretches, (start, source.size)]),), gaps_are_losses=True)


def _with_reachable_index(source: Source, sound_at: int) -> Layout | None:
    """Correct the size of the sound's box so that it ends at the index; None without an index."""
    start = max(sound_at, source.end - _SEARCHED_BYTES)
    place = source.read_at(start, source.end - start).rfind(b"moov")
    index_at = start + place - 4
    if place < 4 or source.read_at(index_at + 12, 4) not in (b"mvhd", b"cmov"):
        return None
    n_bytes = index_at - sound_at
    if n_bytes >= 1 << 32:
        return None
    size: Stretch = n_bytes.to_bytes(4, "big")
    return Layout((View(((source.start, sound_at), size, (sound_at + 4, source.size))),))
