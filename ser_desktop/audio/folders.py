"""Paths a person gave to the sound files they mean."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from ser_desktop.audio.decode import AUDIO_SUFFIXES
from ser_desktop.errors import WorkCancelledError


def path_of_encoded(text: str) -> Path:
    """Decode a path in a ``file:`` address, where ``%E9`` stands for a byte that is no character.

    Args:
        text: the address without its scheme.
    """
    return Path(os.fsdecode(unquote_to_bytes(text)))


def expand(paths: Sequence[str], cancelled: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """Give files as they are, and for a folder the sound files below it.

    They are sorted, and links are not followed.

    A path stays as it was given ("./a" is no "a"), joined with what was found below it. The
    shadows that macOS writes on foreign disks ("._a.wav") hold no sound. A folder that cannot be
    listed is given itself, so that opening it says why: no part is left out without a word.

    Args:
        paths: files and folders.
        cancelled: asked in each folder; True ends the search.

    Raises:
        WorkCancelledError: ``cancelled`` said so.
    """
    unlisted: list[str] = []

    def note(error: OSError) -> None:
        unlisted.append(str(error.filename))

    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, subfolders, names in os.walk(path, onerror=note):
            if cancelled():
                raise WorkCancelledError
            subfolders.sort()
            for name in sorted(names):
                if Path(name).suffix.lower() in AUDIO_SUFFIXES and not name.startswith("._"):
                    yield os.path.join(folder, name)
        yield from unlisted
        unlisted.clear()
