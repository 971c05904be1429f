"""Live results as JSON lines on a stream."""

from __future__ import annotations

import json
from typing import TextIO

from ser_desktop.live.result import LiveResult


class JsonLines:
    """Writes one line for each result and flushes it.

    Args:
        out: the stream; it stays open.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def send(self, result: LiveResult) -> None:
        """Write a line.

        Raises:
            BrokenPipeError: the reader closed the pipe.
        """
        self._out.write(to_json_line(result))
        self._out.flush()

    def close(self) -> None:
        """Do nothing; the stream belongs to the caller."""


def to_json_line(result: LiveResult) -> str:
    """Return one line with unescaped UTF-8; NaN is an error."""
    return json.dumps(result.to_object(), ensure_ascii=False, allow_nan=False) + "\n"
