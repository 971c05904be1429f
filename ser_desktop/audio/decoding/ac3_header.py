"""Frame headers of AC-3 and E-AC-3 (ETSI TS 102 366)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ser_desktop.audio.decoding.mpeg_header import Framing

_RATES_HZ = (48_000, 44_100, 32_000)
_KBIT_S = (
    *(32, 40, 48, 56, 64, 80, 96, 112, 128, 160),
    *(192, 224, 256, 320, 384, 448, 512, 576, 640),
)
_CHANNELS = (2, 1, 2, 3, 3, 4, 4, 5)
"""Number of channels by the mode, without the one for low frequencies."""
_BLOCK, _BLOCKS = 256, 6
_NEW_SYNTAX = 10
"""Versions above this one are E-AC-3."""


@dataclass(frozen=True)
class _Ac3(Framing):
    """Frames of AC-3, and of E-AC-3 with a single stream."""

    @property
    def has_tags(self) -> bool:
        return False

    @property
    def decoder_knows_rate(self) -> bool:
        return True

    def options(self) -> dict[str, str]:
        return {"err_detect": "crccheck+explode"}

    def length(self, data: bytes, at: int) -> int:
        head = data[at : at + 7]
        if len(head) < 7 or head[:2] != b"\x0b\x77":
            return 0
        version = head[5] >> 3
        if version > 16:
            return 0
        if version > _NEW_SYNTAX:
            n_bytes = 2 * ((head[2] & 7) << 8 | head[3]) + 2
            return n_bytes if n_bytes > 8 else 0
        rate, code = head[4] >> 6, head[4] & 63
        if rate == 3 or code >= 2 * len(_KBIT_S):
            return 0
        n_words = 96_000 * _KBIT_S[code >> 1] // _RATES_HZ[rate]
        return 2 * (n_words + (code & 1 if rate == 1 else 0))

    def count(
        self, data: bytes, at: int, kind: int, stops: Collection[int], until: int
    ) -> tuple[int, int]:
        n_frames = 0
        while at + 8 <= until and self.same(data, at) == kind:
            length = self.length(data, at)
            if not length or at + length > until:
                break
            at += length
            n_frames += 1
        return n_frames, at

    def tag_places(self, data: bytes) -> set[int]:
        return set()

    def same(self, data: bytes, at: int) -> int:
        head = data[at : at + 7]
        version = head[5] >> 3
        if version > _NEW_SYNTAX:  # type and number of the stream, rate, blocks, mode
            return 1 << 20 | head[2] >> 3 << 8 | head[4] >> 4 << 4 | head[4] >> 1 & 7
        return head[4] >> 6 << 8 | head[6] >> 5

    def rate_hz(self, data: bytes, at: int) -> int:
        head = data[at : at + 7]
        code, version = head[4] >> 6, head[5] >> 3
        if version > _NEW_SYNTAX and code == 3:
            return _RATES_HZ[min(2, head[4] >> 4 & 3)] // 2
        return _RATES_HZ[min(2, code)] >> max(0, version - 8 if version <= _NEW_SYNTAX else 0)

    def channels(self, data: bytes, at: int) -> int:
        head = data[at : at + 7]
        if head[5] >> 3 > _NEW_SYNTAX:
            return _CHANNELS[head[4] >> 1 & 7] + (head[4] & 1)
        mode = head[6] >> 5
        mixes = (mode & 1 and mode != 1) + bool(mode & 4) + (mode == 2)
        bits = int.from_bytes(data[at + 6 : at + 8], "big") << 3 & 0xFFFF
        return _CHANNELS[mode] + (bits >> 15 - 2 * mixes & 1)

    def n_samples(self, data: bytes, at: int) -> int:
        head = data[at : at + 7]
        if head[5] >> 3 <= _NEW_SYNTAX or head[4] >> 6 == 3:
            return _BLOCK * _BLOCKS
        return _BLOCK * (1, 2, 3, _BLOCKS)[head[4] >> 4 & 3]


AC3 = _Ac3("eac3", re.compile(rb"\x0b\x77"), name="AC-3")
