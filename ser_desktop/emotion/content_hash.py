"""The SHA-256 of a file, computed on a separate thread while the sound is decoded."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import Future
from pathlib import Path

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
