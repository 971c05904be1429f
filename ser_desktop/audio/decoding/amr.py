"""AMR and AMR-WB (RFC 4867): frames whose first byte states their length.

After damage FFmpeg continues with frames of a wrong length, and decodes the header of a joined file
as frames. A walk from frame to frame finds both places.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ser_desktop.audio.decoding.layout import Layout
from ser_desktop.audio.decoding.mpeg import framed
from ser_desktop.audio.decoding.mpeg_header import Framing
from ser_desktop.audio.decoding.mpeg_walk import Walk
from ser_desktop.audio.decoding.source import Source

_NARROW_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1)
_WIDE_BYTES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1)
_FRAME_S = 50
"""Frames in a second."""
_FIXED_BITS = 0x83
"""Bits of a frame's first byte that are zero."""
_CHECKED_BYTES = 13
"""Length of the shortest frame with speech: all zeros over it are damage, not a frame."""


@dataclass(frozen=True)
class _Amr(Framing):
    """Frames of one bandwidth; their lengths may change from frame to frame."""

    magic: bytes = b""
    lengths: tuple[int, ...] = ()
    hz: int = 0

    @property
    def has_tags(self) -> bool:
        return False

    def mark_at(self, source: Source, at: int) -> int:
        return len(self.magic) if source.read_at(at, len(self.magic)) == self.magic else 0

    def length(self, data: bytes, at: int) -> int:
        if at >= len(data) or data[at] & _FIXED_BITS:
            return 0
        length = self.lengths[data[at] >> 3]
        begin = data[at : at + min(length, _CHECKED_BYTES)]
        return length if begin.strip(b"\0") else 0

    def count(
        self, data: bytes, at: int, kind: int, stops: Collection[int], until: int
    ) -> tuple[int, int]:
        n_frames = 0
        while at < until:
            length = self.length(data, at)
            if not length or at + length > until:
                break
            at += length
            n_frames += 1
        return n_frames, at

    def tag_places(self, data: bytes) -> set[int]:
        return set()

    def same(self, data: bytes, at: int) -> int:
        return 0

    def rate_hz(self, data: bytes, at: int) -> int:
        return self.hz

    def channels(self, data: bytes, at: int) -> int:
        return 1

    def n_samples(self, data: bytes, at: int) -> int:
        return self.hz // _FRAME_S


_SYNC = re.compile(rb"[\x04\x0c\x14\x1c\x24\x2c\x34\x3c\x44\x4c\x74\x7c]")
_FRAMINGS = (
    _Amr("amrnb", _SYNC, name="AMR", certain=4, magic=b"#!AMR\n", lengths=_NARROW_BYTES, hz=8_000),
    _Amr(
        "amrwb",
        _SYNC,
        name="AMR-WB",
        certain=4,
        magic=b"#!AMR-WB\n",
        lengths=_WIDE_BYTES,
        hz=16_000,
    ),
)


def examine(source: Source) -> Layout | None:
    """Walk over the frames of an AMR file with one channel.

    Args:
        source: the file.

    Returns:
        its frames; None for another format.
    """
    for framing in _FRAMINGS:
        n_magic = framing.mark_at(source, source.start)
        if n_magic:
            return framed(source, Walk(source, framing, source.start + n_magic))
    return None
