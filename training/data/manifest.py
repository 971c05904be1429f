"""The manifest: one row for each clip of any corpus."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Clip:
    """A recording of one sentence (or one sung phrase) with the labels of its corpus."""

    path: str
    """Relative to the corpora folder, with forward slashes."""
    corpus: str
    emotion: str
    speaker: str
    gender: str
    intensity: str
    """"normal", "strong" or "" where the corpus does not say."""
    statement: str
    channel: str
    """"speech" or "song"."""
    sha256: str
    duration_s: float


def write_manifest(clips: Sequence[Clip], path: Path) -> None:
    """Write the table as CSV, UTF-8, dot decimals."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, [field.name for field in fields(Clip)])
        writer.writeheader()
        writer.writerows(asdict(clip) for clip in clips)
