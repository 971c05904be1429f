"""Paths of recordings as a project keeps them: below its folder relative, else absolute.

A relative path has ``/`` on every system, so that a project with its recordings opens wherever both
are copied to. A name that is no text (any bytes, on Linux) is kept as its bytes.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath


def stored_path(path: Path, folder: Path) -> tuple[str | bytes, bool]:
    """Return a path as it is kept, and whether it is relative to the project's folder."""
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

    A path of another system becomes one that names the same file in the project's folder: it is not
    there, and is found again by its name.
    """
    text = os.fsdecode(stored)
    if is_relative:
        return folder.joinpath(*PurePosixPath(text).parts)
    if Path(text).is_absolute():
        return Path(text)
    windows = PureWindowsPath(text)
    return folder / (windows.name if windows.drive else PurePosixPath(text).name)
