"""The options of an inference, and the windows that a model makes under them."""

from __future__ import annotations

from dataclasses import dataclass

from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.option_limits import (
    HOP_LIMITS_S,
    WINDOW_LIMITS_S,
    check_count,
    check_number,
    check_span,
    check_turns,
)
from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import SettingsError
from ser_desktop.texts.messages import Message


@dataclass(frozen=True)
class InferenceOptions:
    """Which part and channels of a file are classified, and in which windows.

    Args:
        window_s: length of a window; None takes the model's own.
        hop_s: from one window to the next; None takes the model's own.
        classify_all: also classify windows without speech, for evaluation by forced choice.
        channel: classify one channel, counted from 0, instead of the mean of all.
        span_s: start and end of the part to classify, in seconds. Times in the result count from
            its start.
        split: add a track for every channel to the track of the mix.
        parallel_calls: calls of the model at once; None takes the model's own. Several processes
            that share the processors make one call each.
        turns: speaker turns (``ser_desktop.speakers.diarization``); every speaker gets a track
            beside the others.
        embeddings: keep each window's embedding, for a voice; else only its mean square.

    Limits are in :mod:`ser_desktop.emotion.option_limits`; an analysis refuses other values.
    """

    window_s: float | None = None
    hop_s: float | None = None
    classify_all: bool = False
    channel: int | None = None
    span_s: tuple[float, float] | None = None
    split: bool = False
    parallel_calls: int | None = None
    turns: tuple[SpeakerTurn, ...] = ()
    embeddings: bool = True

    def check(self) -> None:
        """Refuse values beyond their limits.

        Raises:
            SettingsError: the message names the option.
        """
        if self.window_s is not None:
            check_number("window_s", self.window_s, WINDOW_LIMITS_S)
        if self.hop_s is not None:
            check_number("hop_s", self.hop_s, HOP_LIMITS_S)
        if self.channel is not None:
            check_count("channel", self.channel, 0)
        if self.parallel_calls is not None:
            check_count("parallel_calls", self.parallel_calls, 1)
        if self.span_s is not None:
            check_span(self.span_s)
        check_turns(self.turns)


def window_and_hop_s(model: EmotionClassifier, options: InferenceOptions) -> tuple[float, float]:
    """Return the window and the hop, in seconds, that a model uses under some options.

    Where the window is shorter than the model's hop, the hop is as long as the window.

    Raises:
        SettingsError: an option is beyond its limits, the hop is longer than the window, so that
            sound between windows would be skipped, or the window is longer than the model's input.
    """
    options.check()
    info = model.info
    window_s = info.window_s if options.window_s is None else options.window_s
    hop_s = min(info.hop_s, window_s) if options.hop_s is None else options.hop_s
    if hop_s > window_s:
        raise SettingsError(Message("settings.hop_too_long", hop_s=hop_s, window_s=window_s))
    if window_s > info.window_s and info.front_end != "waveform":
        raise SettingsError(
            Message("settings.window_too_long", model=info.name, window_s=info.window_s)
        )
    return window_s, hop_s
