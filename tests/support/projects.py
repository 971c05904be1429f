"""Projects, scores and annotations with known content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ser_desktop.emotion.gate import GATE_VERSION
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.emotion.model_info import ModelInfo
from ser_desktop.emotion.results import FileInfo, TrackScores, Window, WindowScores
from ser_desktop.project.analyses import KeptAnalyses
from ser_desktop.project.items import Annotation, Recording
from ser_desktop.project.store import ProjectStore


def made_model(version: str = "1") -> ModelInfo:
    """A model of the eight emotions; there is no file of it."""
    return ModelInfo(
        *("made", version, EMOTIONS, 16_000, 3.0, 1.0, "waveform", 0.0, "none", "nothing", {}, {}),
        path=Path("/models/made.onnx"),
    )


def made_scores(
    path: Path,
    sha256: str,
    labels: Sequence[str | None],
    confidence: float = 0.8,
    further_tracks: Sequence[str] = (),
    version: str = "1",
) -> WindowScores:
    """Scores with a window a second: each of a label, None without speech."""
    windows = tuple(
        Window(float(n), n + 1.0, 0.0 if label is None else 0.9, _row(label, confidence), None)
        for n, label in enumerate(labels)
    )
    file = FileInfo(path, float(len(labels)), 16_000, 1, sha256, "WAV")
    share = sum(label is not None for label in labels) / max(len(labels), 1)
    tracks = [TrackScores("mix", None, windows, share)]
    tracks += [TrackScores(name, None, windows, share) for name in further_tracks]
    return WindowScores(file, made_model(version), 1.0, 1.0, tuple(tracks), 0.1, GATE_VERSION)


def add_recording(
    store: ProjectStore,
    id: str,
    labels: Sequence[str | None],
    path: Path | None = None,
    further_tracks: Sequence[str] = (),
    confidence: float = 0.8,
) -> Recording:
    """Put a recording that is analysed; there is no file of it unless the caller makes one."""
    path = path or store.folder / f"{id}.wav"
    recording = Recording(
        id, path, position=len(store.recordings()), sha256=f"sha-{id}", duration_s=len(labels)
    )
    store.put(recording)
    scores = made_scores(path, recording.sha256, labels, confidence, further_tracks)
    KeptAnalyses(store).keep(scores)
    return recording


def annotation(id: str, start_s: float = 0.0, end_s: float = 1.0, **fields: object) -> Annotation:
    """An annotation of recording ``a``."""
    given = {"recording_id": "a", "labels": {"angry": 1.0}, "rater": "ann", **fields}
    return Annotation(id=id, start_s=start_s, end_s=end_s, **given)  # type: ignore[arg-type]


def _row(label: str | None, confidence: float) -> np.ndarray | None:
    if label is None:
        return None
    row = np.full(len(EMOTIONS), (1 - confidence) / (len(EMOTIONS) - 1), np.float32)
    row[EMOTIONS.index(label)] = confidence
    return row
