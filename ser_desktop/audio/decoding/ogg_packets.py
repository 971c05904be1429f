"""Decodes the packets of a damaged Ogg stream: Vorbis, Opus, FLAC and Speex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decoding.packets import PacketDecoder
from ser_desktop.audio.decoding.pieces import Lost, Piece
from ser_desktop.audio.decoding.source import Source

if TYPE_CHECKING:
    from ser_desktop.audio.decoding.ogg import Page

_NO_TIME = (1 << 64) - 1
_CONTINUES, _ENDS = 1, 4
_MAX_GAP_S = 3600.0
_OPUS_RATE_HZ = 48_000


@dataclass(frozen=True)
class OggCodec:
    """The contents of a stream's header packets."""

    name: str
    sample_rate_hz: int
    channels: int
    n_headers: int
    extradata: bytes
    skip: int = 0
    """Samples at the start that the encoder added."""


def codec_of(source: Source, pages: Sequence[Page]) -> OggCodec | None:
    """Read the header packets of a stream.

    Args:
        source: the file.
        pages: pages of the stream.

    Returns:
        the codec; None if the headers are damaged or of another codec.
    """
    packets: list[bytes] = []
    for packet in _packets(source, pages):
        if packet is None:
            return None
        packets.append(packet[0])
        first = packets[0]
        if first[:7] == b"\x01vorbis" and len(packets) == 3:
            rate_hz = int.from_bytes(first[12:16], "little")
            return OggCodec("vorbis", rate_hz, first[11], 3, _laced(packets))
        if first[:8] == b"OpusHead" and len(packets) == 2:
            skip = int.from_bytes(first[10:12], "little")
            return OggCodec("opus", _OPUS_RATE_HZ, first[9], 2, first, skip)
        if first[:5] == b"\x7fFLAC":
            info = first[17:51]
            n_headers = 1 + int.from_bytes(first[7:9], "big")
            if len(packets) == n_headers:
                rate_hz = int.from_bytes(info[10:13], "big") >> 4
                return OggCodec("flac", rate_hz, (info[12] >> 1 & 7) + 1, n_headers, info)
        if first[:8] == b"Speex   " and len(packets) == 2:
            rate_hz = int.from_bytes(first[36:40], "little")
            return OggCodec("speex", rate_hz, int.from_bytes(first[48:52], "little"), 2, first)
        if len(packets) > 8:
            return None
    return None


def pieces_of(path: Path, pages: Sequence[Page], codec: OggCodec) -> Iterator[Piece]:
    """Decode a damaged stream. The end time of each page tells how much was lost.

    Args:
        path: the file.
        pages: the undamaged pages.
        codec: the codec of its headers.

    Returns:
        sound and losses, in order.
    """
    decoder = PacketDecoder(codec.name, codec.channels, codec.extradata)
    n_out, first_time = 0, None
    n_headers = codec.n_headers
    sounds: list[NDArray[np.float32]] = []
    whole = True
    with Source(path) as source:
        for packet in _packets(source, pages):
            if packet is None:  # pages are missing
                decoder.reset()
                whole = False
                continue
            data, page, last_on_page = packet
            if n_headers:
                n_headers -= 1
                continue
            sound = decoder.decode(data)
            if sound is None:
                whole = False
            elif len(sound):
                sounds.append(sound)
            if not last_on_page or page.time == _NO_TIME:
                continue
            block = np.concatenate(sounds) if sounds else np.zeros((0, codec.channels), np.float32)
            sounds = []
            end = page.time - codec.skip
            is_first = first_time is None
            if first_time is None:  # a captured stream may start at any time
                first_time = max(0, end - len(block)) if whole else 0
            end -= first_time
            start = end - len(block)
            if page.flags & _ENDS and start < n_out:
                block = block[: max(0, end - n_out)]
                start = n_out
            if not whole and 0 < start - n_out < _MAX_GAP_S * codec.sample_rate_hz:
                yield Lost(start - n_out)
                n_out = start
            elif start < n_out and (is_first or not whole):
                block = block[min(len(block), n_out - start) :]
            whole = True
            n_out += len(block)
            if len(block):
                yield block
    yield from sounds  # the last page states no possible time


def _packets(source: Source, pages: Sequence[Page]) -> Iterator[tuple[bytes, Page, bool] | None]:
    """Yield each packet with the page it ends on, and whether it is the last one there.

    Yield None where pages are missing.
    """
    begun = b""
    number = pages[0].number
    skipping = False
    for page in pages:
        if page.number != number:
            begun, skipping = b"", bool(page.flags & _CONTINUES)
            yield None
        number = page.number + 1 & 0xFFFFFFFF
        data = source.read_at(page.place, page.n_bytes)
        lacing = data[27 : 27 + data[26]]
        at = 27 + len(lacing)
        n_ends = sum(size < 255 for size in lacing)
        for size in lacing:
            begun += data[at : at + size]
            at += size
            if size == 255:
                continue
            n_ends -= 1
            packet, begun = begun, b""
            if skipping:
                skipping = False
                continue
            yield packet, page, n_ends == 0


def _laced(packets: Sequence[bytes]) -> bytes:
    """Join the headers of Vorbis as FFmpeg expects them, with sizes in Xiph lacing."""
    sizes = b"".join(
        b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets[:-1]
    )
    return bytes([len(packets) - 1]) + sizes + b"".join(packets)
