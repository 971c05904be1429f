"""Blocks and damage of a part of a recording, with times from the start of the part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import AudioStream


def damage_within(
    times_s: Sequence[tuple[float, float]], span_s: tuple[float, float] | None
) -> tuple[tuple[float, float], ...]:
    """Return the parts of some times that lie in a span, counted from its start."""
    if span_s is None:
        return tuple(times_s)
    first_s, end_s = span_s
    cut = ((max(start, first_s), min(stop, end_s)) for start, stop in times_s)
    return tuple((start - first_s, stop - first_s) for start, stop in cut if start < stop)


def blocks_within(
    stream: AudioStream, span_s: tuple[float, float] | None
) -> Iterator[NDArray[np.float32]]:
    """Return the blocks between two times, at least one; None returns all blocks."""
    if span_s is None:
        yield from stream.blocks()
        return
    first, end = (round(time_s * stream.sample_rate_hz) for time_s in span_s)
    position = 0
    for block in stream.blocks():
        if position >= end:
            return
        if position == 0 or first < position + len(block):
            yield block[max(0, first - position) : end - position]
        position += len(block)


def shortened(
    blocks: Iterator[NDArray[np.float32]], n_frames: int
) -> Iterator[NDArray[np.float32]]:
    """Split blocks that are longer than the model's block length; keep an empty one."""
    for block in blocks:
        yield block[:n_frames]
        for first in range(n_frames, len(block), n_frames):
            yield block[first : first + n_frames]
