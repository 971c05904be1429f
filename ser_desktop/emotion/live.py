"""Live analysis: classifies the latest window at every hop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.audio.resample import MonoResampler
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.gate import FRAME_S, GATE_RATE_HZ, SpeechGate, speech_share
from ser_desktop.emotion.keeping_up import KeepingUp, can_replace, load_fast_model
from ser_desktop.emotion.results import MIN_SPEECH_SHARE, Window
from ser_desktop.emotion.sound_doubt import UNMEASURED, HeardSound
from ser_desktop.emotion.sound_watch import SoundWatch
from ser_desktop.texts.messages import Message

HOP_S = 0.5
MAX_WINDOWS_PER_PUSH = 2
"""Only this number of windows of one push is classified, the latest ones. A slow model would
otherwise fall further behind with every push."""


@dataclass(frozen=True, slots=True)
class LiveWindow(Window):
    """A window of live sound, and what was measured of the sound."""

    sound: HeardSound = UNMEASURED


class LiveAnalysis:
    """Takes samples as they come and gives a :class:`LiveWindow` every ``hop_s`` seconds.

    A window ends with the latest sample; the first windows are padded with silence in front.
    Windows at the same place give the same answers as :func:`ser_desktop.emotion.analysis.analyze`.
    ``offset_s`` is added to their times. Not thread-safe.
    """

    def __init__(
        self,
        model: EmotionClassifier,
        sample_rate_hz: int,
        hop_s: float = HOP_S,
        offset_s: float = 0.0,
    ) -> None:
        self._offset_s, self._source_rate_hz = offset_s, sample_rate_hz
        self._model = model
        self._rate_hz = model.info.sample_rate_hz
        self._to_model = MonoResampler(sample_rate_hz, self._rate_hz)
        self._to_gate = MonoResampler(sample_rate_hz, GATE_RATE_HZ)
        self._gate = SpeechGate()
        self._watch = SoundWatch(sample_rate_hz, model.info.window_s)
        self._hop = round(hop_s * self._rate_hz)
        self._recent = np.zeros(model.info.window_samples, dtype=np.float32)
        self._speech = np.zeros(0, dtype=np.bool_)
        self._first_frame = 0
        self._n_samples = 0
        self._next_end = self._hop
        self._keeping_up, self._has_given_way = KeepingUp(hop_s), False

    @property
    def model(self) -> EmotionClassifier:
        """The model in use."""
        return self._model

    def give_way(
        self,
        fast_model: Callable[[EmotionClassifier], EmotionClassifier | None] = load_fast_model,
    ) -> Message | None:
        """Switch to the fast model if this one has been too slow for some seconds.

        Args:
            fast_model: loads a replacement for a slow model; returns None if there is none.

        Returns:
            a message for the user, once; None while the model is fast enough.
        """
        if self._has_given_way or not self._keeping_up.falls_behind:
            return None
        self._has_given_way = True
        slow, fast = self._model, fast_model(self._model)
        if fast is None:
            return Message("live.too_slow", model=slow.info.name)
        self.use_model(fast)
        return Message("live.changed_model", model=slow.info.name, fast=fast.info.name)

    def use_model(self, model: EmotionClassifier) -> None:
        """Use another model from the next window on; the buffered sound stays.

        Raises:
            ValueError: its windows or labels differ.
        """
        if not can_replace(self._model, model):
            raise ValueError(f"{model.info.name} does not fit in for {self._model.info.name}")
        self._model = model
        self._keeping_up = KeepingUp(self._hop / self._rate_hz)

    def completes_a_window(self, n_samples: int) -> bool:
        """Whether this many more samples complete a window."""
        heard_s = self._n_samples / self._rate_hz + n_samples / self._source_rate_hz
        return heard_s >= self._next_end / self._rate_hz

    def push(
        self, samples: NDArray[np.float32], faults: SoundFaults = NO_FAULTS
    ) -> list[LiveWindow]:
        """Return the windows completed by samples, at most ``MAX_WINDOWS_PER_PUSH``.

        Args:
            samples: float32 [samples] at the source's rate.
            faults: what was mended in them.
        """
        block = samples[:, None]
        self._watch.push(samples, faults)
        samples_in = self._to_model.push(block)
        same_rate = self._rate_hz == GATE_RATE_HZ
        for_gate = samples_in if same_rate else self._to_gate.push(block)
        gated = self._gate.push(for_gate)
        self._watch.push_speech(for_gate, gated)
        self._speech = np.concatenate([self._speech, gated])
        windows = []
        n_completed = (self._n_samples + len(samples_in) - self._next_end) // self._hop + 1
        while len(samples_in):
            step = samples_in[: self._next_end - self._n_samples]
            samples_in = samples_in[len(step) :]
            self._recent = np.concatenate([self._recent, step])[-self._model.info.window_samples :]
            self._n_samples += len(step)
            if self._n_samples == self._next_end:
                if n_completed <= MAX_WINDOWS_PER_PUSH:
                    windows.append(self._window())
                n_completed -= 1
                self._next_end += self._hop
        # Frames before the next window are not needed any more.
        next_start_s = self._next_end / self._rate_hz - self._model.info.window_s
        n_past = min(len(self._speech), max(0, int(next_start_s / FRAME_S) - self._first_frame))
        self._speech, self._first_frame = self._speech[n_past:], self._first_frame + n_past
        return windows

    def _window(self) -> LiveWindow:
        end_s = self._n_samples / self._rate_hz
        start_s = max(0.0, end_s - self._model.info.window_s)
        kept_from_s = self._first_frame * FRAME_S
        share = speech_share(self._speech, start_s - kept_from_s, end_s - kept_from_s)
        sound = self._watch.heard(end_s)
        start_s, end_s = start_s + self._offset_s, end_s + self._offset_s
        if share < MIN_SPEECH_SHARE:
            return LiveWindow(start_s, end_s, share, None, None, sound=sound)
        started = time.perf_counter()
        answer = self._model(self._recent[None])
        self._keeping_up.note(time.perf_counter() - started)
        intensity = None if answer.intensity is None else float(answer.intensity[0])
        embedding = None if answer.embedding is None else answer.embedding[0]
        probabilities = answer.probabilities[0]
        return LiveWindow(start_s, end_s, share, probabilities, intensity, embedding, sound=sound)
