"""Keeps standard output for results only, also if a C library writes to it.

Messages go to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


def say(sentence: str) -> None:
    """Write a message to standard error. A closed terminal is ignored."""
    with suppress(OSError):
        sys.stderr.write(f"ser-desktop: {sentence}\n")
        sys.stderr.flush()


@contextmanager
def results_only() -> Iterator[TextIO]:
    """Yield a stream on the real standard output; other output goes to standard error.

    Characters that UTF-8 cannot encode (from invalid file names) are escaped as in JSON.
    """
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, AttributeError):  # windowed programs have no descriptor
        yield sys.stdout
        return
    os.dup2(2, 1)
    out = os.fdopen(
        kept, "w", encoding="utf-8", errors="backslashreplace", newline="", closefd=False
    )
    try:
        yield out
        out.flush()
    finally:
        with suppress(OSError):  # said by the flush above
            out.close()
        os.dup2(kept, 1)
        os.close(kept)


@contextmanager
def quiet_libraries(log: Path) -> Iterator[None]:
    """Redirect output of C libraries on standard error to a file, but not that of Python.

    libmpg123, FFmpeg and others report peculiarities of sound files there, between the messages of
    this program. Without the file or standard error nothing changes.

    Args:
        log: the file, which is overwritten; the null device discards the output.
    """
    try:
        target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    except OSError:
        yield
        return
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, AttributeError):
        os.close(target)
        yield
        return
    real = sys.stderr
    try:
        os.dup2(target, 2)
        os.close(target)
        if _writes_to(real, 2):
            sys.stderr = os.fdopen(
                kept, "w", encoding=real.encoding, errors=real.errors, buffering=1, closefd=False
            )
        yield
    finally:
        with suppress(OSError):
            sys.stderr.flush()
        sys.stderr = real
        os.dup2(kept, 2)
        os.close(kept)


def _writes_to(stream: TextIO, descriptor: int) -> bool:
    """Return whether a stream writes to a descriptor; those of a test runner do not."""
    try:
        return stream.fileno() == descriptor
    except (OSError, ValueError, AttributeError):
        return False
