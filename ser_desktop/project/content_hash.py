"""The sha256 of a file, which identifies a recording independent of its path."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from ser_desktop.errors import AudioFileError, WorkCancelledError
from ser_desktop.texts.error_reasons import reason_of
from ser_desktop.texts.messages import Message

_BLOCK_BYTES = 1 << 20


def sha256_of(path: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """Return the sha256 of a file's content.

    Args:
        path: the file.
        cancelled: called between blocks; returning True stops the work.

    Raises:
        AudioFileError: the file cannot be read.
        WorkCancelledError: ``cancelled`` returned True.
    """
    digest = hashlib.sha256()
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "No such file")
        with path.open("rb") as handle:
            while block := handle.read(_BLOCK_BYTES):
                if cancelled():
                    raise WorkCancelledError
                digest.update(block)
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        message = Message("file.cannot_read", path=path, reason=reason)
        raise AudioFileError("unreadable", message) from None
    return digest.hexdigest()
