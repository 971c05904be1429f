"""Cuts one track of a recording into windows, and gates and classifies them block by block."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.shortest import MIN_DURATION_S
from ser_desktop.emotion.answers import Answers
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.gate import FRAME_S
from ser_desktop.emotion.model_info import WindowOutputs
from ser_desktop.emotion.results import MIN_SPEECH_SHARE, TrackScores, Window, track_name
from ser_desktop.emotion.track_sound import TrackSound
from ser_desktop.emotion.window_columns import WindowColumns

_NOT_ASKED = -1
"""In place of the row of an answer."""


@dataclass(frozen=True)
class WindowPlan:
    """Length and hop of windows, and which of them are classified.

    Args:
        window_s, hop_s: length of a window, and time from one start to the next.
        classify_all: also classify windows without speech, for evaluation by forced choice.
        embeddings: keep the embedding of each window.
    """

    window_s: float
    hop_s: float
    classify_all: bool = False
    embeddings: bool = True


@dataclass(frozen=True)
class Pools:
    """The thread pools of one inference, and its check for cancellation.

    Args:
        helpers: for the gate, which must not wait behind calls of a large model.
        calls: for the model.
        check_cancelled: raises if the work was cancelled.
    """

    helpers: ThreadPoolExecutor
    calls: ThreadPoolExecutor
    check_cancelled: Callable[[], None]


class TrackInference:
    """Windows and answers of the mix of all channels, or of one channel."""

    def __init__(
        self,
        model: EmotionClassifier,
        source_rate_hz: int,
        channel: int | None,
        plan: WindowPlan,
        pools: Pools,
    ) -> None:
        self._model, self.channel, self._pools = model, channel, pools
        self._classify_all = plan.classify_all
        self._rate_hz = model.info.sample_rate_hz
        self._batch_windows = model.info.runtime.batch_windows
        self._window = round(plan.window_s * self._rate_hz)
        self._hop = max(1, round(plan.hop_s * self._rate_hz))
        self._sound = TrackSound(source_rate_hz, self._rate_hz, channel, pools.helpers)
        self._starts, self._rows = array("q"), array("q")
        self._keeps_embeddings = plan.embeddings
        self._answers = Answers(plan.embeddings)
        self._next_start = 0

    @property
    def duration_s(self) -> float:
        """Length of the sound read so far, in seconds."""
        return self._sound.duration_s

    @property
    def high_band_db(self) -> float | None:
        """Level above 5 kHz relative to that of the voice; None with too little speech."""
        return self._sound.high_band_db

    def push(self, block: NDArray[np.float32], last: bool) -> None:
        """Take the next block [frames, channels] at the source's rate."""
        self._pools.check_cancelled()
        sound = self._sound
        sound.push(block, last)
        starts = range(self._next_start, sound.n_samples - self._window + 1, self._hop)
        n_before = self._answers.n_waiting
        self._classify(sound.buffer, sound.buffer_start, starts)
        self._next_start = starts[-1] + self._hop if starts else self._next_start
        if last:
            self._classify_end()
        # The last window ends with the sound, so one window of samples has to stay.
        sound.drop_before(min(self._next_start, sound.n_samples - self._window))
        # At most one block waits for the model.
        self._answers.settle(n_before)

    def scores(self) -> TrackScores:
        """Wait for all answers; windows without speech have none, except with ``classify_all``."""
        self._answers.settle(self._answers.n_waiting)
        n = len(self._starts)
        made = map(self._answered, self._starts, self._rows)
        windows = tuple(made) if self._keeps_embeddings else WindowColumns.gathered(made, n)
        share = self._sound.share(0.0, self.duration_s)
        name = track_name(self.channel)
        return TrackScores(name, self.channel, windows, share, speech=self._sound.spans())

    def _answered(self, start: int, row: int) -> Window:
        start_s, end_s = self._times_s(start)
        share = self._sound.share(start_s, end_s)
        if row == _NOT_ASKED or not (self._classify_all or share >= MIN_SPEECH_SHARE):
            return Window(start_s, end_s, share, None, None)
        return Window(start_s, end_s, share, *self._answers.row(row))

    def _times_s(self, start: int) -> tuple[float, float]:
        start_s = start / self._rate_hz
        return start_s, min(start_s + self._window / self._rate_hz, self.duration_s)

    def _may_be_speech(self, start: int) -> bool:
        """Return whether a window may be speech, as far as the gate has got."""
        start_s, end_s = self._times_s(start)
        if self._classify_all or end_s > len(self._sound.speech) * FRAME_S:
            return True
        return self._sound.share(start_s, end_s) >= MIN_SPEECH_SHARE

    def _classify(
        self, buffer: NDArray[np.float32], buffer_start: int, starts: Sequence[int]
    ) -> None:
        row_of = {start: len(self._starts) + i for i, start in enumerate(starts)}
        self._starts.extend(starts)
        self._rows.extend([_NOT_ASKED] * len(starts))
        spoken = [start for start in starts if self._may_be_speech(start)]
        for first in range(0, len(spoken), self._batch_windows):
            self._pools.check_cancelled()
            chosen = spoken[first : first + self._batch_windows]
            offsets = [start - buffer_start for start in chosen]
            windows = np.stack([buffer[offset : offset + self._window] for offset in offsets])
            batch = self._pools.calls.submit(self._answer, windows)
            for row, start in enumerate(chosen, self._answers.expect(batch, len(chosen))):
                self._rows[row_of[start]] = row

    def _answer(self, windows: NDArray[np.float32]) -> WindowOutputs:
        self._pools.check_cancelled()
        return self._model(windows)

    def _classify_end(self) -> None:
        """Classify the window that ends with the sound, or a whole short recording with silence."""
        if self.duration_s < MIN_DURATION_S:
            return
        sound = self._sound
        spare = self._window - sound.n_samples
        if spare > 0:
            padded = np.pad(sound.buffer, (spare // 2, spare - spare // 2))
            self._classify(padded, 0, [0])
        elif self._starts[-1] + self._window < sound.n_samples:
            start = sound.n_samples - self._window
            self._classify(sound.buffer[-self._window :], start, [start])
