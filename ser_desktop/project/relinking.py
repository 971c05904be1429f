"""Finds recordings that moved, by name and content."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ser_desktop.errors import SerError, WorkCancelledError
from ser_desktop.project.content_hash import sha256_of
from ser_desktop.project.items import Recording


def missing(recordings: Iterable[Recording]) -> list[Recording]:
    """Return the recordings whose file does not exist."""
    return [recording for recording in recordings if not os.path.isfile(recording.path)]


def find_moved(
    recordings: Sequence[Recording],
    folders: Sequence[Path],
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Path]:
    """Search folders for missing recordings.

    A file with the same content matches, also under another name; files of the same name are
    compared first, then files of the same size. A recording without hash matches a file of the same
    name if there is only one.

    Args:
        recordings: those of :func:`missing`.
        folders: the folders, in order; links to folders are not followed.
        cancelled: called for every file; returning True stops the work.

    Returns:
        the new paths of found recordings, by id.

    Raises:
        WorkCancelledError: ``cancelled`` returned True.
    """
    names = {_name(recording.path.name) for recording in recordings}
    sizes = {recording.size_bytes for recording in recordings if recording.size_bytes}
    of_name: dict[str, list[Path]] = {}
    of_size: dict[int, list[Path]] = {}
    for path in _files(folders, cancelled):
        if (name := _name(path.name)) in names:
            of_name.setdefault(name, []).append(path)
        if sizes and (size := _size(path)) in sizes:
            of_size.setdefault(size, []).append(path)
    hashes: dict[Path, str] = {}
    new_paths: dict[str, Path] = {}
    for recording in recordings:
        same_name = of_name.get(_name(recording.path.name), [])
        if not recording.sha256:
            if len(same_name) == 1:
                new_paths[recording.id] = same_name[0]
            continue
        for path in dict.fromkeys([*same_name, *of_size.get(recording.size_bytes, [])]):
            if path not in hashes:
                hashes[path] = _hash(path, cancelled)
            if hashes[path] == recording.sha256:
                new_paths[recording.id] = path
                break
    return new_paths


def _files(folders: Sequence[Path], cancelled: Callable[[], bool]) -> Iterable[Path]:
    for folder in folders:
        for parent, subfolders, names in os.walk(folder):
            subfolders.sort()
            for name in sorted(names):
                if cancelled():
                    raise WorkCancelledError
                yield Path(os.path.abspath(parent), name)


def _name(name: str) -> str:
    """Normalise a name, since systems encode accents differently."""
    return unicodedata.normalize("NFC", name).casefold()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _hash(path: Path, cancelled: Callable[[], bool]) -> str:
    try:
        return sha256_of(path, cancelled)
    except WorkCancelledError:
        raise
    except SerError:
        return ""
