"""Descriptors of every clip and copy, computed once by several processes and cached in a file."""

from __future__ import annotations

import hashlib
import inspect
import json
import multiprocessing
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.emotion.descriptors.front_end import FrontEnd
from ser_desktop.emotion.descriptors.registry import find_front_end
from training.classic.copies import make_copy
from training.data.manifest import Clip

SAVE_EVERY = 200


class FeatureCache:
    """Features [clips, ...] of one front end and one kind of copy, by the clip's hash.

    Args:
        front_end: name in the registry.
        corpora: folder the clips' paths are relative to.
        folder: folder of the files. An interrupted run continues.
        workers: number of processes.
    """

    def __init__(self, front_end: str, corpora: Path, folder: Path, workers: int = 2) -> None:
        self._front_end, self._corpora, self._workers = front_end, corpora, workers
        self._folder = folder
        self._known: dict[str, dict[str, NDArray[np.float32]]] = {}

    def of_front_end(self, front_end: str) -> FeatureCache:
        """The cache of another front end in the same folder."""
        return FeatureCache(front_end, self._corpora, self._folder, self._workers)

    def features(self, clips: Sequence[Clip], kind: str) -> NDArray[np.float32]:
        """Features of clips in their order."""
        known = self._of_kind(kind)
        missing = list({c.sha256: c for c in clips if c.sha256 not in known}.values())
        if missing:
            self._compute(missing, kind, known)
        return np.stack([known[clip.sha256] for clip in clips])

    def _of_kind(self, kind: str) -> dict[str, NDArray[np.float32]]:
        if kind not in self._known:
            path = self._path(kind)
            self._known[kind] = {}
            if path.exists():
                with np.load(path) as stored:
                    self._known[kind] = dict(zip(stored["keys"], stored["rows"], strict=True))
        return self._known[kind]

    def _compute(
        self, clips: Sequence[Clip], kind: str, known: dict[str, NDArray[np.float32]]
    ) -> None:
        describe = partial(_describe, self._front_end, kind)
        paths = [self._corpora / clip.path for clip in clips]
        with ExitStack() as stack:
            rows: Iterable[NDArray[np.float32]] = map(describe, paths)
            if self._workers > 1:
                # Spawned: a process forked while torch has threads can wait for them for ever.
                spawn = multiprocessing.get_context("spawn")
                pool = stack.enter_context(ProcessPoolExecutor(self._workers, spawn))
                rows = pool.map(describe, paths, chunksize=8)
            progress = tqdm(rows, f"{self._front_end}, {kind}", len(clips), unit="clip")
            for i, (clip, row) in enumerate(zip(clips, progress, strict=True), start=1):
                known[clip.sha256] = row
                if i % SAVE_EVERY == 0 or i == len(clips):
                    self._save(kind, known)

    def _save(self, kind: str, known: dict[str, NDArray[np.float32]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(kind)
        part = path.with_suffix(".part")
        with part.open("wb") as handle:
            np.savez(handle, keys=list(known), rows=np.stack(list(known.values())))
        part.replace(path)

    def _path(self, kind: str) -> Path:
        made_by = [self._front_end, kind, _sources_digest(self._front_end, kind)]
        key = hashlib.sha256(json.dumps(made_by).encode()).hexdigest()[:16]
        return self._folder / f"features-{key}.npz"


def _sources_digest(front_end: str, kind: str) -> str:
    """Return a digest of the code; descriptors of older code are computed again."""
    compute = find_front_end(front_end).compute
    compute = compute.func if isinstance(compute, partial) else compute
    files = [inspect.getfile(compute), inspect.getfile(FrontEnd)]
    if kind != "original":
        files.append(inspect.getfile(make_copy))
    sources = b"".join(Path(file).read_bytes() for file in files)
    return hashlib.sha256(sources + version("librosa").encode()).hexdigest()


def _describe(front_end_name: str, kind: str, path: Path) -> NDArray[np.float32]:
    front_end = find_front_end(front_end_name)
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mono = soxr.resample(samples.mean(axis=1), rate_hz, front_end.sample_rate_hz)
    seed = int(hashlib.sha256(f"{kind}{path.name}".encode()).hexdigest()[:8], 16)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # librosa warns of silent frames
        made = make_copy(mono, front_end.sample_rate_hz, kind, seed)
        row: NDArray[np.float32] = front_end.features(made[None])[0]
        return row
