"""From a source through the stream to the sinks, until the sound or the patience ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ser_desktop.live.sink import LiveSink
from ser_desktop.live.source import LiveSource
from ser_desktop.live.stream import LiveStream


def run_live(
    source: LiveSource,
    stream: LiveStream,
    sinks: Sequence[LiveSink],
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Pass every result to every sink.

    Args:
        source: of the sound; it stays open.
        stream: makes the results.
        sinks: take them; they stay open.
        stopped: asked after every block; True ends the work.

    Returns:
        the number of results.

    Raises:
        SerError: the source, the model or a sink cannot go on.
        OSError: a sink's file or pipe takes no more.
    """
    n_results = 0
    for block in source.blocks():
        if stopped():
            break
        if not len(block):
            continue
        for result in stream.push(block):
            for sink in sinks:
                sink.send(result)
            n_results += 1
    return n_results
