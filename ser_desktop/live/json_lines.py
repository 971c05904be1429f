"""Live results as JSON lines on a stream."""

from __future__ import annotations

import json
from typing import TextIO

from ser_desktop.live.result import LiveResult


class JsonLines:
    """Writes one line a result and flushes it at once.

    Args:
        out: the stream; it stays open.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def send(self, result: LiveResult) -> None:
        """Write a line.

        Raises:
            BrokenPipeError: nobody reads any more.
        """
        self._out.write(to_json_line(result))
        self._out.flush()

    def close(self) -> None:
        """Leave the stream open; it belongs to the caller."""


def to_json_line(result: LiveResult) -> str:
    """Return one line, UTF-8 as it is, NaN refused."""
    return json.dumps(result.to_object(), ensure_ascii=False, allow_nan=False) + "\n"
