"""Frame headers of FLAC (RFC 9639, section 9.1), told from sound by their checksum."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

MIN_HEADER_BYTES = 6
"""Sync code, shape, one byte of the frame number, checksum."""
HEADER_BYTES = 16
"""No header is longer."""
_RATES_HZ = (0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000)
_RATE_UNITS_HZ = {12: 1000, 13: 1, 14: 10}
"""Of a rate that is written out behind the header."""


def _crc_table(bits: int, polynomial: int) -> tuple[int, ...]:
    top, mask = 1 << (bits - 1), (1 << bits) - 1
    table = []
    for byte in range(256):
        value = byte << (bits - 8)
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
        table.append(value)
    return tuple(table)


_CRC8 = _crc_table(8, 0x07)
_CRC16 = _crc_table(16, 0x8005)


class Header(NamedTuple):
    """Of one frame."""

    number: int
    """Of its first sample, where the block size varies, else of the frame."""
    variable: bool
    block: int
    rate_hz: int
    """0: as STREAMINFO says."""
    channels: int


def header_at(data: bytes, at: int) -> Header | None:
    """The frame header at a place, if there is one whose checksum is right."""
    part = data[at : at + HEADER_BYTES]
    if len(part) < MIN_HEADER_BYTES:  # what looks like a header in the last bytes of a file
        return None
    shape = _shape(int.from_bytes(part[2:4], "big"))
    if shape is None:
        return None
    block, rate_hz, channels, n_size, n_rate = shape
    number, n_more = part[4], 0
    if number >= 0x80:
        if number < 0xC0 or number == 0xFF:
            return None
        n_more = 7 - (number ^ 0xFF).bit_length()
        number &= 0x3F >> n_more
        for byte in part[5 : 5 + n_more]:
            if byte & 0xC0 != 0x80:
                return None
            number = number << 6 | byte & 0x3F
    end = 5 + n_more
    crc_at = end + n_size + n_rate
    if crc_at >= len(part):
        return None
    crc = 0
    for byte in part[:crc_at]:
        crc = _CRC8[crc ^ byte]
    if crc != part[crc_at]:
        return None
    if n_size:
        block = int.from_bytes(part[end : end + n_size], "big") + 1
    if n_rate:
        rate_hz *= int.from_bytes(part[end + n_size : crc_at], "big")
    return Header(number, bool(part[1] & 1), block, rate_hz, channels)


@lru_cache(maxsize=1024)
def _shape(code: int) -> tuple[int, int, int, int, int] | None:
    """By the third and fourth byte of a header: block size, rate (or its unit) and channels, and
    how many bytes of size and rate stand behind the number."""
    block_code, rate_code, channel_code = code >> 12, code >> 8 & 15, code >> 4 & 15
    if code & 1 or code >> 1 & 7 == 3 or not block_code or rate_code == 15 or channel_code > 10:
        return None
    if block_code >= 8:
        block = 256 << (block_code - 8)
    else:
        block = 192 if block_code == 1 else 576 << (block_code - 2)  # or behind the number
    rate_hz = _RATE_UNITS_HZ.get(rate_code, 0) or _RATES_HZ[rate_code]
    channels = channel_code + 1 if channel_code < 8 else 2
    n_size = {6: 1, 7: 2}.get(block_code, 0)
    n_rate = {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    return block, rate_hz, channels, n_size, n_rate


def crc16(data: bytes) -> int:
    """The checksum at the end of a frame; 0 over a whole frame with its checksum."""
    crc, table = 0, _CRC16
    for byte in data:
        crc = (crc << 8 & 0xFF00) ^ table[crc >> 8 ^ byte]
    return crc
