"""Listeners' votes on CREMA-D by voice alone: ``voice_votes.csv`` beside the recordings.

Listeners often recognised another emotion than the actor intended (Cao et al. 2014: 41 % agreement
by ear), so the votes can soften the training targets.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ser_desktop.emotion.labels import EMOTIONS

EMOTION_OF_COLUMN = {
    "anger": "angry",
    "disgust": "disgust",
    "fear": "fearful",
    "happy": "happy",
    "neutral": "neutral",
    "sad": "sad",
}


def read_votes(corpora: Path) -> dict[str, NDArray[np.float32]]:
    """Share of the listeners' votes for each of the eight emotions, by file name without suffix.

    Returns:
        arrays [emotions] that sum to 1; clips that nobody heard are left out. Empty where the
        table is not there.
    """
    table = corpora / "crema-d" / "voice_votes.csv"
    if not table.is_file():
        return {}
    shares = {}
    with table.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            votes = np.zeros(len(EMOTIONS), dtype=np.float32)
            for column, emotion in EMOTION_OF_COLUMN.items():
                votes[EMOTIONS.index(emotion)] = float(row[column])
            if votes.sum() > 0:
                shares[row["file"]] = votes / votes.sum()
    return shares
