"""Cuts the speech of a stream into windows of one length, block by block.

Speech is cut at its pauses first. A stretch shorter than a window is one window, so that none
contains a pause longer than ``BRIDGED_S`` or another speaker's speech behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.gate import FRAME_S, FRAME_SAMPLES, SpeechGate
from ser_desktop.speakers.diarization.embedder import VOICE_RATE_HZ

BRIDGED_S = 0.1
"""Shorter pauses do not end a stretch of speech."""
SPEECH_ABOVE = 0.3
"""Speech probability from which a frame is heard here. Lower than for emotions: the gate misses
soft beginnings and ends, and a turn has to have them (chosen on validation conversations)."""
MIN_SPEECH_S = 0.2
"""A shorter sound is no speech of anybody."""
MAX_STRETCH_S = 10.0
"""Longer speech without a pause is cut, so that memory does not grow with it."""
_BRIDGED_FRAMES = round(BRIDGED_S / FRAME_S)
_MAX_FRAMES = round(MAX_STRETCH_S / FRAME_S)


@dataclass(frozen=True)
class SpeechWindow:
    """A window: its time, its stretch of speech, and its samples.

    Args:
        start_s, end_s: the windows of a stretch tile it.
        stretch: number of the stretch, from 0.
        speech: [samples] of the whole stretch.
        first: index of the window's first sample in the stretch.
    """

    start_s: float
    end_s: float
    stretch: int
    speech: NDArray[np.float32]
    first: int


class SpeechWindows:
    """Cuts windows out of the speech of one recording."""

    def __init__(self, window_s: float, hop_s: float) -> None:
        self._window, self._hop_s = round(window_s * VOICE_RATE_HZ), hop_s
        self._gate = SpeechGate(SPEECH_ABOVE)
        self._speech = np.zeros(0, dtype=np.bool_)
        self._samples = np.zeros(0, dtype=np.float32)
        self._first_frame = self._n_stretches = 0
        """Frame at which what is kept of the sound and of its speech begins."""

    def push(self, samples: NDArray[np.float32], last: bool) -> Iterator[SpeechWindow]:
        """Take the next samples at ``VOICE_RATE_HZ``; yield windows of finished speech."""
        self._samples = np.concatenate([self._samples, samples])
        self._speech = np.concatenate([self._speech, self._gate.push(samples, last)])
        settled = 0
        for first, stop in stretches(self._speech):
            finished = last or stop + _BRIDGED_FRAMES < len(self._speech)
            if not finished and stop - first < _MAX_FRAMES:
                settled = first
                break
            yield from self._cut(first, stop)
            settled = stop
        else:
            settled = max(settled, len(self._speech) - _BRIDGED_FRAMES)
        self._speech = self._speech[settled:]
        self._samples = self._samples[settled * FRAME_SAMPLES :]
        self._first_frame += settled

    def _cut(self, first: int, stop: int) -> Iterator[SpeechWindow]:
        if (stop - first) * FRAME_S < MIN_SPEECH_S:
            return
        speech = self._samples[first * FRAME_SAMPLES : stop * FRAME_SAMPLES]
        start_s = (self._first_frame + first) * FRAME_S
        end_s = start_s + len(speech) / VOICE_RATE_HZ
        spare = len(speech) - self._window
        if spare <= 0:
            starts = np.zeros(1, dtype=int)
        else:
            n = int(np.ceil(spare / (self._hop_s * VOICE_RATE_HZ))) + 1
            starts = np.linspace(0, spare, n).round().astype(int)
        middles_s = start_s + (starts + self._window / 2) / VOICE_RATE_HZ
        borders_s = [start_s, *((middles_s[1:] + middles_s[:-1]) / 2).tolist(), end_s]
        for start, (from_s, to_s) in zip(starts, pairwise(borders_s), strict=True):
            yield SpeechWindow(from_s, to_s, self._n_stretches, speech, int(start))
        self._n_stretches += 1


def stretches(speech: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield first frame and end of each stretch, with short pauses bridged."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], speech, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts):
        return
    parted = starts[1:] - stops[:-1] > _BRIDGED_FRAMES
    firsts = np.concatenate([starts[:1], starts[1:][parted]])
    lasts = np.concatenate([stops[:-1][parted], stops[-1:]])
    for first, stop in zip(firsts.tolist(), lasts.tolist(), strict=True):
        for part in range(first, stop, _MAX_FRAMES):
            yield part, min(part + _MAX_FRAMES, stop)
