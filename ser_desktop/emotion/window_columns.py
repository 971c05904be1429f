"""The windows of a recording as columns of numbers.

A window as an object takes 0.4 KB with what belongs to it, in columns a sixth: a day has 86,400 at
a hop of one second. Whole columns are also what interpretation computes with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.results import MIN_SPEECH_SHARE, Window

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WindowColumns(Sequence[Window]):
    """Windows in the order of time. An element is made when it is asked for.

    Args:
        starts_s, ends_s: [n], start and end in seconds.
        speech_shares: [n], share of speech, 0 to 1.
        answers: [n, labels], the probabilities; NaN where the model was not asked. No labels where
            it was never asked.
        intensities: [n]; NaN where there is none.
        unlikeness: [n], mean square of the embedding; NaN where there is none.
    """

    starts_s: Numbers
    ends_s: Numbers
    speech_shares: Numbers
    answers: NDArray[np.float32]
    intensities: Numbers
    unlikeness: Numbers

    @classmethod
    def of(cls, windows: Sequence[Window]) -> Self:
        """Return the columns of some windows, without their embeddings."""
        return windows if isinstance(windows, cls) else cls.gathered(windows, len(windows))

    @classmethod
    def gathered(cls, windows: Iterable[Window], n: int) -> Self:
        """Return the columns of ``n`` windows that are made one after the other."""
        numbers, answers = np.full((5, n), np.nan), np.empty((n, 0), dtype=np.float32)
        for row, window in enumerate(windows):
            numbers[:, row] = (
                window.start_s,
                window.end_s,
                window.speech_share,
                np.nan if window.intensity is None else window.intensity,
                _unlikeness(window),
            )
            if window.probabilities is not None:
                if not answers.shape[1]:
                    answers = np.full((n, len(window.probabilities)), np.nan, dtype=np.float32)
                answers[row] = window.probabilities
        starts_s, ends_s, shares, intensities, unlikeness = numbers
        return cls(starts_s, ends_s, shares, answers, intensities, unlikeness)

    @property
    def is_speech(self) -> NDArray[np.bool_]:
        """[n], whether the share of speech is large enough."""
        return self.speech_shares >= MIN_SPEECH_SHARE

    @property
    def is_answered(self) -> NDArray[np.bool_]:
        """[n], whether the model was asked."""
        if not self.answers.shape[1]:
            return np.zeros(len(self), dtype=np.bool_)
        return ~np.isnan(self.answers[:, 0])

    @property
    def middles_s(self) -> Numbers:
        """[n], middle of each window in seconds."""
        return (self.starts_s + self.ends_s) / 2

    def __len__(self) -> int:
        """Number of windows."""
        return len(self.starts_s)

    @overload
    def __getitem__(self, at: int) -> Window: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> Window | Self:
        """Return one window, or the columns of several."""
        if isinstance(at, slice):
            return type(self)(
                self.starts_s[at],
                self.ends_s[at],
                self.speech_shares[at],
                self.answers[at],
                self.intensities[at],
                self.unlikeness[at],
            )
        row = self.answers[at]
        return Window(
            float(self.starts_s[at]),
            float(self.ends_s[at]),
            float(self.speech_shares[at]),
            None if not len(row) or np.isnan(row[0]) else row,
            _number(self.intensities[at]),
            unlikeness=_number(self.unlikeness[at]),
        )


def _unlikeness(window: Window) -> float:
    if window.embedding is not None:
        return float(np.mean(np.square(window.embedding)))
    return np.nan if window.unlikeness is None else window.unlikeness


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
