"""Every clip resampled once to 16 kHz at several speeds, in one file that is mapped, not read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from tqdm import tqdm

from training.data.manifest import Clip

SAMPLE_RATE_HZ = 16_000


class AudioCache:
    """int16 audio at 16 kHz of each clip and speed.

    Args:
        corpora: folder the clips' paths are relative to.
        folder: where the cache lies.
        speeds: playback speeds; 1.0 must be among them. Speed changes pitch and tempo together.
        workers: processes that resample.
    """

    def __init__(
        self,
        clips: Sequence[Clip],
        corpora: Path,
        folder: Path,
        speeds: Sequence[float],
        workers: int = 2,
    ) -> None:
        self.speeds = tuple(speeds)
        key = hashlib.sha256(
            json.dumps([self.speeds, sorted(clip.sha256 for clip in clips)]).encode()
        ).hexdigest()[:16]
        self._samples_path = folder / f"audio-{key}.npy"
        index_path = folder / f"audio-{key}.json"
        if not index_path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            self._build(clips, corpora, index_path, workers)
        self._index: dict[str, list[list[int]]] = json.loads(index_path.read_text("utf-8"))
        self._samples: NDArray[np.int16] = np.load(self._samples_path, mmap_mode="r")

    def audio(
        self, clip: Clip, speed_index: int | None = None, cut_s: float | None = None
    ) -> NDArray[np.int16]:
        """Samples of a clip, or of its first ``cut_s`` seconds before the change of speed.

        At its own speed without ``speed_index``.
        """
        if speed_index is None:
            speed_index = self.speeds.index(1.0)
        start, stop = self._index[clip.sha256][speed_index]
        if cut_s is not None:
            stop = min(stop, start + round(cut_s * SAMPLE_RATE_HZ / self.speeds[speed_index]))
        return self._samples[start:stop]

    def _build(self, clips: Sequence[Clip], corpora: Path, index_path: Path, workers: int) -> None:
        unique = list({clip.sha256: clip for clip in clips}.values())
        index: dict[str, list[list[int]]] = {}
        parts: list[NDArray[np.int16]] = []
        position = 0
        with ProcessPoolExecutor(workers) as pool:
            resample = partial(_resample, speeds=self.speeds)
            versions_of = pool.map(resample, [corpora / clip.path for clip in unique], chunksize=16)
            progress = tqdm(versions_of, "resampling", len(unique), unit="clip")
            for clip, versions in zip(unique, progress, strict=True):
                index[clip.sha256] = []
                for samples in versions:
                    index[clip.sha256].append([position, position + len(samples)])
                    parts.append(samples)
                    position += len(samples)
        np.save(self._samples_path, np.concatenate(parts))
        index_path.write_text(json.dumps(index), encoding="utf-8")


def _resample(path: Path, speeds: Sequence[float]) -> list[NDArray[np.int16]]:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    versions = []
    for speed in speeds:
        resampled = soxr.resample(mono, rate * speed, SAMPLE_RATE_HZ)
        versions.append(np.round(np.clip(resampled, -1, 1) * 32767).astype(np.int16))
    return versions
