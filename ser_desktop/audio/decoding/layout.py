"""What a walk through a file found where its header does not tell the truth, or not all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ser_desktop.audio.decoding.pieces import Piece
from ser_desktop.audio.decoding.source import Source
from ser_desktop.audio.decoding.view import Stretch


@dataclass(frozen=True)
class View:
    """A stretch of the file that is a whole file of its own, under a header that is true."""

    stretches: Sequence[Stretch] | None
    """None is the file as it is."""


@dataclass(frozen=True)
class Frames:
    """Frames of a codec that are handed to its decoder one by one."""

    sample_rate_hz: int
    channels: int
    n_frames: int
    """Samples per channel that its content holds."""
    pieces: Callable[[], Iterator[Piece]]


Part = View | Frames


@dataclass(frozen=True)
class Layout:
    """The parts of a file, heard one after the other."""

    parts: Sequence[Part]
    truncated: bool = False
    """The file ends before its header says."""
    format_name: str | None = None
    """None: the decoder of the first part knows it."""
    gaps_are_losses: bool = False
    """Parts of the file are left out: a gap in its time stamps is damage, not a pause."""
    resume: Callable[[int], Iterator[Piece]] | None = None
    """Gives the sound from a sample on, for the case that libsndfile stumbles over damage in the
    file as it is, or ends too early."""


AS_IT_IS = Layout((View(None),))
"""Its header tells the truth, so far as a walk through the file can see."""

Examine = Callable[[Source], Layout | None]
"""Looks through a file; None where it is of another container."""
