"""MPEG transport streams: padding behind the last packet is no part of the stream.

FFmpeg reports the padding as damage at the end, as if the stream were cut.
"""

from __future__ import annotations

from ser_desktop.audio.decoding.layout import Layout, View
from ser_desktop.audio.decoding.source import Source

_SYNC = 0x47
_SIZES = ((188, 0), (192, 4), (204, 0))
"""Length of a packet and position of its sync byte: plain, with time stamps (M2TS), with parity."""
_CHECKED = 3
_READ_BYTES = 1 << 20


def examine(source: Source) -> Layout | None:
    """Find the last packet.

    Args:
        source: the file.

    Returns:
        the stream without padding; None for another format.
    """
    size = next((n for n, sync in _SIZES if _are_packets(source, n, sync)), None)
    if size is None:
        return None
    n_bytes = _end_of_content(source) - source.start
    end = min(source.size, source.start + -(-n_bytes // size) * size)
    return Layout((View(((source.start, end),)),))


def _are_packets(source: Source, size: int, sync: int) -> bool:
    head = source.head(_CHECKED * size)
    return len(head) == _CHECKED * size and set(head[sync::size]) == {_SYNC}


def _end_of_content(source: Source) -> int:
    """Return the position after the last byte that differs from those behind it up to the end.

    Only zeros and 0xFF are padding.
    """
    end = source.end
    fill = source.read_at(end - 1, 1)
    if fill not in (b"\0", b"\xff"):
        return end
    while end > source.start:
        at = max(source.start, end - _READ_BYTES)
        kept = source.read_at(at, end - at).rstrip(fill)
        if kept:
            return at + len(kept)
        end = at
    return source.end
