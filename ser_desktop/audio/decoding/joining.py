"""Converts joined parts of a file to the rate and channels of the first part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from ser_desktop.audio.decoding.pieces import Lost, Piece, with_channels


def adapted(pieces: Iterable[Piece], from_hz: int, to_hz: int, channels: int) -> Iterator[Piece]:
    """Convert the pieces of a part to another rate and number of channels.

    Args:
        pieces: pieces of the part.
        from_hz: rate of the part.
        to_hz: new rate.
        channels: new number of channels.
    """
    if from_hz == to_hz:
        for piece in pieces:
            yield piece if isinstance(piece, Lost) else with_channels(piece, channels)
        return
    resampler = soxr.ResampleStream(from_hz, to_hz, channels, dtype="float32")
    nothing = np.zeros((0, channels), np.float32)
    for piece in pieces:
        if isinstance(piece, Lost):
            yield resampler.resample_chunk(nothing, last=True)
            resampler = soxr.ResampleStream(from_hz, to_hz, channels, dtype="float32")
            yield Lost(round(piece.n_frames * to_hz / from_hz))
        else:
            block = np.ascontiguousarray(with_channels(piece, channels))
            yield resampler.resample_chunk(block)
    yield resampler.resample_chunk(nothing, last=True)
