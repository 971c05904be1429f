"""Probabilities of a larger model (the teacher) for the clips that a smaller one learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from ser_desktop.emotion.model import EmotionModel
from training.data.audio_cache import AudioCache
from training.data.manifest import Clip
from training.train.frozen_features import edge_windows

_BATCH = 16


def teacher_probabilities(
    model_path: Path, clips: Sequence[Clip], cache: AudioCache, kept_at: Path
) -> Mapping[str, NDArray[np.float32]]:
    """Compute a teacher's probabilities for the first window of each clip, or read kept ones.

    Args:
        model_path: the teacher's model file.
        clips: the clips that the student learns from.
        cache: their audio.
        kept_at: the ``.npz`` file that a resumed run reads.

    Returns:
        Probabilities [emotions] by path of the clip.

    Raises:
        FileNotFoundError: the teacher was not exported yet.
    """
    if not model_path.exists():
        raise FileNotFoundError(
            f"The teacher {model_path} is missing; training.train.export_encoder makes it."
        )
    paths = np.array([clip.path for clip in clips])
    if kept_at.exists():
        with np.load(kept_at) as kept:
            if np.array_equal(kept["paths"], paths):
                return dict(zip(paths.tolist(), kept["probabilities"], strict=True))
    teacher = EmotionModel(model_path)
    parts = []
    for first in tqdm(range(0, len(clips), _BATCH), "teacher", unit="batch"):
        batch = clips[first : first + _BATCH]
        windows = [edge_windows(clip, cache, teacher.info.window_s)[0] for clip in batch]
        parts.append(teacher(np.stack(windows)).probabilities)
    probabilities = np.concatenate(parts).astype(np.float32)
    np.savez(kept_at, paths=paths, probabilities=probabilities)
    return dict(zip(paths.tolist(), probabilities, strict=True))
