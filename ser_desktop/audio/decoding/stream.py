"""An opened sound file: its properties, and its sound in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decoding.pieces import BLOCK_S, Lost, Piece, finite, silence
from ser_desktop.audio.decoding.view import Stretch
from ser_desktop.errors import AudioFileError
from ser_desktop.texts.messages import Message

MIN_RATE_HZ = 1_000
MAX_RATE_HZ = 768_000
_ONE_DAMAGE_S = 0.1
"""Damaged parts with less sound between them, in seconds, are merged."""


def check_rate(path: Path, rate_hz: int) -> None:
    """Refuse a sample rate outside 1 kHz to 768 kHz.

    Args:
        path: the file, for the message.
        rate_hz: the stated rate.

    Raises:
        AudioFileError: the rate is outside.
    """
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        raise AudioFileError(
            "unreadable",
            Message("audio.rate", file=path.name, rate_hz=rate_hz),
        )


@dataclass
class AudioStream:
    """An opened sound file.

    ``truncated``, ``repaired`` and ``damaged`` are valid after all blocks are read.
    """

    path: Path
    sample_rate_hz: int
    channels: int
    duration_s: float | None
    """Length by its content or its header; None if unknown."""
    format_name: str
    truncated: bool = False
    """Whether the file ends before its stated end."""
    repaired: bool = False
    damaged: list[tuple[float, float]] = field(default_factory=list)
    """(start, end) in seconds of damaged parts, which are silence."""
    in_place: bool = False
    """Whether the file allows random access without decoding from the start."""
    stretches: Sequence[Stretch] | None = None
    """The view of the file for random access; None is the file itself."""
    tracks: int = 1
    """Number of sound tracks; the first one is decoded."""
    divided_by: float = 1.0
    """What float samples with the range of integers are divided by; else 1."""
    pieces: Iterator[Piece] = field(default_factory=lambda: iter(()), repr=False)
    """Sound and losses from the decoder."""

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield finite float32 arrays [frames, channels] of about ten seconds.

        Raises:
            AudioFileError: the file vanished while it was read, or nothing in it can be decoded.
        """
        least = int(BLOCK_S * self.sample_rate_hz)
        waiting: list[NDArray[np.float32]] = []
        n_waiting = n_before = n_sound = 0
        for piece in self.pieces:
            if isinstance(piece, Lost):
                self._note_damage(n_before + n_waiting, piece.n_frames)
                parts = silence(piece.n_frames, self.channels, self.sample_rate_hz)
            else:
                n_sound += len(piece)
                parts = iter((piece,))
            for part in parts:
                waiting.append(part)
                n_waiting += len(part)
                if n_waiting >= least:
                    yield self._finished(waiting)
                    n_before, n_waiting, waiting = n_before + n_waiting, 0, []
        if n_sound == 0 and (self.damaged or self.truncated):
            raise AudioFileError("unreadable", Message("audio.damaged", file=self.path.name))
        if n_sound == 0:
            raise AudioFileError("empty", Message("audio.no_sound", file=self.path.name))
        if n_waiting:
            yield self._finished(waiting)

    def _finished(self, waiting: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        block, repaired = finite(waiting[0] if len(waiting) == 1 else np.concatenate(waiting))
        self.repaired |= repaired
        return block

    def _note_damage(self, at: int, n_frames: int) -> None:
        start_s, end_s = at / self.sample_rate_hz, (at + n_frames) / self.sample_rate_hz
        if self.damaged and start_s - self.damaged[-1][1] < _ONE_DAMAGE_S:
            start_s = self.damaged.pop()[0]
        self.damaged.append((start_s, end_s))
