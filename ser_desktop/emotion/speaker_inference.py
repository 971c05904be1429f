"""Classifies each speaker of a recording in windows that are cut at every change of speaker.

A stretch is one speaker's speech without a long pause or another speaker in between; it is cut into
windows like a separate recording. All windows are known before decoding begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.answers import Answers
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.model_info import WindowOutputs
from ser_desktop.emotion.results import MIN_SPEECH_SHARE, TrackScores, Window
from ser_desktop.emotion.speaker_turns import SpeakerTurn, speaker_stretches
from ser_desktop.emotion.track_inference import Pools, WindowPlan
from ser_desktop.emotion.track_sound import TrackSound
from ser_desktop.emotion.window_columns import WindowColumns


@dataclass(frozen=True)
class _Cut:
    """Place and speaker of a window, and the row of its answer if the model classified it."""

    speaker: str
    start_s: float
    end_s: float
    row: int | None = None


class SpeakerTracks:
    """Makes one track per speaker, from the mix of all channels."""

    def __init__(
        self,
        model: EmotionClassifier,
        source_rate_hz: int,
        turns: Sequence[SpeakerTurn],
        plan: WindowPlan,
        pools: Pools,
    ) -> None:
        self._model, self._pools, self._turns = model, pools, tuple(turns)
        self._classify_all = plan.classify_all
        self._rate_hz = model.info.sample_rate_hz
        self._batch_windows = model.info.runtime.batch_windows
        self._window = round(plan.window_s * self._rate_hz)
        self._sound = TrackSound(source_rate_hz, self._rate_hz, None, pools.helpers)
        self._waiting = sorted(_cuts(turns, plan), key=lambda cut: (cut.end_s, cut.start_s))
        self._done: list[_Cut] = []
        self._keeps_embeddings = plan.embeddings
        self._answers = Answers(plan.embeddings)

    def push(self, block: NDArray[np.float32], last: bool) -> None:
        """Take the next block [frames, channels] at the source's rate."""
        self._pools.check_cancelled()
        sound = self._sound
        sound.push(block, last)
        n_before = self._answers.n_waiting
        self._classify(last)
        first_s = min((cut.start_s for cut in self._waiting), default=sound.duration_s)
        sound.drop_before(min(int(first_s * self._rate_hz), sound.n_samples))
        self._answers.settle(n_before)  # no more than one block waits

    def scores(self) -> tuple[TrackScores, ...]:
        """Wait for all answers, and return one track per speaker in the order of their numbers."""
        self._answers.settle(self._answers.n_waiting)
        tracks = []
        duration_s = self._sound.duration_s
        speech = self._sound.spans()
        for speaker in sorted({turn.speaker for turn in self._turns}, key=_number):
            turns = tuple(turn for turn in self._turns if turn.speaker == speaker)
            cuts = sorted(
                (cut for cut in self._done if cut.speaker == speaker), key=lambda cut: cut.start_s
            )
            made = map(self._answered, cuts)
            windows = (
                tuple(made) if self._keeps_embeddings else WindowColumns.gathered(made, len(cuts))
            )
            spoken_s = sum(turn.end_s - turn.start_s for turn in turns)
            share = min(1.0, spoken_s / duration_s) if duration_s else 0.0
            tracks.append(TrackScores(speaker, None, windows, share, speaker, turns, speech))
        return tuple(tracks)

    def _classify(self, last: bool) -> None:
        """Classify every window whose sound has been decoded."""
        ready = [cut for cut in self._waiting if last or cut.end_s <= self._sound.duration_s]
        self._waiting = self._waiting[len(ready) :]
        spoken = [cut for cut in ready if self._classify_all or self._share(cut) > 0]
        self._done += [cut for cut in ready if cut not in spoken]
        for first in range(0, len(spoken), self._batch_windows):
            self._pools.check_cancelled()
            chosen = spoken[first : first + self._batch_windows]
            windows = np.stack([self._samples(cut) for cut in chosen])
            batch = self._pools.calls.submit(self._answer, windows)
            first_row = self._answers.expect(batch, len(chosen))
            self._done += [replace(cut, row=row) for row, cut in enumerate(chosen, first_row)]

    def _answer(self, windows: NDArray[np.float32]) -> WindowOutputs:
        self._pools.check_cancelled()
        return self._model(windows)

    def _samples(self, cut: _Cut) -> NDArray[np.float32]:
        """Return the sound of a window; a shorter one is padded with silence on both sides."""
        first = max(0, round(cut.start_s * self._rate_hz) - self._sound.buffer_start)
        samples = self._sound.buffer[
            first : first + round((cut.end_s - cut.start_s) * self._rate_hz)
        ]
        samples = samples[: self._window]
        spare = self._window - len(samples)
        return np.pad(samples, (spare // 2, spare - spare // 2))

    def _share(self, cut: _Cut) -> float:
        return self._sound.share(cut.start_s, cut.end_s)

    def _answered(self, cut: _Cut) -> Window:
        share = self._share(cut)
        if cut.row is None or not (self._classify_all or share >= MIN_SPEECH_SHARE):
            return Window(cut.start_s, cut.end_s, share, None, None)
        return Window(cut.start_s, cut.end_s, share, *self._answers.row(cut.row))


def _cuts(turns: Sequence[SpeakerTurn], plan: WindowPlan) -> list[_Cut]:
    """Return the windows of all speakers; the last window of a stretch ends with it."""
    cuts = []
    for speaker in sorted({turn.speaker for turn in turns}):
        for start_s, end_s in speaker_stretches(turns, speaker):
            spare_s = end_s - start_s - plan.window_s
            n = max(0, int(np.floor(spare_s / plan.hop_s + 1e-9)) + 1)
            starts_s = [start_s + i * plan.hop_s for i in range(n)]
            if not starts_s:
                cuts.append(_Cut(speaker, start_s, end_s))
                continue
            if starts_s[-1] + plan.window_s < end_s - 1e-6:
                starts_s.append(end_s - plan.window_s)
            cuts += [_Cut(speaker, at_s, at_s + plan.window_s) for at_s in starts_s]
    return cuts


def _number(speaker: str) -> tuple[int, str]:
    return len(speaker), speaker
