"""FLV: tags that each say how long they are and when they sound.

FFmpeg finds its way behind a hole and says nothing of it. A walk from tag to tag finds where the
chain breaks and where it goes on; FFmpeg gets the whole tags alone, and the times in them tell how
much is missing.
"""

from __future__ import annotations

import re

from ser_desktop.audio.decoding.layout import AS_IT_IS, Layout, View
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch

_MAGIC = b"FLV\x01"
_TAG_HEADER, _SIZE_BEHIND = 11, 4
_READ_BYTES = 1 << 20
_TAG = re.compile(rb"[\x08\x09\x12\x28\x29\x32][\s\S]{7}\x00\x00\x00")
"""Sound, picture or script, maybe encrypted; the number of the stream at its end is 0."""


def examine(source: Source) -> Layout | None:
    """Walk over the tags of an FLV file.

    Args:
        source: the file.

    Returns:
        its whole tags; None for a file of another kind.
    """
    head = source.head(9)
    if head[:4] != _MAGIC:
        return None
    start = source.start
    whole = AS_IT_IS if start == 0 else Layout((View(((start, source.size),)),))
    at = start + int.from_bytes(head[5:9], "big") + _SIZE_BEHIND
    if _next_tag(source, at) is None:
        return whole  # its writer leaves the sizes behind the tags empty
    stretches: list[Stretch] = []
    while True:
        end = _end_of_chain(source, at)
        stretches.append((start, end))
        resumed_at = _search(source, end)
        if resumed_at is None:
            break
        start = at = resumed_at
    if len(stretches) == 1:
        return whole  # FFmpeg knows a cut end from padding
    return Layout((View(stretches),), gaps_are_losses=True)


def _next_tag(source: Source, at: int) -> int | None:
    """Where the tag behind the one at a place begins; None where there is no whole tag."""
    head = source.read_at(at, _TAG_HEADER)
    if not _TAG.match(head):
        return None
    n_bytes = _TAG_HEADER + int.from_bytes(head[1:4], "big")
    behind = source.read_at(at + n_bytes, _SIZE_BEHIND)
    return at + n_bytes + _SIZE_BEHIND if behind == n_bytes.to_bytes(4, "big") else None


def _end_of_chain(source: Source, at: int) -> int:
    """Where tags that follow each other end."""
    following = _next_tag(source, at)
    while following is not None:
        at = following
        following = _next_tag(source, at)
    return at


def _search(source: Source, at: int) -> int | None:
    """Where a whole tag begins from a place on."""
    while at < source.end:
        data = source.read_at(at, _READ_BYTES + _TAG_HEADER)
        for match in _TAG.finditer(data):
            if _next_tag(source, at + match.start()) is not None:
                return at + match.start()
        at += _READ_BYTES
    return None
