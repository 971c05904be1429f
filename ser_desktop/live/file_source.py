"""A sound file as a source of live sound, in real time or as fast as possible."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decode import open_audio
from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.audio.mixing import Mix
from ser_desktop.texts.messages import Message

BLOCK_S = 0.02
"""Length of a block in seconds, as from a sound card."""


class FileSource:
    """Reads a file as live sound.

    Args:
        path: any sound file.
        is_fast: do not wait for the clock.
        clock, wait: functions that return the time in seconds, and wait for some seconds.

    Raises:
        AudioFileError: the file cannot be read.
    """

    def __init__(
        self,
        path: Path,
        is_fast: bool = False,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = path.name
        self._is_fast, self._clock, self._wait = is_fast, clock, wait
        self._stream = open_audio(path)
        self.sample_rate_hz = self._stream.sample_rate_hz
        self._faults = NO_FAULTS

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield blocks of 20 ms; late blocks are yielded at once, as from a sound card."""
        mix, started, n_given = Mix(), self._clock(), 0
        step = max(1, round(BLOCK_S * self.sample_rate_hz))
        for decoded in self._stream.blocks():
            mono = mix.heard(decoded).mean(axis=1, dtype=np.float32)
            self._faults = SoundFaults(self._stream.repaired, mix.taken)
            self._stream.repaired = False  # it is of each block here, not of the whole file
            position = 0
            while position < len(mono):
                end = min(position + step, len(mono))
                if not self._is_fast:
                    elapsed_s = self._clock() - started
                    self._wait(max(0.0, (n_given + step) / self.sample_rate_hz - elapsed_s))
                    n_due = int((self._clock() - started) * self.sample_rate_hz) - n_given
                    end = min(max(end, position + n_due), len(mono))
                n_given += end - position
                yield mono[position:end]
                position = end

    def faults(self) -> SoundFaults:
        """Return what was mended in the ten seconds of the last block."""
        return self._faults

    def problem(self) -> Message | None:
        """Return a message if the file ends early; else None."""
        return Message("warning.truncated") if self._stream.truncated else None

    def close(self) -> None:
        """Do nothing; the decoder closes the file itself."""
