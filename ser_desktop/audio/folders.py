"""Paths a person gave to the sound files they mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ser_desktop.audio.decode import AUDIO_SUFFIXES


def expand(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are; folders by the sound files below them, sorted, links not followed."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, subfolders, names in os.walk(path):
            subfolders.sort()
            for name in sorted(names):
                if Path(name).suffix.lower() in AUDIO_SUFFIXES:
                    yield Path(folder) / name
