"""The speech gate: which frames of a recording are speech.

It runs Silero VAD's sequence model (``resources/gate``), which takes many frames in a call and
releases the interpreter lock. The network hears each frame twice: as recorded, and at one level
with lowered pitch; either can hear speech. Reasons: ``docs/decisions/0003-speech-gate.md`` and
``0044-what-the-gate-hears.md``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.gate_level import LevelFollower
from ser_desktop.emotion.onnx_session import shared_session
from ser_desktop.paths import resource

if TYPE_CHECKING:
    import onnxruntime

GATE_VERSION = 2
"""Part of the key of stored results: another version marks other frames as speech."""
GATE_RATE_HZ = 16_000
GRAPH = "silero_vad_16k_matrices.onnx"
"""Written by ``training/speech_gate.py``."""
FRAME_SAMPLES = 512
FRAME_S = FRAME_SAMPLES / GATE_RATE_HZ
SPEECH_ABOVE = 0.5
"""Speech probability from which a frame counts as speech; Silero's own default."""
_CONTEXT_SAMPLES = 64
"""The end of the previous frame, which the model needs in front of each frame."""
FRAMES_A_CALL = 64
_STATE_SHAPE = (1, 2, 128)
"""Of one layer, for both hearings."""


@cache
def _session() -> onnxruntime.InferenceSession:
    return shared_session(resource("gate", GRAPH))


class SpeechGate:
    """Marks frames of 32 ms of one recording as speech or not, block after block.

    Args:
        speech_above: speech probability from which a frame counts as speech.
    """

    def __init__(self, speech_above: float = SPEECH_ABOVE) -> None:
        self._above = speech_above
        self._rest = np.zeros(0, dtype=np.float32)
        self._context = np.zeros((1, _CONTEXT_SAMPLES), dtype=np.float32)
        self._level = LevelFollower(FRAME_S)
        self._hidden = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._cell = np.zeros(_STATE_SHAPE, dtype=np.float32)

    def push(self, samples: NDArray[np.float32], last: bool = False) -> NDArray[np.bool_]:
        """Return speech or not for each frame completed by these samples [samples] at 16 kHz.

        With ``last`` an incomplete frame is padded with silence.
        """
        samples = np.concatenate([self._rest, samples])
        if last and len(samples) % FRAME_SAMPLES:
            missing = FRAME_SAMPLES - len(samples) % FRAME_SAMPLES
            samples = np.concatenate([samples, np.zeros(missing, dtype=np.float32)])
        n_frames = len(samples) // FRAME_SAMPLES
        self._rest = samples[n_frames * FRAME_SAMPLES :]
        clipped = np.clip(samples[: n_frames * FRAME_SAMPLES], -1.0, 1.0)
        frames = clipped.reshape(n_frames, FRAME_SAMPLES)
        speech = [
            self._call(frames[first : first + FRAMES_A_CALL]) > self._above
            for first in range(0, n_frames, FRAMES_A_CALL)
        ]
        return np.concatenate([np.zeros(0, dtype=np.bool_), *speech])

    def _call(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the speech probability [frames] of consecutive frames [frames, samples]."""
        ends = np.concatenate([self._context, frames[:, -_CONTEXT_SAMPLES:]])
        self._context = ends[-1:]
        heard = np.concatenate([ends[:-1], frames], axis=1)
        feeds = {
            "input": heard,
            "gain": self._level.gains(heard),
            "h": self._hidden,
            "c": self._cell,
        }
        outputs = ["speech_probs", "hn", "cn"]
        probability: NDArray[np.float32]
        probability, self._hidden, self._cell = _session().run(outputs, feeds)
        return probability


def speech_share(speech: NDArray[np.bool_], start_s: float, end_s: float) -> float:
    """Return the share of speech, 0..1, among frames with their middle in [start_s, end_s)."""
    first = max(0, int(np.ceil(start_s / FRAME_S - 0.5)))
    stop = max(first, int(np.ceil(end_s / FRAME_S - 0.5)))
    part = speech[first:stop]
    return float(part.mean()) if len(part) else 0.0
