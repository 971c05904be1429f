"""FLAC (RFC 9639): finds all frames by their own headers, independent of STREAMINFO.

libsndfile reads no more samples than STREAMINFO states, and fails if there are fewer. Frame headers
have a number and an 8-bit checksum. A walk over them counts the samples, and finds missing frames
and joined streams.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge

from ser_desktop.audio.decoding.flac_header import HEADER_BYTES, Header, crc16, headers_in
from ser_desktop.audio.decoding.layout import AS_IT_IS, Frames, Layout
from ser_desktop.audio.decoding.packets import PacketDecoder
from ser_desktop.audio.decoding.pieces import Lost, Piece
from ser_desktop.audio.decoding.source import Source

MAGIC = b"fLaC"
_STREAMINFO_BYTES = 34
_READ_BYTES = 1 << 20
_MAX_FRAME = 1 << 22
_MAX_GAP_S = 3600.0
_BEGIN = re.compile(rb"fLaC[\x00\x80]\x00\x00\x22")
"""The magic bytes and the header of the first metadata block."""


@dataclass
class _Stream:
    """One FLAC stream.

    Its STREAMINFO, and its frames by position, first sample and length.
    """

    info: bytes
    start: int
    end: int = 0
    places: array[int] = field(default_factory=lambda: array("q"))
    firsts: array[int] = field(default_factory=lambda: array("q"))
    blocks: array[int] = field(default_factory=lambda: array("q"))
    fixed_block: int = 0
    channels: int = 0
    rate_hz: int = 0
    suspects: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def stated(self) -> int:
        """Samples that STREAMINFO states; 0 is unknown."""
        return (self.info[13] & 15) << 32 | int.from_bytes(self.info[14:18], "big")

    @property
    def stated_rate_hz(self) -> int:
        """The rate in STREAMINFO."""
        return int.from_bytes(self.info[10:13], "big") >> 4

    @property
    def stated_channels(self) -> int:
        """The channels in STREAMINFO."""
        return (self.info[12] >> 1 & 7) + 1

    @property
    def n_samples(self) -> int:
        """End of the last frame, in samples."""
        return self.firsts[-1] + self.blocks[-1] if self.firsts else 0

    def take(self, at: int, header: Header) -> None:
        """Accept a frame that continues the last one.

        A frame with a later number is accepted only when the following frame is found too, since
        sound can look like a header.

        Args:
            at: position of the frame in the file.
            header: its header.
        """
        if not self.fixed_block:
            if header.number and header.channels != self.stated_channels:
                return
            self.fixed_block, self.channels = header.block, header.channels
            self.rate_hz = header.rate_hz or self.stated_rate_hz
        if header.channels != self.channels or header.rate_hz not in (0, self.rate_hz):
            return
        first = header.number if header.variable else header.number * self.fixed_block
        expected = self.n_samples
        if first == expected:
            self._accept(at, first, header.block)
            return
        before = self.suspects.pop(first, None)
        if before is not None and 0 < before[1] - expected < _MAX_GAP_S * self.rate_hz:
            self._accept(*before)
            self._accept(at, first, header.block)
            return
        self.suspects[first + header.block] = (at, first, header.block)
        if len(self.suspects) > 64:
            self.suspects.pop(next(iter(self.suspects)))

    def finish(self, end: int) -> None:
        """End the stream. Accept a last frame behind a gap, which has no following frame.

        Args:
            end: position of the stream's end in the file.
        """
        self.end = end
        last = self.suspects.get(self.stated)
        if last is not None and last[1] > self.n_samples:
            self._accept(*last)
        self.suspects.clear()

    def _accept(self, at: int, first: int, block: int) -> None:
        self.places.append(at)
        self.firsts.append(first)
        self.blocks.append(block)
        self.suspects.clear()


def examine(source: Source) -> Layout | None:
    """Walk over the frames of a FLAC file.

    Args:
        source: the file.

    Returns:
        its streams; None for another format.
    """
    if source.head(4) != MAGIC:
        return None
    streams = [stream for stream in _walk(source) if stream.places]
    if not streams:
        return AS_IT_IS
    whole = [_ends_whole(source, stream) for stream in streams]
    last = streams[-1]
    missing = last.stated > last.n_samples
    if len(streams) == 1 and source.start == 0 and whole[0] and last.stated == last.n_samples:
        gapless = len(last.places) == 1 or last.n_samples == sum(last.blocks)
        same = (last.rate_hz, last.channels) == (last.stated_rate_hz, last.stated_channels)
        if gapless and same:
            return Layout(AS_IT_IS.parts, resume=lambda at: _pieces(source, last, at))
    parts = [
        Frames(s.rate_hz, s.channels, s.n_samples, lambda s=s: _pieces(source, s))  # type: ignore[misc]
        for s in streams
    ]
    bits = ((last.info[12] & 1) << 4 | last.info[13] >> 4) + 1
    return Layout(parts, truncated=missing or not whole[-1], format_name=f"FLAC PCM_{bits}")


def _walk(source: Source) -> list[_Stream]:
    streams: list[_Stream] = []
    at, carried = source.start, b""
    while at < source.end:
        new = source.read_at(at, min(_READ_BYTES, source.end - at))
        if not new:
            break
        data, base = carried + new, at - len(carried)
        at += len(new)
        # Headers near the end are examined together with the next bytes.
        until = len(data) - (HEADER_BYTES + _STREAMINFO_BYTES if at < source.end else 0)
        begins = [match.start() for match in _BEGIN.finditer(data) if match.start() < until]
        headers = headers_in(data, until)
        for place, header in merge(((place, None) for place in begins), headers, key=_place_of):
            if header is None:
                _begin_stream(streams, source, base + place)
            elif streams:
                streams[-1].take(base + place, header)
        carried = data[max(0, until) :]
    if streams:
        streams[-1].finish(source.end)
    return streams


def _place_of(item: tuple[int, Header | None]) -> int:
    return item[0]


def _begin_stream(streams: list[_Stream], source: Source, at: int) -> None:
    info = source.read_at(at + 8, _STREAMINFO_BYTES)
    if len(info) < _STREAMINFO_BYTES:  # the file is cut in this header
        return
    if streams:
        streams[-1].finish(at)
    streams.append(_Stream(info, at))


def _ends_whole(source: Source, stream: _Stream) -> bool:
    """Return whether the last frame is complete. Zeros or junk may follow it."""
    data = source.read_at(stream.places[-1], min(_MAX_FRAME, stream.end - stream.places[-1]))
    if crc16(data) == 0:
        return True
    decoder = _decoder(stream)
    return decoder.decode(data) is not None


def _decoder(stream: _Stream) -> PacketDecoder:
    options = {"err_detect": "crccheck+explode"}
    return PacketDecoder("flac", stream.channels, stream.info, options)


def _pieces(source: Source, stream: _Stream, start: int = 0) -> Iterator[Piece]:
    """Decode the frames from a sample on; a damaged frame becomes a loss."""
    decoder = _decoder(stream)
    n_out = start
    last = len(stream.places) - 1
    with Source(source.path) as opened:
        for number, (place, first, block) in enumerate(
            zip(stream.places, stream.firsts, stream.blocks, strict=True)
        ):
            if first + block <= start:
                continue
            if first > n_out:
                yield Lost(first - n_out)
                n_out = first
            end = stream.places[number + 1] if number < last else stream.end
            data = opened.read_at(place, min(end - place, _MAX_FRAME))
            sound = decoder.decode(data)
            if sound is None or len(sound) != block:
                decoder.reset()
                if number < last:
                    yield Lost(first + block - n_out)
                    n_out = first + block
                continue
            yield sound[n_out - first :]
            n_out = first + block
