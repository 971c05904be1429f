"""Standard output for results alone, also where a C library writes lines of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def results_only() -> Iterator[TextIO]:
    """Give a stream on the real standard output; everything else goes to standard error."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, AttributeError):  # windowed programs and captured tests have no descriptor
        yield sys.stdout
        return
    os.dup2(2, 1)
    try:
        with os.fdopen(kept, "w", encoding="utf-8", newline="", closefd=False) as out:
            yield out
    finally:
        os.dup2(kept, 1)
        os.close(kept)
