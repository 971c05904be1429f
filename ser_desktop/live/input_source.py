"""Standard input, or any other pipe, as a source of live sound."""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.decoding.pieces import finite
from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.audio.mixing import LiveMix
from ser_desktop.live.input_format import InputFormat, read_wav_header
from ser_desktop.texts.messages import Message

BLOCK_S = 0.02
LOOK_EVERY_S = 0.05
"""Interval, in seconds, of empty blocks while no input arrives."""


class InputSource:
    """Reads raw samples or a WAV stream.

    A writer that is faster than the model has to wait; no sound is skipped.

    Args:
        descriptor: descriptor of the pipe; it stays open.
        format: format of raw samples; None reads a WAV header first.
        stopped: called while waiting for the header; returning True gives up.

    Raises:
        AudioFileError: the input is empty or no WAV.
    """

    def __init__(
        self,
        descriptor: int,
        format: InputFormat | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.name = "-"
        self._descriptor = descriptor
        self._format = format or read_wav_header(lambda n: self._exactly(n, stopped))
        self.sample_rate_hz = self._format.sample_rate_hz
        self._faults = NO_FAULTS

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield arrived samples; incomplete frames are buffered."""
        format, mix = self._format, LiveMix(self.sample_rate_hz)
        frame = format.frame_bytes
        most = max(1, round(BLOCK_S * format.sample_rate_hz)) * frame
        n_left, rest = format.n_bytes, b""
        while n_left is None or n_left > 0:
            if not self._is_ready():
                yield np.zeros(0, np.float32)
                continue
            data = os.read(self._descriptor, most if n_left is None else min(most, n_left))
            if not data:
                return
            n_left = None if n_left is None else n_left - len(data)
            data = rest + data
            whole = len(data) - len(data) % frame
            rest = data[whole:]
            if whole:
                frames, is_repaired = finite(format.decode(data[:whole]))
                mono = mix.mono(frames)
                self._faults = SoundFaults(is_repaired, mix.taken)
                yield mono

    def faults(self) -> SoundFaults:
        """Return what was mended in the last block."""
        return self._faults

    def problem(self) -> Message | None:
        """Return None, since the writer decides when the input ends."""
        return None

    def close(self) -> None:
        """Do nothing; the descriptor belongs to the process."""

    def _exactly(self, n_bytes: int, stopped: Callable[[], bool]) -> bytes:
        data = b""
        while len(data) < n_bytes and not stopped():
            if self._is_ready():
                more = os.read(self._descriptor, n_bytes - len(data))
                if not more:
                    break
                data += more
        return data

    def _is_ready(self) -> bool:
        """Wait a moment for bytes. On Windows reading blocks, since it cannot wait for a pipe."""
        if os.name == "nt":
            return True
        return bool(select.select([self._descriptor], [], [], LOOK_EVERY_S)[0])
