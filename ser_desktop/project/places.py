"""Paths of recordings in a project: relative if below its folder, else absolute.

Relative paths have ``/`` on every system, so that a project can be copied together with its
recordings. Names that are no valid text (any bytes, on Linux) are stored as bytes.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath


def stored_path(path: Path, folder: Path) -> tuple[str | bytes, bool]:
    """Return the stored form of a path, and whether it is relative to the project's folder."""
    path = Path(os.path.abspath(path))
    relative = path.is_relative_to(folder)
    text = path.relative_to(folder).as_posix() if relative else str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text), relative
    return text, relative


def path_from(stored: str | bytes, is_relative: bool, folder: Path) -> Path:
    """Return the absolute path on this machine.

    A path of another system becomes a path with the same file name in the project's folder, so that
    relinking finds the file by its name.
    """
    text = os.fsdecode(stored)
    if is_relative:
        return folder.joinpath(*PurePosixPath(text).parts)
    if Path(text).is_absolute():
        return Path(text)
    windows = PureWindowsPath(text)
    return folder / (windows.name if windows.drive else PurePosixPath(text).name)
