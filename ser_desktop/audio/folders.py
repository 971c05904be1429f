"""Expands paths given by the user to sound files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from ser_desktop.audio.decode import AUDIO_SUFFIXES
from ser_desktop.audio.first_bytes import begins_as_sound
from ser_desktop.errors import WorkCancelledError


def path_of_encoded(text: str) -> Path:
    """Decode the path of a ``file:`` address, in which ``%E9`` may be a byte that is not UTF-8.

    Args:
        text: the address without its scheme.
    """
    return Path(os.fsdecode(unquote_to_bytes(text)))


def expand(
    paths: Sequence[str],
    cancelled: Callable[[], bool] = lambda: False,
    skipped: Callable[[str], None] = lambda _path: None,
) -> Iterator[str]:
    """Return files unchanged, and for folders the sound files below them.

    In a folder, a sound file has one of :data:`AUDIO_SUFFIXES`, or no suffix and the first bytes of
    one. They are sorted, and links are not followed.

    Paths keep their form ("./a" does not become "a"). Files that macOS writes on foreign disks
    ("._a.wav") are skipped, since they contain no sound. A folder that cannot be listed is returned
    itself, so that opening it reports the reason.

    Args:
        paths: files and folders.
        cancelled: called for each folder; returning True stops the search.
        skipped: told each other file in a folder; not hidden ones, whose names begin with a dot.

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
                path_below = os.path.join(folder, name)
                if _is_sound_file(path_below):
                    yield path_below
                elif not name.startswith("."):
                    skipped(path_below)
        yield from unlisted
        unlisted.clear()


def _is_sound_file(path: str) -> bool:
    """Return whether a file in a folder is one to analyse."""
    name, suffix = os.path.basename(path), Path(path).suffix.lower()
    if name.startswith("._"):
        return False
    if suffix or name.startswith("."):
        return suffix in AUDIO_SUFFIXES
    return begins_as_sound(path)
