"""TTA: frames of about a second, with a table of their lengths at the start.

FFmpeg reads only the first of joined files. Table and frames have checksums.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ser_desktop.audio.decoding.layout import Frames, Layout
from ser_desktop.audio.decoding.packets import PacketDecoder
from ser_desktop.audio.decoding.pieces import Lost, Piece
from ser_desktop.audio.decoding.source import Source

_MAGIC = b"TTA1"
_HEADER_BYTES, _CRC_BYTES = 22, 4
_MAX_TABLE = 1 << 24
_OPTIONS = {"err_detect": "crccheck+explode"}


@dataclass
class _Song:
    """One of the files that were joined."""

    header: bytes
    channels: int
    rate_hz: int
    n_samples: int
    places: list[tuple[int, int]]
    """Start and end of each frame."""

    @property
    def frame(self) -> int:
        """Samples per channel of a frame."""
        return 256 * self.rate_hz // 245


def examine(source: Source) -> Layout | None:
    """Read the table of a TTA file, and of joined files.

    Args:
        source: the file.

    Returns:
        its frames; None for another format, and for a file whose table is damaged.
    """
    songs: list[_Song] = []
    at = source.start
    while (song := _song(source, at)) is not None:
        songs.append(song)
        at = source.after_tag(song.places[-1][1])
    if not songs:
        return None
    parts = [
        Frames(song.rate_hz, song.channels, _n_there(source, song), partial(_pieces, source, song))
        for song in songs
    ]
    last = songs[-1]
    return Layout(parts, truncated=_n_there(source, last) < last.n_samples, format_name="TTA")


def _song(source: Source, at: int) -> _Song | None:
    header = source.read_at(at, _HEADER_BYTES)
    if header[:4] != _MAGIC or zlib.crc32(header[:-4]) != int.from_bytes(header[-4:], "little"):
        return None
    channels, _, rate_hz, n_samples = struct.unpack("<HHII", header[6:18])
    song = _Song(header, channels, rate_hz, n_samples, [])
    if not channels or song.frame == 0 or not n_samples:
        return None
    n_frames = -(-n_samples // song.frame)
    if 4 * n_frames > _MAX_TABLE:
        return None
    table = source.read_at(at + _HEADER_BYTES, 4 * n_frames + _CRC_BYTES)
    if zlib.crc32(table[:-4]) != int.from_bytes(table[-4:], "little"):
        return None
    at += _HEADER_BYTES + len(table)
    for (n_bytes,) in struct.iter_unpack("<I", table[:-4]):
        song.places.append((at, at + n_bytes))
        at += n_bytes
    return song


def _n_there(source: Source, song: _Song) -> int:
    """Number of samples of the frames that are within the file."""
    n_frames = sum(end <= source.size for _, end in song.places)
    return min(song.n_samples, n_frames * song.frame)


def _pieces(source: Source, song: _Song) -> Iterator[Piece]:
    """Decode a song; damaged frames become losses."""
    path: Path = source.path
    decoder = PacketDecoder("tta", song.channels, song.header, _OPTIONS)
    n_left = _n_there(source, song)
    with Source(path) as opened:
        for at, end in song.places:
            n_samples = min(song.frame, n_left)
            if not n_samples:
                return
            n_left -= n_samples
            sound = decoder.decode(opened.read_at(at, end - at))
            if sound is None or len(sound) != n_samples:
                decoder.reset()
                yield Lost(n_samples)
            else:
                yield sound
