"""Spectrogram of any part of a recording, with one column for each pixel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ser_desktop.audio.clip import Clip
from ser_desktop.audio.frequency_scale import SCALES, FrequencyScale
from ser_desktop.audio.mel import triangular_filters

FLOOR_DB = -120.0
_COLUMNS_AT_ONCE = 256


@dataclass(frozen=True)
class SpectrogramOptions:
    """Options of the picture."""

    window_s: float = 0.032
    n_bands: int = 128
    highest_hz: float = 8000.0
    scale: str = "mel"
    """A name of :data:`ser_desktop.audio.frequency_scale.SCALES`."""


@dataclass(frozen=True)
class Spectrogram:
    """The spectrogram of the time start_s..end_s.

    ``db`` is float32 [bands, columns], dB relative to a full-scale sine; rows are evenly spaced on
    the scale from its lowest frequency to ``highest_hz``.
    """

    start_s: float
    end_s: float
    highest_hz: float
    db: NDArray[np.float32]
    scale: FrequencyScale = SCALES["mel"]

    @property
    def bottom(self) -> float:
        """Lower end of the picture on its scale."""
        return float(self.scale.to_position(self.scale.lowest_hz))

    @property
    def top(self) -> float:
        """Upper end of the picture on its scale."""
        return float(self.scale.to_position(self.highest_hz))


def spectrogram(
    clip: Clip,
    start_s: float,
    end_s: float,
    n_columns: int,
    options: SpectrogramOptions = SpectrogramOptions(),
) -> Spectrogram:
    """Compute the picture. The cost depends on ``n_columns``, not on the length.

    Args:
        clip: the recording.
        start_s: start of the picture in seconds.
        end_s: end of the picture in seconds.
        n_columns: number of columns.
        options: window, axis and range.
    """
    rate_hz = clip.sample_rate_hz
    highest_hz = min(options.highest_hz, rate_hz / 2)
    window = max(16, round(options.window_s * rate_hz))
    n_fft = 1 << (window - 1).bit_length()
    filters = _filters(rate_hz, n_fft, options.n_bands, highest_hz, options.scale)
    hann = np.hanning(window).astype(np.float32)
    scale = (2.0 / hann.sum()) ** 2
    # A column is centred in its share of the time.
    centres = start_s + (np.arange(n_columns) + 0.5) * (end_s - start_s) / n_columns
    firsts = np.round(centres * rate_hz).astype(np.int64) - window // 2
    columns = []
    for i in range(0, n_columns, _COLUMNS_AT_ONCE):
        frames = _frames(clip, firsts[i : i + _COLUMNS_AT_ONCE], window) * hann
        power = np.square(np.abs(np.fft.rfft(frames, n_fft))).astype(np.float32) * scale
        columns.append(power @ filters.T)
    power_in_bands = np.concatenate(columns).T
    db = 10 * np.log10(np.maximum(power_in_bands, 10 ** (FLOOR_DB / 10)))
    db = np.ascontiguousarray(db, dtype=np.float32)
    return Spectrogram(start_s, end_s, highest_hz, db, SCALES[options.scale])


def _frames(clip: Clip, firsts: NDArray[np.int64], window: int) -> NDArray[np.float32]:
    """Return samples [columns, window]; outside the recording they are silence."""
    start, stop = int(firsts[0]), int(firsts[-1]) + window
    if stop - start > 4 * len(firsts) * window:  # columns are far apart: read each separately
        rows = []
        for first in firsts:
            part = clip.mono(int(first), int(first) + window)
            before = max(0, -int(first))
            part = part[: window - before]
            rows.append(np.pad(part, (before, window - before - len(part))))
        return np.stack(rows)
    samples = clip.mono(start, stop)
    before = max(0, -start)
    after = stop - start - before - len(samples)
    samples = np.pad(samples, (before, max(0, after)))
    offsets = (firsts - start)[:, None] + np.arange(window)[None]
    windows: NDArray[np.float32] = samples[offsets]
    return windows


@lru_cache(maxsize=8)
def _filters(
    rate_hz: int, n_fft: int, n_bands: int, highest_hz: float, scale_name: str
) -> NDArray[np.float32]:
    """Return filters; a band without a bin uses the nearest bin."""
    scale = SCALES[scale_name]
    ends = scale.to_position([scale.lowest_hz, highest_hz])
    edges_hz = scale.to_hz(np.linspace(ends[0], ends[1], n_bands + 2))
    filters = triangular_filters(rate_hz, n_fft, edges_hz)
    if not filters.any():  # the window is so short that no bin is in range: use the nearest bins
        bins_hz = np.fft.rfftfreq(n_fft, 1 / rate_hz)
        nearest_bins = np.abs(bins_hz[None] - edges_hz[1:-1, None]).argmin(axis=1)
        filters[np.arange(n_bands), nearest_bins] = 1.0
    total = filters.sum(axis=1, keepdims=True)
    bins = np.arange(filters.shape[1])
    for row in np.nonzero(total[:, 0] == 0)[0]:
        filled = np.nonzero(total[:, 0])[0]
        nearest = filled[np.argmin(np.abs(filled - row))]
        centre = round(float((filters[nearest] * bins).sum() / total[nearest, 0]))
        filters[row, min(centre, len(bins) - 1)] = 1.0
    # The mean of a band's bins, not the sum, so that a tone has equal level at all frequencies.
    return np.asarray(filters / np.maximum(filters.sum(axis=1, keepdims=True), 1.0), np.float32)
