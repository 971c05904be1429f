"""Standard output for results alone, also where a C library writes lines of its own; standard
error for sentences."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


def say(sentence: str) -> None:
    """To whoever still reads: of a terminal that was closed nothing is left to write to."""
    with suppress(OSError):
        sys.stderr.write(f"ser-desktop: {sentence}\n")
        sys.stderr.flush()


@contextmanager
def results_only() -> Iterator[TextIO]:
    """Give a stream on the real standard output; everything else goes to standard error.

    Characters UTF-8 cannot hold (from odd file names) are written as escapes, as JSON has them.
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
