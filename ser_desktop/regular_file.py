"""Refuses what looks like a file and may never end: pipes, sockets and devices."""

from __future__ import annotations

import errno
import os
import stat

from ser_desktop.texts.messages import Message


def refuse_special(path: str | os.PathLike[str]) -> None:
    """Refuse a path that exists and is no regular file, before it is opened.

    Opening a pipe that nobody writes to waits for ever, and a device may have no end. A path that
    is missing or cannot be examined is left to the opening, whose error says so.

    Args:
        path: the path; links are followed.

    Raises:
        OSError: it is a folder, a pipe, a socket or a device; ``strerror`` is the message with
            the reason.
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, Message("file.is_folder"))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, Message("file.is_special"))
