"""Where recordings lie: paths of this computer, and addresses that fsspec reads (s3://, https://).

fsspec and the packages for its protocols are optional, and imported with the first address.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from ser_desktop.audio.decode import AUDIO_SUFFIXES
from ser_desktop.audio.folders import expand
from ser_desktop.batch.task import Cancelled, InferenceTask, LoadableModel, Task
from ser_desktop.emotion.inference_options import InferenceOptions
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError, SerError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

Place = str | Path
"""A path, or the address of a recording as text."""
# One letter before the colon is a drive of Windows.
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_STAMPS = (
    "ETag",
    "checksum",
    "LastModified",
    "Last-Modified",
    "mtime",
    "updated",
    "created",
)
"""What file systems call the mark or time of a file's last change, the surest first."""


def is_address(place: Place) -> bool:
    """Return whether a place is an address and no path."""
    return isinstance(place, str) and _ADDRESS.match(place) is not None


def place_key(place: Place) -> str:
    """Return what a recording is known by: its address, or its absolute path."""
    return str(place) if is_address(place) else os.path.abspath(place)


def check_address(address: str) -> None:
    """Raise where nothing is at an address.

    Raises:
        SerError: nothing is there, or its protocol cannot be read.
    """
    if stamp_of(address) is None:
        raise SerError(Message("cli.path_not_found", path=address))


def expand_places(
    places: Sequence[str], skipped: Callable[[str], None] = lambda _path: None
) -> Iterator[str]:
    """Give recordings as they are, and for a folder the sound files below it, sorted.

    Args:
        places: paths and addresses of files and folders.
        skipped: told each file in a folder that is no sound file.

    Raises:
        SerError: the protocol of an address cannot be read.
    """
    for place in places:
        if is_address(place):
            yield from _files_at(place)
        else:
            yield from expand([place], skipped=skipped)


def without_doubles(paths: Sequence[str]) -> list[str]:
    """Remove recordings that are given twice; the first path stays."""
    once: dict[str, str] = {}
    for path in paths:
        once.setdefault(place_key(path), path)
    return list(once.values())


def stamp_of(address: str) -> tuple[int, int] | None:
    """Return size in bytes and a number that changes with the file; None where nothing is there.

    Raises:
        SerError: the protocol cannot be read.
    """
    system, inner = _file_system(address)
    try:
        return _stamp(system.info(inner))
    except OSError:
        return None


@dataclass(frozen=True)
class FetchedTask:
    """Fetch a recording from an address to this computer's disk, and hear it there.

    Args:
        address: of the recording.
        task: hears it; its path is the copy's.
    """

    address: str
    task: InferenceTask

    def __call__(self, cancelled: Cancelled) -> WindowScores:
        """Return what the model said. The copy is deleted."""
        # A decoder reads a file from both ends and more than once.
        with tempfile.TemporaryDirectory(prefix="ser-desktop-") as folder:
            path = Path(folder) / _file_name(self.address)
            size_bytes, stamp = _fetch(self.address, path)
            scores = replace(self.task, path=path)(cancelled)
        file = replace(
            scores.file, path=Path(self.address), size_bytes=size_bytes, modified_ns=stamp
        )
        return replace(scores, file=file)


def hearing_task(
    place: Place, model: LoadableModel, options: InferenceOptions, speakers: int | None
) -> Task[WindowScores]:
    """Return the task that hears a recording, wherever it lies.

    Args:
        place: of the recording.
        model: heard with.
        options: windows and channels.
        speakers: as :class:`InferenceTask` has it.
    """
    task = InferenceTask(Path(place), model, options, speakers)
    return FetchedTask(str(place), task) if is_address(place) else task


def _fetch(address: str, target: Path) -> tuple[int, int]:
    """Copy a file. Returns size and stamp of what was there before."""
    system, inner = _file_system(address)
    try:
        stamp = _stamp(system.info(inner))
        system.get_file(inner, str(target))
    except FileNotFoundError:
        raise AudioFileError("vanished", Message("audio.missing", file=target.name)) from None
    except Exception as error:  # noqa: BLE001 - each file system has errors of its own
        reason = f"{type(error).__name__}: {error}"
        message = Message("places.cannot_fetch", file=target.name, reason=reason)
        raise AudioFileError("vanished", message) from None
    return stamp


def _files_at(address: str) -> Iterator[str]:
    system, inner = _file_system(address)
    try:
        is_folder = system.info(inner)["type"] == "directory"
        names = sorted(system.find(inner)) if is_folder else []
    except OSError:  # opening it says why
        is_folder = False
    if not is_folder:
        yield address
        return
    for name in names:
        path = PurePosixPath(name)
        if path.suffix.lower() in AUDIO_SUFFIXES and not path.name.startswith("._"):
            yield system.unstrip_protocol(name)


def _file_system(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it.

    Raises:
        SerError: fsspec, or the package for the protocol, is not installed.
    """
    try:
        import fsspec
    except ImportError:
        raise SerError(Message("places.no_fsspec", address=address)) from None
    try:
        system, inner = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        message = Message("places.no_protocol", address=address, reason=reason_of(error))
        raise SerError(message) from None
    return system, inner


def _stamp(info: dict[str, Any]) -> tuple[int, int]:
    mark = next((str(info[name]) for name in _STAMPS if info.get(name) is not None), "")
    digest = hashlib.sha256(mark.encode()).digest()
    return int(info.get("size") or 0), int.from_bytes(digest[:7], "big") if mark else 0


def _file_name(address: str) -> str:
    return PurePosixPath(unquote(urlsplit(address).path)).name or "recording"
