"""Computes comparable voices from short windows of speech.

Two networks ship in ``resources/speakers``; both hear a stretch of speech once, whatever the number
of its windows. ``voice_encoder.onnx``, CAM++, pools its frames over each window into an embedding.
``voice_timbre.onnx``, the first layer of Whisper's encoder, gives for every 20 ms a timbre that
distinguishes people, and the log-odds of overlapping speech (``training/speakers``). A window's
voice combines both networks. Settings chosen on validation conversations are in the encoder's
metadata, not in this code.
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
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

VOICE_RATE_HZ = 16_000
FRAME_SAMPLES = 320
"""Samples at ``VOICE_RATE_HZ`` for each frame of both networks."""
Voices = NDArray[np.float32]
"""[windows, d], each of length 1: the product of two is their cosine similarity."""


@dataclass(frozen=True)
class DiarizationSettings:
    """Settings of an encoder, chosen on validation conversations.

    Args:
        window_s, hop_s: length of a window inside speech, and time from one start to the next.
        gain_of_speaker: increase in the mean similarity of windows to their speaker's voice that
            justifies one more speaker, if the number of speakers is not given.
        min_speech_s: a voice with less speech than this is then not a separate speaker.
        timbre_weight: weight of the timbre in a voice, relative to 1 for the encoder's embedding.
        voiceprint_timbre_weight: the same in a speaker's voice, which is compared with those of
            other recordings: the embedding hears the room and the telephone more than the timbre.
        sharpness: weight of a difference in similarity of 1 against a change of speaker.
        change_cost: cost of a change of speaker inside speech.
        overlap_above: log-odds from which speech counts as overlapping.
        same_person_above: similarity from which speakers of two recordings count as one person.
    """

    window_s: float = 1.0
    hop_s: float = 0.2
    gain_of_speaker: float = 0.025
    min_speech_s: float = 2.0
    timbre_weight: float = 1.0
    voiceprint_timbre_weight: float = 2.0
    sharpness: float = 20.0
    change_cost: float = 3.0
    overlap_above: float = 2.0
    same_person_above: float = 0.5


@dataclass(frozen=True)
class Timbre:
    """The timbre of a stretch of speech, in frames of ``FRAME_SAMPLES``.

    Args:
        rows: [frames, d]; the angle between mean rows distinguishes voices. d may be 0.
        overlap: [frames], log-odds of overlapping speech.
    """

    rows: NDArray[np.float32]
    overlap: NDArray[np.float32]


class VoiceEmbedder(Protocol):
    """Computes voices of windows of a stretch of speech, and its timbre."""

    settings: DiarizationSettings

    def voices(
        self, speech: NDArray[np.float32], firsts: NDArray[np.int64], stops: NDArray[np.int64]
    ) -> Voices:
        """Compute the voices of windows.

        Args:
            speech: a stretch of speech [samples] at ``VOICE_RATE_HZ``.
            firsts: [windows], the first frame of each window.
            stops: [windows], the frame after the last one of each.
        """
        ...

    def timbre(self, speech: NDArray[np.float32]) -> Timbre:
        """Compute the timbre of a stretch of speech [samples] at ``VOICE_RATE_HZ``."""
        ...


class OnnxEmbedder:
    """Both networks as ONNX files; any number of threads may call them at once.

    Args:
        path: an ONNX graph from ``waveform``, ``first`` and ``stop`` to ``voice``, with settings
            in its metadata.
        timbre_path: an ONNX graph from ``waveform`` to ``timbre``.
        threads: threads inside one call.

    Raises:
        ModelError: a file cannot be used.
    """

    def __init__(self, path: Path, timbre_path: Path, threads: int = 1) -> None:
        try:
            self._session = shared_session(path, threads, any_length=True)
            self._timbre = shared_session(timbre_path, threads, any_length=True)
            stored = self._session.get_modelmeta().custom_metadata_map["settings"]
            self.settings = DiarizationSettings(**json.loads(stored))
        except Exception as error:  # noqa: BLE001 - onnxruntime's errors have no common base
            raise ModelError(
                Message("speakers.unusable_encoder", reason=reason_of(error))
            ) from None

    def voices(
        self, speech: NDArray[np.float32], firsts: NDArray[np.int64], stops: NDArray[np.int64]
    ) -> Voices:
        """Compute the voices of windows of a stretch of speech, see :class:`VoiceEmbedder`."""
        given = {"waveform": _whole_frames(speech), "first": firsts, "stop": stops}
        voices: Voices = self._session.run(["voice"], given)[0]
        return voices

    def timbre(self, speech: NDArray[np.float32]) -> Timbre:
        """Compute the timbre of a stretch of speech [samples]."""
        given = {"waveform": _whole_frames(speech)}
        rows, overlap = self._timbre.run(["timbre", "overlap"], given)
        return Timbre(rows[0], overlap[0])


def _whole_frames(speech: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a stretch as a batch of one, with silence up to a whole frame behind it."""
    return np.pad(speech, (0, -len(speech) % FRAME_SAMPLES))[None]


@cache
def default_embedder() -> OnnxEmbedder:
    """Return the bundled networks."""
    encoder, timbre = (resource("speakers", f"voice_{part}.onnx") for part in ("encoder", "timbre"))
    return OnnxEmbedder(encoder, timbre)
