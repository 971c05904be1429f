"""Computes live results from samples: windows, threshold, voice, and a faster model if needed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.faults import NO_FAULTS, SoundFaults
from ser_desktop.audio.samples import check_rate_of_samples
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.interpretation import Adapter
from ser_desktop.emotion.keeping_up import load_fast_model
from ser_desktop.emotion.live import HOP_S, LiveAnalysis
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.option_limits import HOP_LIMITS_S, THRESHOLD_LIMITS, check_number
from ser_desktop.emotion.results import Window
from ser_desktop.live.result import LiveResult, StreamInfo
from ser_desktop.texts.messages import Message


class LiveStream:
    """Computes a :class:`LiveResult` every ``hop_s`` seconds of sound. Not thread-safe.

    A model that is slower than the hop for some seconds is replaced by the bundled fast one.

    Args:
        model: the model.
        sample_rate_hz: rate of the samples.
        hop_s: seconds between results.
        uncertain_below: threshold of the confidence, 0..1; None takes the model's own.
        adapter: corrects the answers of the model it was learned with.
        on_message: told when the model changes, or falls behind and cannot be replaced.
        fast_model: loads what takes the place of a slow model; None where nothing does.
        spoken_language: by BCP 47, as a person states it; "" says nothing.

    Raises:
        SettingsError: rate, hop or threshold are beyond their limits.
    """

    def __init__(
        self,
        model: EmotionClassifier,
        sample_rate_hz: int,
        hop_s: float = HOP_S,
        uncertain_below: float | None = None,
        adapter: Adapter | None = None,
        on_message: Callable[[Message], None] = lambda _message: None,
        fast_model: Callable[[EmotionClassifier], EmotionClassifier | None] = load_fast_model,
        spoken_language: str = "",
    ) -> None:
        check_number("hop_s", hop_s, HOP_LIMITS_S)
        if uncertain_below is not None:
            check_number("uncertain_below", uncertain_below, THRESHOLD_LIMITS)
        check_rate_of_samples(sample_rate_hz)
        self._analysis = LiveAnalysis(model, sample_rate_hz, hop_s)
        self._hop_s = hop_s
        self._threshold, self._adapter = uncertain_below, adapter
        self._on_message, self._fast_model = on_message, fast_model
        self._spoken_language = spoken_language
        self._waiting: list[NDArray[np.float32]] = []
        self._n_waiting, self._faults = 0, NO_FAULTS

    def info(self, name: str) -> StreamInfo:
        """Return the information for sinks, with a name for the source."""
        info = self._analysis.model.info
        return StreamInfo(name, info.name, info.labels, self._hop_s, self._uncertain_below)

    def push(
        self, samples: NDArray[np.float32], faults: SoundFaults = NO_FAULTS
    ) -> list[LiveResult]:
        """Add mono samples [samples], and return the completed results.

        If many samples are pushed at once, only the last windows are classified
        (:data:`ser_desktop.emotion.live.MAX_WINDOWS_PER_PUSH`).

        Args:
            samples: float32 [samples].
            faults: what was mended in them.

        Raises:
            ModelError: the model failed.
        """
        self._waiting.append(samples)
        self._n_waiting += len(samples)
        self._faults = self._faults.joined(faults)
        # Gate and resampler are fastest with all samples of a window at once.
        if not self._analysis.completes_a_window(self._n_waiting):
            return []
        heard = self._analysis.push(np.concatenate(self._waiting), self._faults)
        self._waiting, self._n_waiting, self._faults = [], 0, NO_FAULTS
        windows: list[Window] = list(heard)
        info = self._analysis.model.info
        if self._adapter is not None and self._adapter.fits(info):
            windows = list(self._adapter.windows(windows))
        below, spoken = self._uncertain_below, self._spoken_language
        results = [
            LiveResult.of(window, info, below, spoken, own.sound)
            for window, own in zip(windows, heard, strict=True)
        ]
        self._give_way(info)
        return results

    @property
    def _uncertain_below(self) -> float:
        own = self._analysis.model.info.uncertain_below
        return own if self._threshold is None else self._threshold

    def _give_way(self, slow: ModelInfo) -> None:
        message = self._analysis.give_way(self._fast_model)
        if message is None:
            return
        fast = self._analysis.model.info
        adapter = self._adapter
        if adapter is not None and adapter.fits(slow) and not adapter.fits(fast):
            message = Message("live.changed_model_without_voice", **message.fields)
        self._on_message(message)
