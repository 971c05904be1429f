"""The SHA-256 of a file, computed on a separate thread while the sound is decoded."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import Future
from pathlib import Path

from ser_desktop.audio.file_state import FileState
from ser_desktop.errors import AudioFileError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

_READ_BYTES = 1 << 20


def sha256_of(path: Path, stop: threading.Event) -> str:
    """Hash a file.

    Args:
        path: the file.
        stop: event set by another thread to end the reading; the hash is then meaningless.

    Returns:
        hexadecimal digits.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while not stop.is_set() and (block := handle.read(_READ_BYTES)):
            digest.update(block)
    return digest.hexdigest()


def finished_hash(digest: Future[str], path: Path) -> str:
    """Wait for a hash.

    Args:
        digest: the call that computes it.
        path: the file, for the message.

    Returns:
        hexadecimal digits.

    Raises:
        AudioFileError: the file vanished while it was read.
    """
    try:
        return digest.result()
    except OSError as error:
        raise AudioFileError(
            "vanished", Message("file.vanished", file=path.name, reason=reason_of(error))
        ) from None


def refuse_changed(path: Path, before: FileState | None, sha256: str) -> None:
    """Refuse a file that changed while it was read: result and hash may be of different sounds.

    A file that was only touched is the same. One that was deleted or renamed meanwhile was read to
    its end by then.

    Args:
        path: the file.
        before: its state before it was opened.
        sha256: its hash, computed while it was read.

    Raises:
        AudioFileError: it changed.
    """
    now = FileState.of(path)
    if now is None or now == before:
        return
    try:
        is_same = sha256_of(path, threading.Event()) == sha256
    except OSError:
        return
    if not is_same:
        raise AudioFileError("vanished", Message("file.changed", file=path.name))
