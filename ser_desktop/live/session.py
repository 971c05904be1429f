"""Runs a live session: from source to stream to sinks, until the sound ends or it is stopped."""

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
    """Send every result to every sink.

    Args:
        source: the source; it stays open.
        stream: computes the results.
        sinks: receive the results; they stay open.
        stopped: called after every block; returning True stops the session.

    Returns:
        the number of results.

    Raises:
        SerError: the source, the model or a sink failed.
        OSError: a sink cannot write to its file or pipe.
    """
    n_results = 0
    for block in source.blocks():
        if stopped():
            break
        if not len(block):
            continue
        for result in stream.push(block, source.faults()):
            for sink in sinks:
                sink.send(result)
            n_results += 1
    return n_results
