"""Clips, splits and listeners' votes as plain arrays, which a machine without corpora reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS
from training.data.manifest import Clip
from training.data.splits import Split

Rows = NDArray[np.int64]
POOLS = ("speech", "song", "crema-d")
"""The three kinds of clips that each batch holds in fixed shares."""


@dataclass(frozen=True)
class ClipTable:
    """What training knows of every clip; all arrays have one row for each clip.

    Args:
        paths: relative to the corpora folder.
        emotion: index of the emotion.
        votes: [clips, emotions], shares of the listeners' votes; without votes, the emotion alone.
        pool: index in :data:`POOLS`.
        strong: 1 for strong intensity, 0 for normal, -1 where the corpus does not say.
        speakers: corpus and speaker.
        splits: rows of each side, by name of the split.
    """

    paths: list[str]
    emotion: Rows
    votes: NDArray[np.float32]
    pool: Rows
    strong: Rows
    speakers: list[str]
    splits: dict[str, dict[str, Rows]]

    def save(self, path: Path) -> None:
        """Write the table as JSON."""
        content = {
            "paths": self.paths,
            "emotion": self.emotion.tolist(),
            "votes": np.round(self.votes, 4).tolist(),
            "pool": self.pool.tolist(),
            "strong": self.strong.tolist(),
            "speakers": self.speakers,
            "splits": {
                name: {side: rows.tolist() for side, rows in sides.items()}
                for name, sides in self.splits.items()
            },
        }
        path.write_text(json.dumps(content), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> ClipTable:
        """Read a table that :meth:`save` wrote."""
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return ClipTable(
            content["paths"],
            np.array(content["emotion"]),
            np.array(content["votes"], dtype=np.float32),
            np.array(content["pool"]),
            np.array(content["strong"]),
            content["speakers"],
            {
                name: {side: np.array(rows, dtype=np.int64) for side, rows in sides.items()}
                for name, sides in content["splits"].items()
            },
        )


def make_table(
    clips: Sequence[Clip],
    votes: Mapping[str, NDArray[np.float32]],
    splits: Sequence[Split],
) -> ClipTable:
    """Describe clips and splits.

    Args:
        clips: all clips of both corpora.
        votes: shares of listeners' votes [emotions], by file name without suffix.
        splits: the splits that are trained. Test sides are left out, so that nothing can be judged
            by them where the table is read.
    """
    emotion = np.array([EMOTIONS.index(clip.emotion) for clip in clips])
    shares = np.eye(len(EMOTIONS), dtype=np.float32)[emotion]
    for row, clip in enumerate(clips):
        if clip.corpus == "crema-d":
            shares[row] = votes.get(PurePosixPath(clip.path).stem, shares[row])
    row_of = {clip.path: row for row, clip in enumerate(clips)}
    strong = {"strong": 1, "normal": 0}
    return ClipTable(
        [clip.path for clip in clips],
        emotion,
        shares,
        np.array([_pool(clip) for clip in clips]),
        np.array([strong.get(clip.intensity, -1) for clip in clips]),
        [f"{clip.corpus} {clip.speaker}" for clip in clips],
        {
            split.name: {
                "train": np.array([row_of[clip.path] for clip in split.train], dtype=np.int64),
                "validation": np.array(
                    [row_of[clip.path] for clip in split.validation], dtype=np.int64
                ),
            }
            for split in splits
        },
    )


def _pool(clip: Clip) -> int:
    return POOLS.index("crema-d" if clip.corpus == "crema-d" else clip.channel)
