"""Frame headers of MPEG audio (MP3, MP2) and of AAC in ADTS."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ser_desktop.audio.decoding.source import Source

_KBIT_S = {  # by (MPEG-1, layer)
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG_RATES_HZ = (44_100, 48_000, 32_000)
_AAC_RATES_HZ = (
    *(96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025),
    *(8_000, 7_350),
)
_AAC_FRAME = 1024
_SAME_MPEG = 0xFFFE0C00
"""Bits of sync, version, layer and rate, which are equal in all frames of a stream."""
_MONO = 0xC0
"""Bits of the mode: a stream does not mix mono and stereo."""
_SAME_AAC = 0xFFFEFDC0
"""Bits of sync, version, profile, rate and channels."""


@dataclass(frozen=True)
class Framing:
    """Recognises the frames of a codec."""

    codec: str
    """FFmpeg's name of the codec."""
    sync: re.Pattern[bytes]
    is_aac: bool = False
    name: str = "MP3 MPEG_LAYER_III"
    """Name of the format in results."""

    certain: int = 1
    """Number of consecutive frames that are as certain as one of MP3."""

    @property
    def has_tags(self) -> bool:
        """Whether a first frame may hold a tag with the number of frames."""
        return not self.is_aac

    @property
    def decoder_knows_rate(self) -> bool:
        """Whether rate and channels may differ from those in the frames' headers."""
        return self.is_aac

    def options(self) -> dict[str, str]:
        """Return options of FFmpeg's decoder."""
        return {}

    def mark_at(self, source: Source, at: int) -> int:
        """Return the length of a file's first bytes between frames, where files were joined.

        Args:
            source: the file.
            at: the position.

        Returns:
            the length in bytes; 0 without them.
        """
        del source, at
        return 0

    def length(self, data: bytes, at: int) -> int:
        """Return the length of a frame in bytes.

        Args:
            data: bytes of the file.
            at: position of the frame; six bytes are read.

        Returns:
            its length; 0 if there is no frame.
        """
        head = int.from_bytes(data[at : at + 4], "big")
        if self.is_aac:
            if head & 0xFFF60000 != 0xFFF00000 or len(data) < at + 6:
                return 0
            if head >> 10 & 15 >= len(_AAC_RATES_HZ):
                return 0
            n_bytes = (head & 3) << 11 | int.from_bytes(data[at + 4 : at + 6], "big") >> 5
            return n_bytes if n_bytes > 8 else 0
        return _LENGTHS[head >> 9 & 0xFFF] if head >> 21 == 0x7FF else 0

    def count(
        self, data: bytes, at: int, kind: int, stops: Collection[int], until: int
    ) -> tuple[int, int]:
        """Count consecutive frames of one stream, and return where they end.

        Args:
            data: the bytes.
            at: position of the first frame.
            kind: result of :meth:`same` for the stream.
            stops: positions of frames that start another song.
            until: position at which counting stops.
        """
        n_frames, mono = 0, bool(kind & 1)
        while at + 8 <= until:
            head = int.from_bytes(data[at : at + 4], "big")
            if self.is_aac:
                other = head & _SAME_AAC != kind
            else:
                other = head & _SAME_MPEG != kind & ~1 or (head & _MONO == _MONO) is not mono
            if other or (stops and at in stops):
                break
            length = self.length(data, at) if self.is_aac else _LENGTHS[head >> 9 & 0xFFF]
            if not length or at + length > until:
                break
            at += length
            n_frames += 1
        return n_frames, at

    def tag_places(self, data: bytes) -> set[int]:
        """Return possible positions of frames that contain a tag.

        Args:
            data: bytes of the file.
        """
        if self.is_aac:
            return set()
        return {
            at - 4 - between
            for name in _TAG_NAMES
            for at in _places_of(name, data)
            for between in _BEFORE_TAG
        }

    def same(self, data: bytes, at: int) -> int:
        """Return the header bits that are equal in all frames of a stream.

        Args:
            data: bytes of the file.
            at: where a frame begins.
        """
        head = int.from_bytes(data[at : at + 4], "big")
        if self.is_aac:
            return head & _SAME_AAC
        return head & _SAME_MPEG | (head & _MONO == _MONO)

    def rate_hz(self, data: bytes, at: int) -> int:
        """Return the sample rate of a frame.

        Args:
            data: bytes of the file.
            at: where the frame begins.
        """
        head = int.from_bytes(data[at : at + 4], "big")
        if self.is_aac:
            return _AAC_RATES_HZ[head >> 10 & 15]
        rate_hz, version = _MPEG_RATES_HZ[head >> 10 & 3], head >> 19 & 3
        return rate_hz if version == 3 else rate_hz // 2 if version == 2 else rate_hz // 4

    def channels(self, data: bytes, at: int) -> int:
        """Return the number of channels of a frame.

        Args:
            data: bytes of the file.
            at: where the frame begins.

        Returns:
            1 or 2, or the number in ADTS; 0 if only decoding can tell.
        """
        head = int.from_bytes(data[at : at + 4], "big")
        if self.is_aac:
            code = head >> 6 & 7
            return 8 if code == 7 else code
        return 1 if head >> 6 & 3 == 3 else 2

    def n_samples(self, data: bytes, at: int) -> int:
        """Return the samples per channel of a frame.

        Args:
            data: bytes of the file.
            at: where the frame begins.
        """
        head = int.from_bytes(data[at : at + 4], "big")
        if self.is_aac:
            return _AAC_FRAME
        layer, is_mpeg1 = 4 - (head >> 17 & 3), head >> 19 & 3 == 3
        return {1: 384, 2: 1152, 3: 1152 if is_mpeg1 else 576}[layer]


