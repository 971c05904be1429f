"""The index of an MP4 file: corrects fields that contradict the rest of it.

FFmpeg decodes only the parts in the edit list, and rejects tables that state more entries than
their box contains. An edit list that agrees with the length of its track is an intended cut and
stays unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_PARENTS = (b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl")
_ENTRY_BYTES = {b"stts": 8, b"stsc": 12, b"stco": 4, b"co64": 8, b"stss": 4, b"ctts": 8}
_COUNT_AT, _ENTRIES_AT = 12, 16
_MAX_DEPTH = 8
_SPARE_S = 0.5
"""Difference of lengths, in seconds, that is rounding or an encoder's padding."""
_MIN_EDIT_S = 0.1
"""A shorter edit of longer sound is no cut that a person made."""

_SAME = 0.01
"""Share by which two lengths may differ that are the same."""
_CLOCKS, _CLOCK_SPARE_S = (600, 1000, 90_000), 0.05
"""Usual clocks of a movie. An edit that ends with the sound in one of them is no cut."""

_MAX_CLOCK, _MAX_LENGTH = 10_000_000, (1 << 32) - 1

Patch = tuple[int, bytes]
"""Position in the file, and the right bytes there."""


class _Box(NamedTuple):
    name: bytes
    at: int
    end: int


def patches(source: Source, moov_at: int, moov_end: int) -> list[Patch]:
    """Return corrections of an index.

    Args:
        source: the file.
        moov_at: where the box of the index begins.
        moov_end: where it ends.
    """
    patches: list[Patch] = []
    movie_scale = 0
    track: dict[bytes, _Box] = {}
    for box in _boxes(source, moov_at + 8, moov_end):
        if box.name == b"mvhd":
            movie_scale = _time_fields(source, box)[0]
        elif box.name == b"trak":
            patches += _track_patches(source, track, movie_scale)
            track = {}
        elif box.name == b"stsz":
            patches += _size_patches(source, box)
        elif box.name in _ENTRY_BYTES:
            patches += _count_patch(source, box, _ENTRY_BYTES[box.name])
        track.setdefault(box.name, box)
    return patches + _track_patches(source, track, movie_scale)


def patched(start: int, end: int, changes: list[Patch]) -> list[Stretch]:
    """Return the stretches of a part of a file with its corrections.

    Args:
        start: where the part begins.
        end: where it ends.
        changes: corrections within it.
    """
    stretches: list[Stretch] = []
    for at, right in sorted(changes):
        stretches += [(start, at), right]
        start = at + len(right)
    return [*stretches, (start, end)]


def _boxes(source: Source, at: int, end: int, depth: int = 0) -> Iterator[_Box]:
    while at + 8 <= end and depth < _MAX_DEPTH:
        head = source.read_at(at, 8)
        size = int.from_bytes(head[:4], "big")
        if len(head) < 8 or size < 8 or at + size > end:
            return
        yield _Box(head[4:8], at, at + size)
        if head[4:8] in _PARENTS:
            yield from _boxes(source, at + 8, at + size, depth + 1)
        at += size


def _number(source: Source, at: int, n_bytes: int = 4) -> int:
    return int.from_bytes(source.read_at(at, n_bytes), "big")


def _time_fields(source: Source, box: _Box) -> tuple[int, int]:
    """Time scale and duration of ``mvhd`` or ``mdhd``."""
    if _number(source, box.at + 8, 1) == 1:
        return _number(source, box.at + 28), _number(source, box.at + 32, 8)
    return _number(source, box.at + 20), _number(source, box.at + 24)


def _count_patch(source: Source, box: _Box, entry_bytes: int) -> list[Patch]:
    """Correct a number of entries that is larger or smaller than the box allows."""
    stated = _number(source, box.at + _COUNT_AT)
    room = (box.end - box.at - _ENTRIES_AT) // entry_bytes
    if stated == room or room < 0:
        return []
    left_out = box.at + _ENTRIES_AT + stated * entry_bytes
    if stated < room and source.is_zero(left_out, box.end):
        return []
    return [(box.at + _COUNT_AT, room.to_bytes(4, "big"))]


def _size_patches(source: Source, box: _Box) -> list[Patch]:
    """Correct the table of sizes: one size per sample, as many as fit into the box."""
    room = (box.end - box.at - _ENTRIES_AT - 4) // 4
    size, stated = _number(source, box.at + 12), _number(source, box.at + 16)
    if room <= 0 or (size == 0 and stated == room):
        return []
    return [(box.at + 12, bytes(4) + room.to_bytes(4, "big"))]


