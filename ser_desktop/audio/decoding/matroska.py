"""Matroska and WebM: a hole loses only the blocks in it, not the rest of its cluster.

After damage FFmpeg searches for the next cluster, which may be five seconds later or missing. A
walk over the elements finds the next whole block. FFmpeg gets the hole as an element to skip
(Void), and the times of the blocks show how much is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ser_desktop.audio.decoding.layout import Layout, View
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_EBML, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_SIMPLE_BLOCK, _BLOCK_GROUP = 0xA3, 0xA0
_MASTERS = (_SEGMENT, _CLUSTER)
"""Elements whose children are visited; others are skipped as a whole."""
_KNOWN = frozenset(
    (
        *(_EBML, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1254C367, 0x1941A469),
        *(0x1043A770, 0xEC, 0xBF, 0xE7, 0xAB, 0xA7, _SIMPLE_BLOCK, _BLOCK_GROUP, 0x5854),
    )
)
_CANDIDATE = re.compile(rb"\xa3|\xa0|\x1f\x43\xb6\x75")
_CHAIN = 3
"""Number of consecutive elements that confirm a position behind a hole."""
_READ_BYTES = 1 << 20
_MAX_WALKED_BYTES = 1 << 28
"""Longer files are films; a walk would take seconds."""
_VOID_HEADER = 9


class _Element(NamedTuple):
    name: int
    body: int
    end: int | None
    """None: of unknown length."""


@dataclass
class _Walk:
    """The state of a walk: position, end of the cluster, and time of the last block."""

    at: int
    cluster_end: int | None = None
    time: int = -(1 << 15)
    joins: list[int] = field(default_factory=list)
    """Where further files begin that were joined."""


def examine(source: Source) -> Layout | None:
    """Walk over the elements of a Matroska file.

    Args:
        source: the file.

    Returns:
        the file with its holes marked; None for another container, and for a file without holes.
    """
    if source.head(4) != _EBML.to_bytes(4, "big") or source.size > _MAX_WALKED_BYTES:
        return None
    stretches: list[Stretch] = []
    start = source.start
    walk = _Walk(start)
    while True:
        _follow(source, walk)
        hole = walk.at
        resumed_at = _search(source, walk)
        if resumed_at is None:
            break
        stretches += [(start, hole), *_void(hole, resumed_at)]
        start = walk.at = resumed_at
    if not stretches and not walk.joins:
        return None
    whole = [*stretches, (start, source.size)]
    parts = [View(part) for part in _split(whole, walk.joins)]
    return Layout(parts, gaps_are_losses=bool(stretches))


def _split(stretches: list[Stretch], joins: list[int]) -> list[list[Stretch]]:
    """Divide stretches where joined files begin."""
    parts: list[list[Stretch]] = [[]]
    waiting = list(joins)
    for stretch in stretches:
        if isinstance(stretch, bytes):
            parts[-1].append(stretch)
            continue
        start, end = stretch
        while waiting and start <= waiting[0] < end:
            parts[-1].append((start, waiting[0]))
            parts.append([])
            start = waiting.pop(0)
        parts[-1].append((start, end))
    return parts


def _follow(source: Source, walk: _Walk) -> None:
    """Move the walk forward from element to element up to the first damage."""
    while (element := _element(source, walk.at)) is not None:
        if element.name in _MASTERS:
            walk.at = element.body
            if element.name == _CLUSTER:
                walk.cluster_end, walk.time = element.end, -(1 << 15)
        elif element.name in _KNOWN and element.end is not None and element.end <= source.size:
            walk.time = _time(source, element) or walk.time
            if element.name == _EBML and walk.at > source.start:
                walk.joins.append(walk.at)
            walk.at = element.end
        else:
            return


def _search(source: Source, walk: _Walk) -> int | None:
    """Find the next cluster, or the next block of the current one."""
    at = walk.at + 1
    while at < source.end:
        data = source.read_at(at, _READ_BYTES)
        for match in _CANDIDATE.finditer(data):
            place = at + match.start()
            if _continues(source, walk, place):
                return place
        at += max(1, _READ_BYTES - 3)
    return None


def _continues(source: Source, walk: _Walk, place: int) -> bool:
    first = _element(source, place)
    if first is None:
        return False
    if first.name != _CLUSTER:
        time = _time(source, first)
        in_cluster = walk.cluster_end is None or place < walk.cluster_end
        if not in_cluster or time is None or time < walk.time:
            return False
    at = place
    for _ in range(_CHAIN):
        if at == source.size:
            return True
        element = _element(source, at)
        if element is None or element.name not in (*_KNOWN, *_MASTERS):
            return False
        if element.name in _MASTERS:
            at = element.body
        elif element.end is None or element.end > source.size:
            return False
        else:
            at = element.end
    return True


def _void(start: int, end: int) -> list[Stretch]:
    """Replace a hole by an element of the same length, which readers skip."""
    n_bytes = end - start
    if n_bytes < 2:
        return [(start, end)]
    if n_bytes < _VOID_HEADER:
        return [bytes((0xEC, 0x80 | n_bytes - 2)), (start + 2, end)]
    size = (n_bytes - _VOID_HEADER).to_bytes(7, "big")
    return [b"\xec\x01" + size, (start + _VOID_HEADER, end)]


def _element(source: Source, at: int) -> _Element | None:
    head = source.read_at(at, 12)
    if len(head) < 2 or not head[0]:
        return None
    n_name = 9 - head[0].bit_length()
    if n_name > 4 or len(head) <= n_name or not head[n_name]:
        return None
    n_size = 9 - head[n_name].bit_length()
    octets = head[n_name : n_name + n_size]
    if len(octets) < n_size:
        return None
    value = int.from_bytes(octets, "big") & (1 << 7 * n_size) - 1
    body = at + n_name + n_size
    unknown = value == (1 << 7 * n_size) - 1
    return _Element(int.from_bytes(head[:n_name], "big"), body, None if unknown else body + value)


def _time(source: Source, element: _Element) -> int | None:
    """The time of a block in its cluster, in the unit of the file; None for other elements."""
    if element.name == _BLOCK_GROUP:
        inner = _element(source, element.body)
        if inner is None or inner.name != 0xA1:
            return None
        element = inner
    elif element.name != _SIMPLE_BLOCK:
        return None
    head = source.read_at(element.body, 3)
    if len(head) < 3 or not head[0] & 0x80:
        return None
    return int.from_bytes(head[1:3], "big", signed=True)
