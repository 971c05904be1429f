"""The checksum of a WavPack block, which is computed from its decoded samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HEADER_BYTES = 32
_BYTES, _MONO, _HYBRID, _FLOAT, _FALSE_STEREO = 3, 4, 8, 0x80, 1 << 30
_SHIFT_AT, _SHIFT_BITS = 13, 31
_MAX_BYTES = 3
"""Larger samples are not exact in float32."""


def is_right(packet: bytes, sound: NDArray[np.float32]) -> bool:
    """Return whether decoded samples have the checksum of their blocks.

    Args:
        packet: the blocks of all channels for the same samples.
        sound: float32 [frames, channels], full scale is 1.

    Returns:
        True also for lossy and floating-point blocks, which are not checked.
    """
    at, channel = 0, 0
    while at + _HEADER_BYTES <= len(packet):
        flags = int.from_bytes(packet[at + 24 : at + 28], "little")
        stated = int.from_bytes(packet[at + 28 : at + 32], "little")
        n_bytes = (flags & _BYTES) + 1
        n_coded = 1 if flags & (_MONO | _FALSE_STEREO) else 2
        if flags & (_HYBRID | _FLOAT) or n_bytes > _MAX_BYTES:
            return True
        samples = sound[:, channel : channel + n_coded].astype(np.float64)
        whole = np.rint(samples * 2.0 ** (8 * n_bytes - 1)).astype(np.int64)
        if checksum(whole >> (flags >> _SHIFT_AT & _SHIFT_BITS)) != stated:
            return False
        channel += 1 if flags & _MONO else 2
        at += 8 + int.from_bytes(packet[at + 4 : at + 8], "little")
    return True


def checksum(samples: NDArray[np.int64]) -> int:
    """Compute the checksum: three times the previous value plus the sample, in 32 bits.

    Args:
        samples: int64 [frames, channels].
    """
    values = samples.reshape(-1).astype(np.uint32)
    powers = np.cumprod(np.full(len(values), 3, np.uint32), dtype=np.uint32)
    weights = np.concatenate((np.ones(1, np.uint32), powers[:-1]))[::-1]
    total = int((values * weights).sum(dtype=np.uint64))
    return (0xFFFFFFFF * int(powers[-1]) + total) & 0xFFFFFFFF if len(values) else 0xFFFFFFFF
