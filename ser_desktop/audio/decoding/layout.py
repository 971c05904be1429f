"""The layout of a file: its parts, as a walk through the file found them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ser_desktop.audio.decoding.pieces import Piece
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch


@dataclass(frozen=True)
class View:
    """A part that is read as a file of its own, with a correct header."""

    stretches: Sequence[Stretch] | None
    """None reads the file unchanged."""


@dataclass(frozen=True)
class Frames:
    """A part whose frames are decoded one by one."""

    sample_rate_hz: int
    channels: int
    n_frames: int
    """Samples per channel."""
    pieces: Callable[[], Iterator[Piece]]


Part = View | Frames


@dataclass(frozen=True)
class Layout:
    """The parts of a file, decoded one after the other."""

    parts: Sequence[Part]
    truncated: bool = False
    """The file ends before its stated end."""
    format_name: str | None = None
    """None takes the name from the decoder of the first part."""
    gaps_are_losses: bool = False
    """The view leaves out parts of the file: gaps in time stamps are damage, not pauses."""
    resume: Callable[[int], Iterator[Piece]] | None = None
    """Decodes the sound from a sample on, if libsndfile fails or ends too early."""


AS_IT_IS = Layout((View(None),))
"""A file with a correct header."""

Examine = Callable[[Source], Layout | None]
"""Walks through a file; returns None for another container."""
