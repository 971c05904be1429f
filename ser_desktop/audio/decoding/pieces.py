"""The output of decoders: sound and losses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_SAMPLE = 1e6
"""Larger samples are replaced by 0; full scale is 1."""
BLOCK_S = 10.0


@dataclass(frozen=True)
class Lost:
    """A number of frames that could not be decoded."""

    n_frames: int


Piece = NDArray[np.float32] | Lost
"""Decoded frames [frames, channels], or a loss."""


def finite(block: NDArray[np.float32]) -> tuple[NDArray[np.float32], bool]:
    """Replace NaN, infinity and samples above ``MAX_SAMPLE`` by 0.

    Args:
        block: float32 [frames, channels].

    Returns:
        the block, and whether a sample was replaced.
    """
    with np.errstate(invalid="ignore"):
        # Two passes without a temporary array; both comparisons are false for NaN.
        if block.size == 0 or (block.max() < MAX_SAMPLE and block.min() > -MAX_SAMPLE):
            return block, False
        sound = np.abs(block) < MAX_SAMPLE
    return np.where(sound, block, np.float32(0)), True


def silence(n_frames: int, channels: int, sample_rate_hz: int) -> Iterator[NDArray[np.float32]]:
    """Yield zeros, a second at a time.

    Args:
        n_frames: number of frames.
        channels: channels of each block.
        sample_rate_hz: frames per second.

    Returns:
        blocks float32 [frames, channels].
    """
    second = np.zeros((sample_rate_hz, channels), dtype=np.float32)
    for at in range(0, n_frames, len(second)):
        yield second[: n_frames - at]


def with_channels(block: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Change the number of channels: each new channel is the mean of all.

    Args:
        block: float32 [frames, channels].
        channels: new number; an equal number returns the block unchanged.
    """
    if block.shape[1] == channels:
        return block
    return np.repeat(block.mean(axis=1, keepdims=True), channels, axis=1)


def trimmed(pieces: Iterable[Piece], skip: int, n_frames: int) -> Iterator[Piece]:
    """Trim pieces at both ends.

    Args:
        pieces: sound and losses.
        skip: frames to skip at the start.
        n_frames: frames to keep.

    Returns:
        the trimmed pieces.
    """
    at, end = -skip, n_frames
    for piece in pieces:
        n_piece = piece.n_frames if isinstance(piece, Lost) else len(piece)
        first, last = max(0, -at), min(n_piece, end - at)
        at += n_piece
        if last > first:
            yield Lost(last - first) if isinstance(piece, Lost) else piece[first:last]
        if at >= end:
            return
