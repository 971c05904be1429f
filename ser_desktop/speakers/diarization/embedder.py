"""What turns short windows of speech into voices that can be compared.

The encoder that ships is ``resources/speakers/voice_encoder.onnx``: Resemblyzer's, tuned to hear
who speaks whatever the mood (``training/speakers``). What was chosen with it on validation
conversations stands in its metadata and not in this code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.onnx_session import shared_session
from ser_desktop.errors import ModelError
from ser_desktop.paths import resource
from ser_desktop.texts.messages import Message

VOICE_RATE_HZ = 16_000
Voices = NDArray[np.float32]
"""[windows, d], each of length 1: the product of two is their cosine similarity."""


@dataclass(frozen=True)
class DiarizationSettings:
    """What was chosen with an encoder, on conversations of people nobody is judged by.

    Args:
        window_s, hop_s: length of a window inside speech, and from one start to the next.
        gain_of_speaker: how much nearer one more speaker has to bring the windows to their
            speaker's mean voice, where the number of speakers is not given.
        min_speech_s: a voice with less speech than this is no speaker of its own then.
        sharpness: what a difference in similarity of 1 weighs against a change of speaker.
        change_cost: what a change of speaker inside speech costs.
        overlap_s: how long both speak, at most, where one falls into the other's speech; 0 marks
            nothing.
        overlap_margin: how close the second voice has to come for that.
        same_person_above: similarity of two speakers of two recordings from which they are taken
            for one person.
    """

    window_s: float = 1.6
    hop_s: float = 0.4
    gain_of_speaker: float = 0.025
    min_speech_s: float = 2.0
    sharpness: float = 20.0
    change_cost: float = 5.0
    overlap_s: float = 0.0
    overlap_margin: float = 0.2
    same_person_above: float = 0.5


class VoiceEmbedder(Protocol):
    """Answers windows of speech with voices."""

    settings: DiarizationSettings

    def __call__(self, windows: NDArray[np.float32]) -> Voices:
        """Return voices [windows, d] of windows [windows, samples] at ``VOICE_RATE_HZ``."""
        ...


class OnnxEmbedder:
    """The encoder in a file; any number of threads may call it at once.

    Args:
        path: an ONNX graph from ``waveform`` to ``voice``, with settings in its metadata.
        threads: threads inside one call.

    Raises:
        ModelError: the file cannot be used.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        try:
            self._session = shared_session(path, threads)
            stored = self._session.get_modelmeta().custom_metadata_map["settings"]
            self.settings = DiarizationSettings(**json.loads(stored))
        except Exception as error:  # noqa: BLE001 - onnxruntime's errors have no common base
            raise ModelError(Message("speakers.unusable_encoder", reason=error)) from None

    def __call__(self, windows: NDArray[np.float32]) -> Voices:
        """Return the voices [windows, d] of windows [windows, samples]."""
        voices: Voices = self._session.run(["voice"], {"waveform": windows})[0]
        return voices


@cache
def default_embedder() -> OnnxEmbedder:
    """Return the encoder that ships."""
    return OnnxEmbedder(resource("speakers", "voice_encoder.onnx"))
