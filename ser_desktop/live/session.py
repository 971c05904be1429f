"""Runs a live session: from source to stream to sinks, until the sound ends or it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ser_desktop.live.sink import LiveSink
from ser_desktop.live.source import LiveSource
from ser_desktop.live.stream import LiveStream


@dataclass(frozen=True)
class LiveOutcome:
    """What a session came to.

    Args:
        n_results: number of results.
        heard_s: seconds of sound.
    """

    n_results: int
    heard_s: float


def run_live(
    source: LiveSource,
    stream: LiveStream,
    sinks: Sequence[LiveSink],
    stopped: Callable[[], bool] = lambda: False,
) -> LiveOutcome:
    """Send every result to every sink.

    Args:
        source: the source; it stays open.
        stream: computes the results.
        sinks: receive the results; they stay open.
        stopped: called after every block; returning True stops the session.

    Raises:
        SerError: the source, the model or a sink failed.
        OSError: a sink cannot write to its file or pipe.
    """
    n_results = n_samples = 0
    for block in source.blocks():
        if stopped():
            break
        if not len(block):
            continue
        n_samples += len(block)
        for result in stream.push(block, source.faults()):
            for sink in sinks:
                sink.send(result)
            n_results += 1
    return LiveOutcome(n_results, n_samples / source.sample_rate_hz)
