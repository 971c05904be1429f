"""The sound of one track during an analysis: resampled, gated, and buffered block by block."""

from __future__ import annotations

from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.band import BandMeasure
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.emotion.gate import FRAME_S, GATE_RATE_HZ, SpeechGate, speech_share
from ser_desktop.emotion.results import Span
from ser_desktop.emotion.segment_edges import speech_spans


class TrackSound:
    """Holds the samples that windows still need, and the marks of the speech gate.

    Args:
        source_rate_hz: rate of the blocks.
        rate_hz: rate of the samples for the model.
        channel: the channel to use, from 0; None is the mean of all.
        helpers: runs the gate while the samples are buffered.
    """

    def __init__(
        self, source_rate_hz: int, rate_hz: int, channel: int | None, helpers: Executor
    ) -> None:
        self.rate_hz = rate_hz
        self.buffer = np.zeros(0, dtype=np.float32)
        """The last samples of the track."""
        self.speech = np.zeros(0, dtype=np.bool_)
        """Whether each frame of the gate is speech."""
        self.n_samples = 0
        """Samples pushed so far."""
        self._helpers = helpers
        self._to_model = MonoResampler(source_rate_hz, rate_hz, channel)
        self._to_gate = MonoResampler(source_rate_hz, GATE_RATE_HZ, channel)
        self._gate = SpeechGate()
        self._band = BandMeasure()

    @property
    def duration_s(self) -> float:
        """Length of the sound pushed so far, in seconds."""
        return self.n_samples / self.rate_hz

    @property
    def high_band_db(self) -> float | None:
        """Level above 5 kHz relative to that of the voice (:mod:`ser_desktop.audio.band`)."""
        return self._band.high_band_db

    @property
    def buffer_start(self) -> int:
        """Position of the buffer's first sample in the track."""
        return self.n_samples - len(self.buffer)

    def push(self, block: NDArray[np.float32], last: bool) -> None:
        """Add the next block [frames, channels] at the source's rate."""
        samples = self._to_model.push(block, last)
        same_rate = self.rate_hz == GATE_RATE_HZ
        for_gate = samples if same_rate else self._to_gate.push(block, last)
        gated = self._helpers.submit(self._gate.push, for_gate, last)
        self.n_samples += len(samples)
        self.buffer = np.concatenate([self.buffer, samples])
        speech = gated.result()
        self._band.push(for_gate, speech)
        self.speech = np.concatenate([self.speech, speech])

    def drop_before(self, position: int) -> None:
        """Drop the samples before a position in the track."""
        self.buffer = self.buffer[max(0, position - self.buffer_start) :]

    def share(self, start_s: float, end_s: float) -> float:
        """Return the share of speech, 0..1, between two times."""
        return speech_share(self.speech, start_s, end_s)

    def spans(self) -> tuple[Span, ...]:
        """Return start and end of each stretch of speech, in seconds."""
        return speech_spans(self.speech, FRAME_S, self.duration_s)