def _track_patches(source: Source, track: dict[bytes, _Box], movie_scale: int) -> list[Patch]:
    """Correct the times of a track of sound."""
    needed = (b"smhd", b"stts", b"mdhd", b"tkhd", b"stsd")
    if not all(name in track for name in needed) or not movie_scale:
        return []
    found, scale = _scale_patches(source, track, movie_scale)
    if scale and b"elst" in track:
        found += _edit_patches(source, track, movie_scale, scale)
    return found


def _scale_patches(
    source: Source, track: dict[bytes, _Box], movie_scale: int
) -> tuple[list[Patch], int]:
    """Correct frame duration and time scale of a track; return the time scale too."""
    media, times = track[b"mdhd"], track[b"stts"]
    scale, duration = _time_fields(source, media)
    track_s = _number(source, track[b"tkhd"].at + 28) / movie_scale
    patches: list[Patch] = []
    n_entries = min(1 << 12, (times.end - times.at - _ENTRIES_AT) // 8)
    pairs = [
        (_number(source, at), _number(source, at + 4))
        for at in range(times.at + _ENTRIES_AT, times.at + _ENTRIES_AT + 8 * n_entries, 8)
    ]
    if not pairs or not duration or not pairs[0][0]:
        return [], scale
    first_at = times.at + _ENTRIES_AT
    rest, n_rest = sum(n * step for n, step in pairs[1:]), sum(n for n, _ in pairs[1:])
    n_first = _n_packets(source, track) - n_rest
    if pairs[0][0] != n_first > 0:
        patches.append((first_at, n_first.to_bytes(4, "big")))
    summed = pairs[0][0] * pairs[0][1] + rest
    step = round((duration - rest) / max(1, n_first))
    is_right = bool(scale) and abs(duration / scale - track_s) < _SPARE_S
    if not patches and is_right and step > 0 and abs(summed - duration) > _SAME * duration:
        patches.append((first_at + 4, step.to_bytes(4, "big")))
    rate_hz = _number(source, track[b"stsd"].at + 48, 2)
    is_off = not scale or abs(duration / scale - track_s) > _SPARE_S + _SAME * track_s
    if is_off and rate_hz and abs(duration / rate_hz - track_s) < _SPARE_S:
        at = media.at + (28 if _number(source, media.at + 8, 1) == 1 else 20)
        return [*patches, (at, rate_hz.to_bytes(4, "big"))], rate_hz
    return patches, scale


def _n_packets(source: Source, track: dict[bytes, _Box]) -> int:
    """Number of packets by the table of their sizes; 0 without it."""
    sizes = track.get(b"stsz")
    if sizes is None:
        return 0
    is_fixed = _number(source, sizes.at + 12) and sizes.end - sizes.at < _ENTRIES_AT + 8
    return _number(source, sizes.at + 16) if is_fixed else (sizes.end - sizes.at - 20) // 4


def _edit_patches(
    source: Source, track: dict[bytes, _Box], movie_scale: int, scale: int
) -> list[Patch]:
    """Correct the edit list of a track of sound that has a single edit."""
    edits, head = track[b"elst"], track[b"tkhd"]
    duration = _time_fields(source, track[b"mdhd"])[1]
    if _number(source, edits.at + 8, 1) or _number(source, edits.at + _COUNT_AT) != 1:
        return []
    length_at, begin_at = edits.at + 16, edits.at + 20
    begin = _number(source, begin_at)
    patches: list[Patch] = []
    if begin >= duration:  # it would skip everything
        patches, begin = [(begin_at, bytes(4))], 0
    media_s = (duration - begin) / scale
    edit_s = _number(source, length_at) / movie_scale
    track_s = _number(source, head.at + 28) / movie_scale
    in_other_clock = (edit_s * movie_scale / clock - media_s for clock in (*_CLOCKS, scale))
    is_a_cut = (
        abs(edit_s - track_s) < _SPARE_S
        and movie_scale <= _MAX_CLOCK
        and edit_s > min(_MIN_EDIT_S, media_s / 2)
        and not any(abs(off_s) < _CLOCK_SPARE_S for off_s in in_other_clock)
    )
    if edit_s < media_s - _SPARE_S and not is_a_cut:
        length = round(media_s * movie_scale)
        if length > _MAX_LENGTH:  # an impossible time scale: everything is decoded then
            return [(track[b"edts"].at + 4, b"free")]
        patches.append((length_at, length.to_bytes(4, "big")))
    return patches
