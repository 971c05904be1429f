"""The port for sinks, which receive live results. Other packages add sinks by entry points.

An entry point of the group ``ser_desktop.live_sinks`` names a function that takes a target (the
text after ``NAME=`` in ``--sink NAME=TARGET``) and a :class:`~ser_desktop.live.result.StreamInfo`,
and returns a :class:`LiveSink`. ``docs/extend/live_sinks.md`` shows one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ser_desktop.errors import OutputError
from ser_desktop.live.result import LiveResult, StreamInfo
from ser_desktop.texts.error_reasons import quoted
from ser_desktop.texts.messages import Message

GROUP = "ser_desktop.live_sinks"


class LiveSink(Protocol):
    """Receives results. The code that opens a sink closes it."""

    def send(self, result: LiveResult) -> None:
        """Send one result, without waiting for the receiver.

        Raises:
            SerError: no further result can be sent. It ends the session.
        """
        ...

    def close(self) -> None:
        """Release all resources."""
        ...


SinkFactory = Callable[[str, StreamInfo], LiveSink]


def open_installed_sink(name: str, target: str, info: StreamInfo) -> LiveSink:
    """Open a sink of another package.

    Args:
        name: name of its entry point.
        target: destination of the results, in the sink's own format.
        info: information on the stream.

    Raises:
        OutputError: there is no sink of that name, or it cannot be opened.
    """
    from importlib.metadata import entry_points  # slow to import, and needed only here

    points = {point.name: point for point in entry_points(group=GROUP)}
    if name not in points:
        available = sorted(points) or "–"
        raise OutputError(Message("sink.not_found", name=name, available=available))
    try:
        factory: SinkFactory = points[name].load()
        return factory(target, info)
    except OutputError:
        raise
    except Exception as error:  # code of another package may raise anything
        reason = quoted(f"{type(error).__name__}: {error}")
        raise OutputError(Message("sink.failed", name=name, reason=reason)) from error