def _places_of(name: bytes, data: bytes) -> Iterator[int]:
    """Find all positions of a name; faster than a regular expression of all names."""
    at = data.find(name)
    while at >= 0:
        yield at
        at = data.find(name, at + 1)


def _lengths() -> tuple[int, ...]:
    """Table of frame lengths by the twelve bits from version to padding."""
    lengths = []
    for bits in range(4096):
        version, layer = bits >> 10 & 3, 4 - (bits >> 8 & 3)
        kbit, rate, padding = bits >> 3 & 15, bits >> 1 & 3, bits & 1
        if version == 1 or layer == 4 or kbit in (0, 15) or rate == 3:
            lengths.append(0)
            continue
        rate_hz = _MPEG_RATES_HZ[rate] >> (0 if version == 3 else 1 if version == 2 else 2)
        bit_s = 1000 * _KBIT_S[version == 3, layer][kbit]
        if layer == 1:
            lengths.append(4 * (12 * bit_s // rate_hz + padding))
        else:
            halved = layer == 3 and version != 3
            lengths.append((72 if halved else 144) * bit_s // rate_hz + padding)
    return tuple(lengths)


_LENGTHS = _lengths()

MP3 = Framing("mp3float", re.compile(rb"\xff[\xe2-\xff]"))
_MP2 = Framing("mp2float", MP3.sync, name="MP3 MPEG_LAYER_II")
_MP1 = Framing("mp1float", MP3.sync, name="MP3 MPEG_LAYER_I")
ADTS = Framing("aac", re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), True, "AAC")


def framing_of(framing: Framing, data: bytes, at: int) -> Framing:
    """Return the framing with the decoder for a frame's layer.

    Args:
        framing: MPEG audio or ADTS.
        data: bytes of the file.
        at: where the frame begins in them.
    """
    if not framing.has_tags:
        return framing
    return (MP3, _MP2, _MP1)[(int.from_bytes(data[at : at + 4], "big") >> 17 & 3) - 1]


@dataclass(frozen=True)
class Tag:
    """The tag in the first frame with the number of frames (Xing, Info, VBRI).

    LAME also states the encoder's delay and padding.
    """

    stated: int
    """Number of frames; 0 if not stated."""
    skip: int = 0
    """Samples to skip at the start, including the decoder's delay."""
    drop: int = 0
    """Samples of padding at the end."""


_DECODER_DELAY = 529
_BEFORE_TAG = (9, 11, 17, 19, 32, 34)
"""Bytes between a frame's header and its tag: checksum and side information."""
_TAG_NAMES = (b"Xing", b"Info", b"VBRI")
_TAG_NAME = re.compile(b"|".join(_TAG_NAMES))
TAG_BYTES = 200


def tag_in(frame: bytes) -> Tag | None:
    """Read the tag of a frame.

    Args:
        frame: the first bytes of the frame.

    Returns:
        the tag; None if the frame contains sound.
    """
    match = _TAG_NAME.search(frame, 4, 44)
    if match is None or match.start() - 4 not in _BEFORE_TAG:
        return None
    at = match.start()
    if match[0] == b"VBRI":
        return Tag(int.from_bytes(frame[at + 14 : at + 18], "big"))
    flags = int.from_bytes(frame[at + 4 : at + 8], "big")
    stated = int.from_bytes(frame[at + 8 : at + 12], "big") if flags & 1 else 0
    lame = at + 8 + 4 * (flags & 1) + 4 * (flags >> 1 & 1) + 100 * (flags >> 2 & 1)
    lame += 4 * (flags >> 3 & 1)
    delays = frame[lame + 21 : lame + 24]
    if not frame[lame : lame + 4].strip(b"\x00") or len(delays) < 3:
        return Tag(stated)
    delay = delays[0] << 4 | delays[1] >> 4
    padding = (delays[1] & 15) << 8 | delays[2]
    return Tag(stated, delay + _DECODER_DELAY, max(0, padding - _DECODER_DELAY))
