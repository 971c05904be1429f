"""Joins the clips of each actor in a random order to one recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data.audio_cache import SAMPLE_RATE_HZ, AudioCache
from training.data.manifest import Clip

HOP_S = 1.0
MIN_SHARE = 2 / 3
"""Share of a window that must lie in one clip; other windows are not counted."""


@dataclass(frozen=True)
class Recording:
    """A recording of one actor's clips, and the clip that each window counts for."""

    corpus: str
    samples: NDArray[np.float32]
    clips: Sequence[Clip]
    clip_of: NDArray[np.int64]
    """[windows]; -1 where no clip fills enough of the window."""


def recordings(clips: Sequence[Clip], cache: AudioCache, window_s: float) -> list[Recording]:
    """Join the spoken clips of each actor."""
    rng = np.random.default_rng(0)
    joined = []
    for corpus, actor in sorted({(clip.corpus, clip.speaker) for clip in clips}):
        own = [c for c in clips if (c.corpus, c.speaker) == (corpus, actor) and c.channel != "song"]
        own = [own[i] for i in rng.permutation(len(own))]
        sounds = [cache.audio(clip).astype(np.float32) / np.float32(32768) for clip in own]
        ends = np.cumsum([len(sound) for sound in sounds])
        samples = np.concatenate(sounds)
        window = round(window_s * SAMPLE_RATE_HZ)
        starts = np.arange(0, len(samples) - window + 1, round(HOP_S * SAMPLE_RATE_HZ))
        begins = np.concatenate([[0], ends[:-1]])
        inside = np.minimum(ends, starts[:, None] + window) - np.maximum(begins, starts[:, None])
        most = inside.argmax(axis=1)
        filled = inside.max(axis=1) >= MIN_SHARE * window
        joined.append(Recording(corpus, samples, own, np.where(filled, most, -1)))
    return joined
