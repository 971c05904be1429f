"""WavPack: blocks with the number of their first sample, their length and a checksum.

FFmpeg decodes damaged blocks without verifying the checksum, loses the position of blocks behind a
hole, and reads only the first of joined files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ser_desktop.audio.decoding.layout import Frames, Layout
from ser_desktop.audio.decoding.packets import PacketDecoder
from ser_desktop.audio.decoding.pieces import Lost, Piece
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.wavpack_check import is_right

_MAGIC = b"wvpk"
_HEADER_BYTES = 32
_MAX_BLOCK = 1 << 20
_READ_BYTES = 1 << 20
_MAX_GAP_S = 3600
_BEGINS, _ENDS, _DSD = 0x800, 0x1000, 1 << 31
"""Flags: the first and last block of the same samples, and sound of one bit."""
_OPTIONS = {"err_detect": "crccheck+explode"}


@dataclass
class _Packet:
    """The blocks of all channels for the same samples."""

    at: int
    end: int
    first: int
    """Number of its first sample."""
    n_samples: int
    n_total: int
    """Number of samples of the file by its header."""


@dataclass
class _Song:
    """One of the files that were joined."""

    packets: list[_Packet]
    rate_hz: int = 0
    channels: int = 0

    @property
    def n_samples(self) -> int:
        last = self.packets[-1]
        return last.first + last.n_samples


def examine(source: Source) -> Layout | None:
    """Walk over the blocks of a WavPack file.

    Args:
        source: the file.

    Returns:
        its files, one after the other; None for another format and for sound of one bit.
    """
    if source.head(4) != _MAGIC:
        return None
    songs = []
    for song in _songs(source):
        if _find_shape(source, song):
            songs.append(song)
    if not songs:
        return None
    last = songs[-1]
    stated = last.packets[0].n_total
    truncated = stated != 0xFFFFFFFF and stated > last.n_samples
    parts = [
        Frames(song.rate_hz, song.channels, song.n_samples, partial(_pieces, source.path, song))
        for song in songs
    ]
    return Layout(parts, truncated=truncated, format_name="WavPack")


def _songs(source: Source) -> list[_Song]:
    songs: list[_Song] = []
    at, pending = source.start, None
    while (place := _next_block(source, at)) is not None:
        head = source.read_at(place, _HEADER_BYTES)
        total, first, n_samples, flags = (
            int.from_bytes(head[i : i + 4], "little") for i in (12, 16, 20, 24)
        )
        end = place + 8 + int.from_bytes(head[4:8], "little")
        if flags & _DSD:
            return []
        at = end
        if flags & _BEGINS:
            pending = _Packet(place, end, first, n_samples, total)
        elif pending is not None and pending.end == place and pending.first == first:
            pending.end = end
        else:
            pending = None
        if pending is None or not flags & _ENDS or not n_samples:
            continue
        if not songs or first < songs[-1].n_samples:
            songs.append(_Song([]))
        songs[-1].packets.append(pending)
        pending = None
    return songs


def _next_block(source: Source, at: int) -> int | None:
    """Return the place of the next header; None without one."""
    while at < source.end:
        data = source.read_at(at, _HEADER_BYTES)
        if _is_block(source, data, at):
            return at
        data = source.read_at(at, _READ_BYTES)
        place = data.find(_MAGIC, 1)
        at += place if place > 0 else max(1, len(data) - 3)
    return None


def _is_block(source: Source, head: bytes, at: int) -> bool:
    """Return whether these bytes may be a header: its size leads to another header or the end."""
    if head[:4] != _MAGIC or len(head) < _HEADER_BYTES:
        return False
    n_bytes = 8 + int.from_bytes(head[4:8], "little")
    version = int.from_bytes(head[8:10], "little")
    return (
        _HEADER_BYTES <= n_bytes <= _MAX_BLOCK
        and 0x400 <= version < 0x500
        and (at + n_bytes <= source.size)
    )


def _find_shape(source: Source, song: _Song) -> bool:
    """Find rate and channels of a song from its first complete packet."""
    for packet in song.packets[:8]:
        decoder = PacketDecoder("wavpack", 1, options=_OPTIONS)
        sound = decoder.decode(source.read_at(packet.at, packet.end - packet.at))
        if sound is not None and len(sound) and decoder.sample_rate_hz:
            song.rate_hz, song.channels = decoder.sample_rate_hz, decoder.n_decoded
            return True
    return False


def _pieces(path: Path, song: _Song) -> Iterator[Piece]:
    """Decode a song; damaged and missing packets become losses."""
    decoder = PacketDecoder("wavpack", song.channels, options=_OPTIONS)
    n_out = 0
    with Source(path) as source:
        for packet in song.packets:
            if packet.first > n_out:
                if packet.first - n_out > _MAX_GAP_S * song.rate_hz:
                    continue
                yield Lost(packet.first - n_out)
            n_out = packet.first + packet.n_samples
            data = source.read_at(packet.at, packet.end - packet.at)
            sound = decoder.decode(data)
            if sound is None or len(sound) != packet.n_samples or not is_right(data, sound):
                decoder.reset()
                yield Lost(packet.n_samples)
            else:
                yield sound
