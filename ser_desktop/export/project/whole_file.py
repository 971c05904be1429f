"""Files of other libraries' writers, written beside the target and renamed."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ser_desktop.errors import DiskFullError, OutputError
from ser_desktop.texts.error_reasons import reason_not_written
from ser_desktop.texts.messages import Message


@contextmanager
def made_beside(path: Path) -> Iterator[Path]:
    """Yield a path to write to; the file replaces the target at the end of the block.

    Args:
        path: the target.

    Raises:
        DiskFullError: the disk is full.
        OutputError: the file cannot be written; an old file stays.
    """
    path = Path(os.path.realpath(path))
    part = path.with_name(f".ser-{secrets.token_hex(6)}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        kind = DiskFullError if error.errno in (errno.ENOSPC, errno.EDQUOT) else OutputError
        reason = reason_not_written(error, path)
        raise kind(Message("file.cannot_write", path=path, reason=reason)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
