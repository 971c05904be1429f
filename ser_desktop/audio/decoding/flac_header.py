"""Frame headers of FLAC (RFC 9639, section 9.1), verified by their checksum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HEADER_BYTES = 16
"""No header is longer."""
Octets = NDArray[np.int64]


def _crc_table(bits: int, polynomial: int) -> tuple[int, ...]:
    top, mask = 1 << (bits - 1), (1 << bits) - 1
    table = []
    for byte in range(256):
        value = byte << (bits - 8)
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
        table.append(value)
    return tuple(table)


_CRC8 = np.array(_crc_table(8, 0x07), np.int64)
_CRC16 = _crc_table(16, 0x8005)


class _Shapes:
    """The third byte of a header: block size and rate, or that they follow the header."""

    _RATES_HZ = (0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000)
    _RATE_UNITS_HZ = (1000, 1, 10, 0)
    """Units of a rate that follows the header."""
    _BLOCKS = (0, 192, 576, 1152, 2304, 4608, 0, 0, *(256 << code for code in range(8)))

    def __init__(self) -> None:
        block_code, rate_code = np.divmod(np.arange(256), 16)
        self.valid = (block_code != 0) & (rate_code != 15)
        self.block = np.array(self._BLOCKS)[block_code]
        self.n_size = np.where(block_code == 6, 1, np.where(block_code == 7, 2, 0))
        self.rate_hz = np.array(self._RATES_HZ + self._RATE_UNITS_HZ)[rate_code]
        self.n_rate = np.where(rate_code == 12, 1, np.where(rate_code > 12, 2, 0))


class _Channels:
    """The fourth byte of a header: channels and bits of a sample."""

    def __init__(self) -> None:
        octet = np.arange(256)
        code = octet >> 4
        self.valid = (octet & 1 == 0) & (octet >> 1 & 7 != 3) & (code <= 10)
        self.count = np.where(code < 8, code + 1, 2)


class _Number:
    """The first byte of a frame number, which gives the number of further bytes, as in UTF-8."""

    def __init__(self) -> None:
        ones = np.array([8 - (octet ^ 0xFF).bit_length() for octet in range(256)])
        self.n_more = np.where(ones == 0, 0, np.where((ones == 1) | (ones == 8), -1, ones - 1))
        self.mask = np.where(ones == 0, 0x7F, 0x3F >> np.maximum(ones - 1, 0))


_SHAPES, _CHANNELS, _NUMBER = _Shapes(), _Channels(), _Number()


class Header(NamedTuple):
    """The header of one frame."""

    number: int
    """Number of the first sample if the block size varies, else of the frame."""
    variable: bool
    block: int
    rate_hz: int
    """0 means the rate of STREAMINFO."""
    channels: int


def headers_in(data: bytes, until: int) -> list[tuple[int, Header]]:
    """Find the frame headers with a correct checksum.

    All candidates are examined at once with numpy, since a long file has a hundred thousand.

    Args:
        data: bytes of the file.
        until: return headers that start before this position.

    Returns:
        position and content of each header, in order.
    """
    octets = np.frombuffer(data + bytes(HEADER_BYTES), np.uint8)
    places = np.flatnonzero(octets[: max(0, until)] == 0xFF)
    places = places[octets[places + 1] & 0xFE == 0xF8]
    shapes, fourth = octets[places + 2], octets[places + 3]
    places = places[_SHAPES.valid[shapes] & _CHANNELS.valid[fourth]]
    rows = octets[places[:, None] + np.arange(HEADER_BYTES)].astype(np.int64)
    every = np.arange(len(rows))
    shapes, n_more = rows[:, 2], _NUMBER.n_more[rows[:, 4]]
    n_size, n_rate = _SHAPES.n_size[shapes], _SHAPES.n_rate[shapes]
    size_at = 5 + np.maximum(n_more, 0)
    rate_at, crc_at = size_at + n_size, size_at + n_size + n_rate
    crc = np.zeros(len(rows), np.int64)
    for column in range(HEADER_BYTES - 1):
        crc = np.where(column < crc_at, _CRC8[crc ^ rows[:, column]], crc)
    right = (n_more >= 0) & (crc == rows[every, crc_at]) & (places + crc_at < len(data))
    number = rows[:, 4] & _NUMBER.mask[rows[:, 4]]
    for column in range(1, 7):
        used, octet = column <= n_more, rows[:, 4 + column]
        right &= ~used | (octet & 0xC0 == 0x80)
        number = np.where(used, number << 6 | octet & 0x3F, number)
    block = _SHAPES.block[shapes]
    block = np.where(n_size == 1, rows[every, size_at] + 1, block)
    block = np.where(n_size == 2, _two_octets(rows, every, size_at) + 1, block)
    rate_hz = _SHAPES.rate_hz[shapes]
    rate_hz = np.where(n_rate == 1, rate_hz * rows[every, rate_at], rate_hz)
    rate_hz = np.where(n_rate == 2, rate_hz * _two_octets(rows, every, rate_at), rate_hz)
    columns = (number, rows[:, 1] & 1 == 1, block, rate_hz, _CHANNELS.count[rows[:, 3]])
    headers = map(Header, *(column[right].tolist() for column in columns))
    return list(zip(places[right].tolist(), headers, strict=True))


def _two_octets(rows: Octets, every: Octets, at: Octets) -> Octets:
    return rows[every, at] << 8 | rows[every, at + 1]


def crc16(data: bytes) -> int:
    """Compute the checksum at the end of a frame.

    Args:
        data: a frame without its checksum, or with it.

    Returns:
        the checksum; 0 for a whole frame with its checksum.
    """
    crc, table = 0, _CRC16
    for byte in data:
        crc = (crc << 8 & 0xFF00) ^ table[crc >> 8 ^ byte]
    return crc
