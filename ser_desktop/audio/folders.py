"""Expands paths given by the user to sound files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from ser_desktop.audio.decode import AUDIO_SUFFIXES
from ser_desktop.errors import WorkCancelledError


def path_of_encoded(text: str) -> Path:
    """Decode the path of a ``file:`` address, in which ``%E9`` may be a byte that is not UTF-8.

    Args:
        text: the address without its scheme.
    """
    return Path(os.fsdecode(unquote_to_bytes(text)))


def expand(paths: Sequence[str], cancelled: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """Return files unchanged, and for folders the sound files below them.

    They are sorted, and links are not followed.

    Paths keep their form ("./a" does not become "a"). Files that macOS writes on foreign disks
    ("._a.wav") are skipped, since they contain no sound. A folder that cannot be listed is returned
    itself, so that opening it reports the reason.

    Args:
        paths: files and folders.
        cancelled: called for each folder; returning True stops the search.

    Raises:
        WorkCancelledError: ``cancelled`` returned True.
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
